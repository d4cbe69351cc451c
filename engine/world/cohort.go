package world

import (
	"cmp"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/eprocess"
)

// BirthCohort records the molbots that are born during a canary and their outcomes. Package eprocess judges them.
type BirthCohort struct {
	Since uint64 // tick of the load, where blocks of births start
	Born  []CohortMember
	Tests eprocess.Tests
}

// CohortMember is one newborn of a canary and its outcomes.
type CohortMember struct {
	Serial, Tick uint64
	Slot         int32
	Treated      bool
	Dead         bool
	Lived        uint32  // ticks
	Early, Net   float64 // energy eaten minus energy spent, up to the ages earlyAge and netAge
	Children     uint32
}

// The ages at which the measures are taken [ticks].
var (
	earlyAge    = ageOf(genesis.ProductionBy300)
	netAge      = ageOf(genesis.ProductionBy600)
	survivalAge = ageOf(genesis.SurvivalTo1200)
	childrenAge = ageOf(genesis.ChildrenBy1500)
)

func ageOf(name genesis.CanaryMeasure) uint64 {
	k := slices.IndexFunc(eprocess.Measures[:], func(m eprocess.Measure) bool { return m.Name == name })
	return eprocess.Measures[k].Age
}

// outcome is the outcome of a newborn for a measure.
func (n *CohortMember) outcome(name genesis.CanaryMeasure) float64 {
	switch name {
	case genesis.ProductionBy300:
		return n.Early
	case genesis.ProductionBy600:
		return n.Net
	case genesis.SurvivalTo1200:
		return float64(min(uint64(n.Lived), survivalAge))
	case genesis.ChildrenBy1500:
		return float64(n.Children)
	}
	panic("the world does not record " + string(name))
}

// join adds the newborn in slot i to the birth cohort of every canary that assigned it to a group.
func (w *World) join(i int32) {
	b := &w.Bots
	if b.Treated[i]|b.Control[i] == 0 {
		return
	}
	for k := range w.Heredity.Assignments {
		c := &w.Heredity.Assignments[k]
		treated := b.Treated[i]>>c.Trait&1 == 1
		if treated || b.Control[i]>>c.Trait&1 == 1 {
			c.BirthCohort.Born = append(c.BirthCohort.Born,
				CohortMember{Serial: b.Serial[i], Tick: w.Tick, Slot: i, Treated: treated})
		}
	}
}

// FollowCohorts updates the newborns of all canaries to this tick, and judges blocks whose newborns are old enough.
func (w *World) FollowCohorts() {
	for k := range w.Heredity.Assignments {
		c := &w.Heredity.Assignments[k]
		for n := range c.BirthCohort.Born {
			w.follow(&c.BirthCohort.Born[n])
		}
		c.BirthCohort.judge(w.Tick, c.Adoption)
	}
}

func (w *World) follow(n *CohortMember) {
	b := &w.Bots
	age := w.Tick - n.Tick
	if n.Dead || age > childrenAge {
		return
	}
	if b.Serial[n.Slot] != n.Serial {
		n.Dead = true
		return
	}
	n.Lived, n.Children = uint32(age), b.Children[n.Slot]
	if net := b.Intake[n.Slot] - b.Spent[n.Slot]; age <= netAge {
		n.Net += net
		if age <= earlyAge {
			n.Early += net
		}
	}
}

// judge judges the blocks that are old enough and drops the newborns that no test needs any more.
func (s *BirthCohort) judge(now uint64, adoption float64) {
	needed := s.Tests.Judge(s.Since, now, adoption, s.results)
	s.Born = slices.Delete(s.Born, 0, s.bornBefore(s.Since+needed*eprocess.BirthBlock))
}

// results lists the outcomes of the newborns of a block, in birth order.
func (s *BirthCohort) results(block uint64, m eprocess.Measure) []eprocess.Result {
	first := s.Since + block*eprocess.BirthBlock
	born := s.Born[s.bornBefore(first):s.bornBefore(first+eprocess.BirthBlock)]
	results := make([]eprocess.Result, len(born))
	for i := range born {
		results[i] = eprocess.Result{Value: born[i].outcome(m.Name), Treated: born[i].Treated}
	}
	return results
}

// bornBefore is the number of newborns born before a tick.
func (s *BirthCohort) bornBefore(tick uint64) int {
	n, _ := slices.BinarySearchFunc(s.Born, tick,
		func(n CohortMember, tick uint64) int { return cmp.Compare(n.Tick, tick) })
	return n
}

// fit reports whether the slots of all newborns exist.
func (s *BirthCohort) fit(slots int) bool {
	return !slices.ContainsFunc(s.Born, func(n CohortMember) bool { return n.Slot < 0 || int(n.Slot) >= slots })
}

func (s *BirthCohort) visit(c *Codec) {
	c.Uint64(&s.Since)
	Slice(c, &s.Born, func(c *Codec, n *CohortMember) {
		c.Uint64(&n.Serial)
		c.Uint64(&n.Tick)
		slot := uint32(n.Slot)
		c.Uint32(&slot)
		n.Slot = int32(slot)
		c.Bool(&n.Treated)
		c.Bool(&n.Dead)
		c.Uint32(&n.Lived)
		c.Float(&n.Early)
		c.Float(&n.Net)
		c.Uint32(&n.Children)
	})
	for t := range s.Tests {
		test := &s.Tests[t]
		c.Uint64(&test.Next)
		c.Uint64(&test.Judged)
		for k := range test.Better {
			c.Float(&test.Better[k])
			c.Float(&test.Worse[k])
		}
	}
}

func (s *BirthCohort) copy() BirthCohort {
	c := *s
	c.Born = slices.Clone(s.Born)
	return c
}
