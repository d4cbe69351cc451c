package systems

import "github.com/ai-genesis/ai-genesis/engine/world"

// Grow updates weather and patches, lets food grow and removes food that is rotten or eaten up.
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

// Scent makes scent fade and spread every few ticks.
func Scent(w *world.World) {
	if w.Tick%world.ScentEvery == 0 {
		w.FadeScent()
	}
}
