package systems

import "github.com/ai-genesis/ai-genesis/engine/world"

// Metabolise charges the cost of living: more at an unsuitable temperature, less at rest. Moving in a storm costs
// extra.
func Metabolise(w *world.World) {
	b, rules := &w.Bots, &w.P.Biology
	for _, i := range w.Living() {
		cost := b.Basal[i] * (1 + w.Suffer(i))
		if b.Resting[i] {
			cost *= 1 - rules.RestShare
		}
		w.Pay(i, world.Metabolism, cost)
		if gale := w.Gale(b.X[i], b.Y[i]); gale > 0 {
			w.Pay(i, world.Exposure, rules.Gale*gale*b.Mass[i]*(b.VX[i]*b.VX[i]+b.VY[i]*b.VY[i]))
		}
	}
}
