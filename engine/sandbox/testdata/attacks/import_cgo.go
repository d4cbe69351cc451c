//go:build ignore

// want: import.forbidden
package import_cgo

import (
	"C"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	C.exit(1)
}
