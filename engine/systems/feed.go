package systems

import (
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Feed lets those who settled at a meal bite into it. What a gut can't use is lost.
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
	if yield <= 0 || room <= 0 {
		return
	}
	taken := min(min(body.Bite, w.Food.Energy[item]), room/yield)
	gain := min(taken*yield, room)
	w.Food.Energy[item] -= taken
	b.Energy[i] += gain
	b.Intake[i] += gain
	b.Meal[i] = w.Tick
	w.Ledger.Book(world.Digestion, taken-gain)
}
