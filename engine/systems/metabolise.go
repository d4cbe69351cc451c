package systems

import "github.com/ai-genesis/ai-genesis/engine/world"

// Metabolise takes the cost of living: more in the wrong temperature, less at rest.
func Metabolise(w *world.World) {
	b := &w.Bots
	for _, i := range w.Living() {
		cost := b.Body[i].Basal * (1 + w.Stress(int(i)))
		if b.Resting[i] {
			cost *= 1 - w.P.Biology.RestShare
		}
		w.Pay(i, world.Metabolism, cost)
	}
}
