package world

import (
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// BirthCohort follows the molbots that are born during a canary and weighs the evidence that its trait does good or
// harm. It relies on the random assignment alone: within one block of ticks every newborn had the same chance, so the
// ranks of their results, given who got the trait, make an e-process (a betting score that a true null hypothesis
// multiplies by 1 on average, whenever one looks).
type BirthCohort struct {
	Since uint64 // tick of the load: blocks of births count from there
	Born  []CohortMember
	Tests [cohortTests]ETest
}

// CohortMember is one newborn of a canary and what it has come to.
type CohortMember struct {
	Serial, Tick uint64
	Slot         int32
	Treated      bool
	Dead         bool
	Lived        uint32  // ticks
	Early, Net   float64 // energy taken in minus spent, up to the ages of earlyAge and netAge
	Children     uint32
}

// ETest is one test: how far it has judged, and its score for each bet, as logarithms.
type ETest struct {
	Next          uint64 // block that is judged next
	Judged        uint64 // newborns
	Better, Worse [betCount]float64
}

const (
	birthBlock  = 300 // ticks of births that are ranked together: the world hardly changes in between
	earlyAge    = 300
	netAge      = 600
	survivalAge = 1200
	childrenAge = 1500
	cohortTests = 4
	betCount    = 4
)

// bets are the stakes that the bettors put on a rank: small ones find small effects slowly, large ones large effects
// fast.
var bets = [betCount]float64{.25, .5, 1, 2}

// outcome is one test's measure and the age at which it is taken.
type outcome struct {
	name string
	age  uint64
	of   func(*CohortMember) float64
}

var outcomes = [cohortTests]outcome{
	{"production_300", earlyAge, func(n *CohortMember) float64 { return n.Early }},
	{"production_600", netAge, func(n *CohortMember) float64 { return n.Net }},
	{"survival_1200", survivalAge, func(n *CohortMember) float64 { return float64(min(n.Lived, survivalAge)) }},
	{"children_1500", childrenAge, func(n *CohortMember) float64 { return float64(n.Children) }},
}

// join notes the newborn in slot i in every canary that assigned it to a group.
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

// FollowCohorts brings the canaries' newborns up to this tick, and judges the blocks that have come of age.
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

// judge bets on each block whose youngest has reached a test's age, and forgets whom no test needs any more.
func (s *BirthCohort) judge(now uint64, adoption float64) {
	forgotten := uint64(math.MaxUint64)
	for t := range s.Tests {
		test := &s.Tests[t]
		for now >= s.Since+(test.Next+1)*birthBlock+outcomes[t].age {
			test.bet(s.block(test.Next), outcomes[t].of, adoption)
			test.Next++
		}
		forgotten = min(forgotten, test.Next)
	}
	if first := s.Since + forgotten*birthBlock; len(s.Born) > 0 && s.Born[0].Tick < first {
		old, _ := slices.BinarySearchFunc(s.Born, first, func(n CohortMember, tick uint64) int {
			if n.Tick < tick {
				return -1
			}
			return 1
		})
		s.Born = slices.Delete(s.Born, 0, old)
	}
}

// block lists the newborns of a block of ticks. They are in the order of their births.
func (s *BirthCohort) block(k uint64) []CohortMember {
	first, last := s.Since+k*birthBlock, s.Since+(k+1)*birthBlock
	var block []CohortMember
	for _, n := range s.Born {
		if n.Tick >= first && n.Tick < last {
			block = append(block, n)
		}
	}
	return block
}

// bet multiplies the scores by what the block's coins say, given its ranks. Under the null hypothesis a rank does not
// depend on the assignment, and each factor is 1 on average.
func (t *ETest) bet(block []CohortMember, of func(*CohortMember) float64, p float64) {
	if len(block) < 2 || p <= 0 || p >= 1 {
		return
	}
	ranks := midranks(block, of)
	t.Judged += uint64(len(block))
	for s, bet := range bets {
		for i := range block {
			t.Better[s] += logFactor(bet*ranks[i], block[i].Treated, p)
			t.Worse[s] += logFactor(-bet*ranks[i], block[i].Treated, p)
		}
	}
}

func logFactor(x float64, treated bool, p float64) float64 {
	a := -p
	if treated {
		a = 1 - p
	}
	return x*a - math.Log(p*math.Exp(x*(1-p))+(1-p)*math.Exp(-x*p))
}

// midranks spreads the outcomes of a block evenly over −1 to 1; equal ones share the middle of their places.
func midranks(block []CohortMember, of func(*CohortMember) float64) []float64 {
	order := make([]int, len(block))
	for i := range order {
		order[i] = i
	}
	value := func(i int) float64 { return of(&block[i]) }
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case value(a) < value(b):
			return -1
		case value(a) > value(b):
			return 1
		}
		return 0
	})
	ranks := make([]float64, len(block))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && value(order[to]) == value(order[from]) {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to)/float64(len(order)) - 1
		}
		from = to
	}
	return ranks
}

// EValues reads the tests.
func (s *BirthCohort) EValues() []genesis.EValue {
	values := make([]genesis.EValue, 0, cohortTests)
	for t := range s.Tests {
		test := &s.Tests[t]
		values = append(values, genesis.EValue{
			Name: outcomes[t].name, Better: evidence(&test.Better), Worse: evidence(&test.Worse), Births: int(test.Judged),
		})
	}
	return values
}

// maxEvidence keeps an e-value printable: what is decided a million times over is decided.
const maxEvidence = 1e6

func evidence(logs *[betCount]float64) (mean float64) {
	for _, l := range logs {
		mean += math.Exp(min(l, math.Log(maxEvidence))) / betCount
	}
	return mean
}

// fit reports whether all of them are in slots that exist.
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
