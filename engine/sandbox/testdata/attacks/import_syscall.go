//go:build ignore

// want: import.forbidden
package import_syscall

import (
	"syscall"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	syscall.Kill(0, 9)
}
