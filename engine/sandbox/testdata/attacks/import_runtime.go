//go:build ignore

// want: import.forbidden
package import_runtime

import (
	"runtime"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	runtime.Goexit()
}
