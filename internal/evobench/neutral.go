package evobench

import (
	"math/rand/v2"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// neutral measures evolutionary activity (Bedau and Packard): the activity of a generated trait is the accumulated
// share of molbots that bear it. Which part of it is adaptive shows in comparison with neutral shadows: populations
// with the same numbers of births and deaths, in which the same traits are introduced by the same random assignment and
// inherited at the same rates, but who breeds and who dies is random.
type neutral struct {
	random *rand.Rand
	source *rand.PCG // source of random
	copies [shadows][]uint64
	all    []*component
}

// shadows is the number of shadow populations: a trait's activity is adaptive if it exceeds that of all but at most one
// of them.
const shadows = 40

// Rates per birth at which a kept trait is gained and lost, as in the real world.
var (
	gain = engine.NewParams().Biology.Gain
	loss = engine.NewParams().Biology.Loss
)

// component is one trait with its activity, and that of its twins in the shadows.
type component struct {
	name      string
	version   int
	bit       int
	adoption  float64 // share of newborns, during the canary
	heritable bool
	gone      bool
	activity  float64
	twins     [shadows]float64
}

func newNeutral(seed uint64, n int) *neutral {
	source := rand.NewPCG(seed, 0x736861646f77)
	s := &neutral{random: rand.New(source), source: source}
	for i := range s.copies {
		s.copies[i] = make([]uint64, n)
	}
	return s
}

// load adds a trait; the bit of a removed trait is reused.
func (s *neutral) load(name string, version int, adoption float64, r engine.Registry) {
	s.sync(r)
	c := &component{name: name, version: version, adoption: adoption}
	for _, other := range s.all {
		if !other.gone && other.bit == c.bit {
			c.bit++
		}
	}
	for taken := true; taken; {
		taken = slices.ContainsFunc(s.all, func(o *component) bool { return !o.gone && o.bit == c.bit })
		if taken {
			c.bit++
		}
	}
	s.all = append(s.all, c)
}

// sync updates the shadows from the registry: kept traits become heritable, and removed ones leave the shadows too.
func (s *neutral) sync(r engine.Registry) {
	for _, c := range s.all {
		if c.gone {
			continue
		}
		at := slices.IndexFunc(r.Traits, func(t genesis.LoadedTrait) bool {
			return t.Name == c.name &&
				t.Version == c.version
		})
		if at >= 0 {
			c.heritable = r.Traits[at].Heritable
			continue
		}
		c.gone = true
		for _, molbots := range s.copies {
			for i := range molbots {
				molbots[i] &^= 1 << c.bit
			}
		}
	}
}

// tick applies as many births and deaths as in the real world, then adjusts the population if the real one has changed
// in other ways.
func (s *neutral) tick(births, deaths, count int) {
	for k := range s.copies {
		m := s.copies[k]
		for range min(deaths, len(m)) {
			at := s.random.IntN(len(m))
			m[at] = m[len(m)-1]
			m = m[:len(m)-1]
		}
		for range births {
			parent := uint64(0)
			if len(m) > 0 {
				parent = m[s.random.IntN(len(m))]
			}
			m = append(m, s.child(parent))
		}
		for len(m) < count {
			m = append(m, 0)
		}
		s.copies[k] = m[:count]
	}
}

func (s *neutral) child(parent uint64) (got uint64) {
	for _, c := range s.all {
		if c.gone {
			continue
		}
		chance := c.adoption
		if c.heritable {
			chance = gain
			if parent>>c.bit&1 == 1 {
				chance = 1 - loss
			}
		}
		if s.random.Float64() < chance {
			got |= 1 << c.bit
		}
	}
	return got
}

// observe adds to everybody's activity at each snapshot.
func (s *neutral) observe(snap genesis.Snapshot) {
	bearers := map[genesis.TraitCensus]int{}
	for _, t := range snap.Traits {
		bearers[genesis.TraitCensus{Name: t.Name, Version: t.Version}] = t.Bearers
	}
	for _, c := range s.all {
		if c.gone || snap.EntityCount == 0 {
			continue
		}
		c.activity += float64(bearers[genesis.TraitCensus{Name: c.name, Version: c.version}]) / float64(snap.EntityCount)
		for k, m := range s.copies {
			n := 0
			for _, mask := range m {
				n += int(mask >> c.bit & 1)
			}
			c.twins[k] += float64(n) / float64(max(1, len(m)))
		}
	}
}

// report returns the activity of all components.
func (s *neutral) report() (out []Component) {
	for _, c := range s.all {
		r := Component{Trait: genesis.TraitID(c.name, c.version), Activity: c.activity}
		above := 0
		for _, twin := range c.twins {
			r.Neutral += twin / shadows
			if twin >= c.activity {
				above++
			}
		}
		r.Adaptive = c.activity > 0 && above <= shadows/20
		out = append(out, r)
	}
	return out
}
