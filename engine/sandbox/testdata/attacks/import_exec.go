//go:build ignore

// want: import.forbidden
package import_exec

import (
	"os/exec"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	exec.Command("rm", "-rf", "/").Run()
}
