package systems

import (
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Feed lets molbots that stopped at a meal take a bite. The part that the gut can't use is lost, and food that does not
// suit it does harm.
func Feed(w *world.World) {
	b := &w.Bots
	for _, i := range w.Living() {
		if item := b.Food[i]; item >= 0 {
			bite(w, i, int(item))
		}
	}
}

func bite(w *world.World, i int32, item int) {
	b := &w.Bots
	body := &b.Body[i]
	yield := w.Yield(body, item)
	room := body.MaxEnergy - b.Energy[i]
	taken := min(body.Bite, w.Food.Energy[item])
	if yield > 0 {
		taken = min(taken, room/yield)
	}
	gain := max(min(taken*yield, room), -b.Energy[i])
	w.Food.Energy[item] -= taken
	b.Energy[i] += gain
	b.Intake[i] += max(gain, 0)
	b.Spent[i] += max(-gain, 0)
	b.Meal[i] = w.Tick
	w.Ledger.Book(world.Digestion, taken-gain)
}
