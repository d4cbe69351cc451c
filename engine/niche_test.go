package engine_test

import "github.com/ai-genesis/ai-genesis/engine/trait"

// niches are hand-written traits, each for a different environment. All are added to seek, which every molbot has.
// biter is not a niche: it shows that biting everyone does not pay.
var niches = []struct {
	name string
	run  trait.Native
}{
	{"choosy", choosy}, {"patient", patient}, {"hunter", hunter}, {"shelter", shelter}, {"sleeper", sleeper},
	{"winter", winter}, {"siesta", siesta}, {"caring", caring}, {"biter", bite},
}

// choosy goes to the food that its gut digests best and ignores the rest.
func choosy(m *trait.Molbot) {
	food, ok := m.RichestFood(120)
	if !ok {
		return
	}
	if food.Fit*food.Ripeness < 0.3 {
		m.Fast()
		m.Turn((m.Rand()-0.5)*0.5, 0.8)
		return
	}
	m.ThrustToward(food.DX, food.DY, 1)
	if near, ok := m.NearestFood(16); ok && near.Fit*near.Ripeness < 0.3 {
		m.Fast()
	}
}

// patient waits next to suitable food until it is ripe.
func patient(m *trait.Molbot) {
	food, ok := m.NearestFood(80)
	if !ok || food.Fit < 0.5 || food.Ripeness > 0.6 {
		return
	}
	m.Fast()
	if food.Distance < 12 {
		m.Rest()
		return
	}
	m.ThrustToward(food.DX, food.DY, 0.8)
}

// hunter attacks molbots that are too weak to strike back, and eats their carrion only if its gut can digest it.
func hunter(m *trait.Molbot) {
	if other, ok := m.NearestMolbot(30); ok && other.Energy*other.Size*other.Size < 0.15 {
		m.ThrustToward(other.DX, other.DY, 1)
		m.Attack(other)
		m.SetMem(0, 200)
	}
	if m.Mem(0) <= 0 {
		return
	}
	m.SetMem(0, m.Mem(0)-1)
	if food, ok := m.NearestFood(16); ok && food.Fit < 0.3 {
		m.Fast()
	}
}

// shelter rests in a storm, and moves slowly to food that is near.
func shelter(m *trait.Molbot) {
	if m.Storm() < 0.25 {
		return
	}
	if food, ok := m.NearestFood(40); ok {
		m.ThrustToward(food.DX, food.DY, 0.4)
		return
	}
	m.Rest()
}

// sleeper rests at night if it sees no food.
func sleeper(m *trait.Molbot) {
	if m.Daylight() < 0.4 {
		if _, ok := m.NearestFood(60); !ok {
			m.Rest()
		}
	}
}

// winter rests for a while if it has not found food for a long time.
func winter(m *trait.Molbot) {
	if m.Mem(0) > 0 {
		m.SetMem(0, m.Mem(0)-1)
		if _, ok := m.NearestFood(50); !ok {
			m.Rest()
		}
		return
	}
	if m.SinceMeal() > 250 && m.Rand() < 0.01 {
		m.SetMem(0, 150)
	}
}

// siesta rests while it is much too warm or too cold.
func siesta(m *trait.Molbot) {
	if m.ThermalStress() < 1 {
		return
	}
	if _, ok := m.NearestFood(60); !ok {
		m.Rest()
	}
}

// caring breeds late and gives its children much energy.
func caring(m *trait.Molbot) {
	if m.Energy() > 0.75*m.MaxEnergy() {
		m.Reproduce(0.5)
	} else {
		m.HoldBirth()
	}
}
