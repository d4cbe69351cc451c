//go:build ignore

package dry_index

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1, 2}
	n := int(m.MaxEnergy())
	m.SetMem(0, xs[n]) // want dryrun.panic: index out of range
}
