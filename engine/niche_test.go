package engine_test

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// niches are hand-written traits, each meant for other circumstances. All come on top of seek, which everybody has.
var niches = []struct {
	name string
	run  trait.Native
}{
	{"choosy", choosy}, {"resident", resident}, {"climber", climber}, {"sunbather", sunbather}, {"sleeper", sleeper},
	{"thrifty", thrifty}, {"loner", loner}, {"hunter", hunter}, {"prolific", prolific}, {"caring", caring},
	{"sharer", sharer}, {"scout", scout}, {"tracker", tracker}, {"scavenger", scavenger},
}

// choosy goes for what its gut makes most of, and leaves the rest.
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
	if near, ok := m.NearestFood(12); ok && near.Fit*near.Ripeness < 0.3 {
		m.Fast()
	}
}

// scavenger hunts the weak more boldly.
func scavenger(m *trait.Molbot) {
	if other, ok := m.NearestMolbot(30); ok && other.Energy < 0.2 {
		m.ThrustToward(other.DX, other.DY, 1)
		m.Attack(other)
	}
}

// resident goes back to where it last found food.
func resident(m *trait.Molbot) {
	if m.SinceMeal() < 2 {
		m.MarkHere()
	}
	if m.SinceMeal() > 400 {
		return
	}
	if _, ok := m.NearestFood(100); ok {
		return
	}
	if way, ok := m.ToMark(); ok && math.Hypot(way.DX, way.DY) > 130 {
		m.ThrustToward(way.DX, way.DY, 0.8)
	}
}

// climber goes where more food grows when it sees none.
func climber(m *trait.Molbot) {
	if _, ok := m.NearestFood(100); ok || m.Fertility() > 1.5 {
		return
	}
	if way := m.FertilityGradient(); way.DX != 0 || way.DY != 0 {
		m.ThrustToward(way.DX, way.DY, 0.8)
	}
}

// sunbather leaves the wrong temperature when it is fed.
func sunbather(m *trait.Molbot) {
	if m.SinceMeal() > 30 && m.Energy() > 0.25*m.MaxEnergy() && m.ThermalStress() > 0.6 {
		way := m.Comfort()
		m.ThrustToward(way.DX, way.DY, 0.7)
	}
}

// sleeper rests by night unless it is hungry.
func sleeper(m *trait.Molbot) {
	if m.Daylight() < 0.3 && m.Energy() > 0.2*m.MaxEnergy() {
		if _, ok := m.NearestFood(60); !ok {
			m.Brake()
		}
	}
}

// thrifty goes slowly.
func thrifty(m *trait.Molbot) {
	if food, ok := m.NearestFood(100); ok {
		m.ThrustToward(food.DX, food.DY, 0.7)
		return
	}
	m.Turn((m.Rand()-0.5)*0.5, 0.55)
}

// loner leaves crowds.
func loner(m *trait.Molbot) {
	if m.SinceMeal() < 20 || m.Crowd(60) < 3 {
		return
	}
	if other, ok := m.NearestMolbot(60); ok {
		m.ThrustToward(-other.DX, -other.DY, 1)
	}
}

// hunter kills the weak and eats what is left.
func hunter(m *trait.Molbot) {
	if other, ok := m.NearestMolbot(40); ok && other.Energy < 0.1 && other.Kinship < 0.9 {
		m.ThrustToward(other.DX, other.DY, 1)
		m.Attack(other)
	}
}

// prolific breeds early and leaves its children little.
func prolific(m *trait.Molbot) {
	if m.CanBreed() {
		m.Reproduce(0.3)
	}
}

// caring breeds late and leaves its children much.
func caring(m *trait.Molbot) {
	if m.Energy() > 0.75*m.MaxEnergy() {
		m.Reproduce(0.5)
	} else {
		m.HoldBirth()
	}
}

// sharer feeds its hungry kin.
func sharer(m *trait.Molbot) {
	if m.Energy() < 0.5*m.MaxEnergy() {
		return
	}
	if kin, ok := m.NearestKin(25); ok && kin.Energy < 0.2 {
		m.Share(kin, 5)
	}
}

// scout walks straight on when it sees nothing.
func scout(m *trait.Molbot) {
	if _, ok := m.NearestFood(100); !ok {
		m.Turn((m.Rand()-0.5)*0.1, 0.9)
	}
}

// tracker marks meals with scent and follows it.
func tracker(m *trait.Molbot) {
	if m.SinceMeal() < 1 {
		m.LeaveScent(0, 1)
	}
	if m.SinceMeal() > 60 && m.Scent(0) < 3 {
		if _, ok := m.NearestFood(100); !ok {
			if way := m.ScentGradient(0); way.DX != 0 || way.DY != 0 {
				m.ThrustToward(way.DX, way.DY, 0.8)
			}
		}
	}
}
