//go:build ignore

package dry_memory

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	xs := []float64{1}
	for range 40 {
		xs = append(xs, xs...) // want dryrun.memory: allocated more
	}
	m.SetMem(0, xs[0])
}
