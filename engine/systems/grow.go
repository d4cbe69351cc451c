package systems

import "github.com/ai-genesis/ai-genesis/engine/world"

// Grow moves weather and patches on, lets food grow and clears what has rotted or been eaten up.
func Grow(w *world.World) {
	w.UpdateWeather()
	w.UpdatePatches()
	w.ClearFood()
	w.FoodDue += w.P.SpawnRate * w.P.Area() * w.Sky.Supply
	for n := uint64(0); w.FoodDue >= 1; n++ {
		w.FoodDue--
		w.Sprout(n)
	}
}

// Scent lets scent fade, every few ticks.
func Scent(w *world.World) {
	if w.Tick%world.ScentEvery == 0 {
		w.FadeScent()
	}
}
