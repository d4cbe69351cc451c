package prompts

// Worked are examples for a world that has kept too few traits of its own. They show the usual forms: a cheap check
// first, a sense with its ok, an action, memory.
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
	{
		ID:    "keep_distance",
		About: "move away from the nearest molbot where it is crowded",
		Source: `func Execute(m *trait.Molbot) {
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
}`,
	},
}

// Limits on the kept traits in the coder's prompt. More would crowd the context of a small model.
const (
	minShown   = 2
	maxShown   = 8
	shownBytes = 2400 // for all beyond the first minShown
)

// Shown picks examples from kept traits, which are sorted best first: two, plus more while they are short. If there are
// fewer than two, worked examples fill the gap.
func Shown(kept []Example) (shown, worked []Example) {
	room := shownBytes
	for _, e := range kept {
		room -= len(e.Source)
		if len(shown) < minShown || room >= 0 && len(shown) < maxShown {
			shown = append(shown, e)
		}
	}
	return shown, Worked[:max(0, minShown-len(shown))]
}
