//go:build ignore

// want: import.name
package import_renamed

import (
	os "math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, os.Sqrt(2))
}
