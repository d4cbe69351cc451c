//go:build ignore

// want: import.name
package import_dot

import (
	. "math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, Sqrt(2))
}
