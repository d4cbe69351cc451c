package sandbox

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// dryRun is the last step: the program is loaded and run on a few made-up molbots. What faults here would fault in the
// world.
func dryRun(f *findings, p *program) {
	in, err := p.instance()
	if err != nil {
		f.add(1, 1, "load", err.Error(), "")
		return
	}
	defer in.Close()
	batch := dummies()
	verdicts := make([]trait.Verdict, len(batch))
	in.Run(batch, verdicts)
	for i, v := range verdicts {
		if v.Fault != trait.FaultNone {
			f.add(max(1, v.Line), 1, "dryrun."+v.Fault.String(), "on "+situations[i].name+": "+v.Reason, "")
			return
		}
	}
}

// situation is a made-up state of a molbot and what it senses.
type situation struct {
	name string
	body trait.Body
	seen surroundings
}

var situations = []situation{
	{"a hungry molbot with food and company near", trait.Body{
		Energy: 20, MaxEnergy: 100, Age: 700, Lifespan: 5000, Speed: 1.5, Heading: 0.7, Size: 1, SenseRadius: 120,
		SinceMeal: 300, Daylight: 0.8, HasMark: true, Mark: trait.Vector{DX: 30, DY: -40}, RandKey: 7,
	}, surroundings{food: true, molbots: 3}},
	{"a sated molbot that sees nothing", trait.Body{
		Energy: 95, MaxEnergy: 100, Age: 1200, Lifespan: 5000, Size: 0.8, SenseRadius: 80, CanBreed: true, RandKey: 11,
	}, surroundings{}},
	{"a newborn at night", trait.Body{
		Energy: 33, MaxEnergy: 81, Lifespan: 4000, Heading: -3, Size: 0.9, SenseRadius: 100, RandKey: 13,
	}, surroundings{food: true}},
	{"an old molbot in a crowd", trait.Body{
		Energy: 60, MaxEnergy: 120, Age: 4990, Lifespan: 5000, Speed: 3, Heading: 2, Size: 1.3, SenseRadius: 150,
		SinceMeal: 5, Daylight: 1, CanBreed: true, HasMark: true, RandKey: 17,
	}, surroundings{molbots: 40}},
}

func dummies() []*trait.Molbot {
	batch := make([]*trait.Molbot, len(situations))
	for i, s := range situations {
		m := new(trait.Molbot)
		*m.Body() = s.body
		m.Body().Memory = &[trait.MemorySlots]float64{0, 1, -1, 0.5}
		m.Begin(s.seen, math.MaxInt32)
		batch[i] = m
	}
	return batch
}

// surroundings is a made-up world around a molbot.
type surroundings struct {
	food    bool
	molbots float64
}

func (s surroundings) NearestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	if !s.food || radius < 5 {
		return trait.Food{}, false
	}
	return trait.Food{DX: 3, DY: 4, Distance: 5, Energy: 40, Fit: 0.9, Ripeness: 0.7}, true
}

func (s surroundings) RichestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	if !s.food || radius < 25 {
		return trait.Food{}, false
	}
	return trait.Food{DX: -15, DY: 20, Distance: 25, Energy: 60, Fit: 1, Ripeness: 1}, true
}

func (s surroundings) NearestMolbot(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	if s.molbots == 0 || radius < 10 {
		return trait.Neighbor{}, false
	}
	return trait.NewNeighbor(-6, 8, 10, 1.1, 0.4, 0.3, 2), true
}

func (s surroundings) NearestKin(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	if s.molbots < 2 || radius < 13 {
		return trait.Neighbor{}, false
	}
	return trait.NewNeighbor(5, 12, 13, 0.7, 0.8, 0.95, 3), true
}

func (s surroundings) Crowd(_ *trait.Body, radius float64) float64 {
	return math.Floor(s.molbots * math.Min(1, radius/100))
}

func (s surroundings) Temperature(*trait.Body) float64   { return 20 - s.molbots/2 }
func (s surroundings) ThermalStress(*trait.Body) float64 { return s.molbots / 20 }

func (s surroundings) Comfort(*trait.Body) trait.Vector {
	if s.molbots == 0 {
		return trait.Vector{}
	}
	return trait.Vector{DX: 0.6, DY: -0.8}
}

func (s surroundings) Fertility(*trait.Body) float64 { return 0.5 + s.molbots/10 }

func (s surroundings) FertilityGradient(*trait.Body) trait.Vector {
	if !s.food {
		return trait.Vector{}
	}
	return trait.Vector{DX: -0.8, DY: 0.6}
}

func (s surroundings) Scent(_ *trait.Body, channel int) float64 {
	return s.molbots * float64(channel) / 4
}

func (s surroundings) ScentGradient(_ *trait.Body, channel int) trait.Vector {
	if s.molbots == 0 || channel%2 == 1 {
		return trait.Vector{}
	}
	return trait.Vector{DX: 0, DY: 1}
}
