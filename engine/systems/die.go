package systems

import (
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// starved is the energy below which a molbot counts as dead; rounding may leave a remainder.
const starved = 1e-9

// Die removes molbots that have no energy or have reached their lifespan.
func Die(w *world.World) {
	b := &w.Bots
	for _, i := range w.Living() {
		switch {
		case b.Energy[i] <= starved && b.Harm[i] != world.CauseNone:
			w.Kill(i, b.Harm[i])
		case b.Energy[i] <= starved:
			w.Kill(i, world.Starvation)
		case float64(w.Tick-b.Born[i]) >= b.Lifespan[i]:
			w.Kill(i, world.Age)
		}
	}
}
