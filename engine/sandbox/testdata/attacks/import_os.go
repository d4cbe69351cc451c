//go:build ignore

// want: import.forbidden
package import_os

import (
	"os"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	os.Exit(1)
}
