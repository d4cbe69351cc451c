// Package dummy makes up molbots and surroundings for the dry run of a trait and for tests that run a trait twice and
// compare. The same seed makes the same molbot in every process.
package dummy

import (
	"math"
	"math/rand/v2"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Situation is a made-up state of a molbot and of its surroundings.
type Situation struct {
	Name string
	Body trait.Body
	Seen Surroundings
}

// Situations are plausible states that differ in the values that traits usually branch on.
var Situations = []Situation{
	{"a hungry molbot with food and company near", trait.Body{
		Energy: 20, MaxEnergy: 100, Age: 700, Lifespan: 5000, Speed: 1.5, Heading: 0.7, Size: 1, SenseRadius: 120,
		SinceMeal: 300, SinceBitten: 40, Children: 2, Daylight: 0.8, Storm: 0.6,
		HasMark: true, Mark: trait.Vector{DX: 30, DY: -40}, RandKey: 7,
	}, Surroundings{Food: true, Molbots: 3}},
	{"a sated molbot that sees nothing", trait.Body{
		Energy: 95, MaxEnergy: 100, Age: 1200, Lifespan: 5000, Size: 0.8, SenseRadius: 80, CanBreed: true, RandKey: 11,
	}, Surroundings{}},
	{"a newborn at night", trait.Body{
		Energy: 33, MaxEnergy: 81, Lifespan: 4000, Heading: -3, Size: 0.9, SenseRadius: 100, RandKey: 13,
	}, Surroundings{Food: true}},
	{"an old molbot in a crowd", trait.Body{
		Energy: 60, MaxEnergy: 120, Age: 4990, Lifespan: 5000, Speed: 3, Heading: 2, Size: 1.3, SenseRadius: 150,
		SinceMeal: 5, SinceBitten: 4990, Children: 6, HasMother: true, Mother: trait.Vector{DX: -70, DY: 4},
		Daylight: 1, CanBreed: true, HasMark: true, RandKey: 17,
	}, Surroundings{Molbots: 40}},
}

// Molbot makes a molbot in situation s with some fuel for its senses.
func (s Situation) Molbot(fuel int64) *trait.Molbot {
	m := new(trait.Molbot)
	*m.Body() = s.Body
	if m.Body().Memory == nil {
		m.Body().Memory = &[trait.MemorySlots]float64{0, 1, -1, 0.5}
	}
	m.Begin(s.Seen, fuel)
	return m
}

// Random makes up a situation from a seed.
func Random(seed uint64) Situation {
	r := rand.New(rand.NewPCG(seed, 1))
	uniform := func(low, high float64) float64 { return low + r.Float64()*(high-low) }
	memory := new([trait.MemorySlots]float64)
	for i := range memory {
		memory[i] = math.Round(uniform(-4, 4)*4) / 4
	}
	return Situation{Name: "a random molbot", Body: trait.Body{
		Energy: uniform(0, 100), MaxEnergy: 100, Age: math.Floor(uniform(0, 5000)), Lifespan: 5000, Speed: uniform(0, 4),
		Heading: uniform(-math.Pi, math.Pi), Size: uniform(0.5, 1.5), SenseRadius: uniform(20, 150),
		SinceMeal: math.Floor(uniform(0, 500)), Daylight: uniform(0, 1), CanBreed: r.IntN(2) == 0, HasMark: r.IntN(2) == 0,
		Mark: trait.Vector{DX: uniform(-99, 99), DY: uniform(-99, 99)}, Memory: memory, RandKey: r.Uint64(),
		SinceBitten: math.Floor(uniform(0, 500)), Children: float64(r.IntN(7)), HasMother: r.IntN(2) == 0,
		Mother: trait.Vector{DX: uniform(-99, 99), DY: uniform(-99, 99)},
	}, Seen: Surroundings{Food: r.IntN(2) == 0, Molbots: float64(r.IntN(4) * r.IntN(10))}}
}

// Surroundings is a made-up world around a molbot.
type Surroundings struct {
	Food    bool
	Molbots float64
}

// NearestFood implements trait.Surroundings.
func (s Surroundings) NearestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	if !s.Food || radius < 5 {
		return trait.Food{}, false
	}
	return trait.Food{DX: 3, DY: 4, Distance: 5, Energy: 40, Fit: 0.9, Ripeness: 0.7, Kind: 1}, true
}

// RichestFood implements trait.Surroundings.
func (s Surroundings) RichestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	if !s.Food || radius < 25 {
		return trait.Food{}, false
	}
	return trait.Food{DX: -15, DY: 20, Distance: 25, Energy: 60, Fit: 1, Ripeness: 1}, true
}

// NearestMolbot implements trait.Surroundings.
func (s Surroundings) NearestMolbot(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	if s.Molbots == 0 || radius < 10 {
		return trait.Neighbor{}, false
	}
	return trait.Aimed(trait.Neighbor{DX: -6, DY: 8, Distance: 10, Size: 1.1, Energy: 0.4, Kinship: 0.3, Heading: 2,
		Speed: 0.5}, 2), true
}

// NearestKin implements trait.Surroundings.
func (s Surroundings) NearestKin(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	if s.Molbots < 2 || radius < 13 {
		return trait.Neighbor{}, false
	}
	return trait.Aimed(trait.Neighbor{DX: 5, DY: 12, Distance: 13, Size: 0.7, Energy: 0.8, Kinship: 0.95, Heading: -1,
		Speed: 1.5}, 3), true
}

// Crowd implements trait.Surroundings.
func (s Surroundings) Crowd(_ *trait.Body, radius float64) float64 {
	return math.Floor(s.Molbots * math.Min(1, radius/100))
}

// Temperature implements trait.Surroundings.
func (s Surroundings) Temperature(*trait.Body) float64 { return 20 - s.Molbots/2 }

// ThermalStress implements trait.Surroundings.
func (s Surroundings) ThermalStress(*trait.Body) float64 { return s.Molbots / 20 }

// Comfort implements trait.Surroundings.
func (s Surroundings) Comfort(*trait.Body) trait.Vector {
	if s.Molbots == 0 {
		return trait.Vector{}
	}
	return trait.Vector{DX: 0.6, DY: -0.8}
}

// Fertility implements trait.Surroundings.
func (s Surroundings) Fertility(*trait.Body) float64 { return 0.5 + s.Molbots/10 }

// FertilityGradient implements trait.Surroundings.
func (s Surroundings) FertilityGradient(*trait.Body) trait.Vector {
	if !s.Food {
		return trait.Vector{}
	}
	return trait.Vector{DX: -0.8, DY: 0.6}
}

// Scent implements trait.Surroundings.
func (s Surroundings) Scent(_ *trait.Body, channel int) float64 {
	return s.Molbots * float64(channel) / 4
}

// ScentGradient implements trait.Surroundings.
func (s Surroundings) ScentGradient(_ *trait.Body, channel int) trait.Vector {
	if s.Molbots == 0 || channel%2 == 1 {
		return trait.Vector{}
	}
	return trait.Vector{DX: 0, DY: 1}
}
