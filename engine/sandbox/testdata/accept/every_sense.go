//go:build ignore

// EverySense: the whole API.
package every_sense

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	sum := m.Energy() + m.MaxEnergy() + m.Age() + m.Lifespan() + m.Speed() + m.Heading() + m.Size() + m.SenseRadius() +
		m.SinceMeal() + m.Daylight() + m.Mem(0) + m.Rand() + m.Temperature() + m.ThermalStress() + m.Fertility() +
		m.Scent(0) + m.Crowd(10) + m.SinceBitten() + m.Children()
	if way, ok := m.ToMark(); ok {
		sum += way.DX
	}
	if way, ok := m.ToMother(); ok {
		sum += way.DY
	}
	if food, ok := m.RichestFood(m.SenseRadius()); ok {
		sum += food.Energy + food.Fit + food.Ripeness + food.Distance + food.Kind
	}
	kin, ok := m.NearestKin(60)
	if ok && kin.Kinship > 0.9 {
		m.Share(kin, 2)
	}
	if other, found := m.NearestMolbot(60); found && other.Size < 1 && other.Energy > 0.1 && other.Speed < 2 && other.Heading < 3 {
		m.Attack(other)
	}
	comfort := m.Comfort()
	ground, scent := m.FertilityGradient(), m.ScentGradient(1)
	m.ThrustToward(comfort.DX+ground.DX+scent.DX, comfort.DY+ground.DY+scent.DY, 0.5)
	if m.CanBreed() {
		m.Reproduce(0.5)
	} else {
		m.HoldBirth()
	}
	m.MarkHere()
	m.Eat()
	m.LeaveScent(0, 1)
	m.SetMem(7, sum)
	m.Turn(0.1, 0.2)
	m.Brake()
	m.Yield()
}
