//go:build ignore

package dry_slice

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1}
	n := int(m.MaxEnergy())
	xs = xs[n:] // want dryrun.panic: slice bounds
	m.SetMem(0, float64(len(xs)))
}
