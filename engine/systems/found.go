package systems

import "github.com/ai-genesis/ai-genesis/engine/world"

// Found adds one founder per tick at a random place while there are fewer molbots than min_population.
func Found(w *world.World) {
	if w.Count() < int(w.P.MinPopulation) && w.Count() < int(w.P.MaxEntities) {
		random := world.Keyed(w.Seed, w.Tick, 0, world.ForBirthplace)
		w.Found(random.Float()*w.P.Width, random.Float()*w.P.Height, world.Seeding)
	}
}
