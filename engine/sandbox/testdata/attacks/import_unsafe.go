//go:build ignore

// want: import.forbidden
package import_unsafe

import (
	"unsafe"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	_ = unsafe.Pointer(m)
}
