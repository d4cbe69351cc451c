//go:build ignore

// want: import.forbidden
package import_rand

import (
	"math/rand"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, rand.Float64())
}
