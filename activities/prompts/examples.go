package prompts

// Worked are examples for a world that has kept too few traits of its own. They show the forms that matter: a cheap
// check first, a sense with its ok, an action, memory.
var Worked = []Example{
	{ID: "graze", About: "go to the nearest food when hungry, and eat", Source: `func Execute(m *trait.Molbot) {
	if m.Energy() > 0.9*m.MaxEnergy() {
		return
	}
	if food, ok := m.NearestFood(60); ok {
		m.ThrustToward(food.DX, food.DY, 0.7)
		m.Eat()
	}
}`},
	{ID: "keep_distance", About: "move away from the nearest molbot where it is crowded", Source: `func Execute(m *trait.Molbot) {
	if m.Crowd(40) < 4 {
		return
	}
	if other, ok := m.NearestMolbot(40); ok {
		m.ThrustToward(-other.DX, -other.DY, 0.5)
	}
	if m.CanBreed() && m.Mem(0) < 100 {
		m.HoldBirth()
		m.SetMem(0, m.Mem(0)+1)
	}
}`},
}
