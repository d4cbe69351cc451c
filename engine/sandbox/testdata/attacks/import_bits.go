//go:build ignore

// want: import.forbidden
package import_bits

import (
	"math/bits"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(bits.Len(3)))
}
