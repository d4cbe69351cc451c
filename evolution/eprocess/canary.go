package eprocess

import (
	"math"

	"github.com/ai-genesis/ai-genesis"
)

// BirthBlock is how many ticks of births are ranked together: the world hardly changes in between [ticks].
const BirthBlock = 300

// Measure is an outcome of a newborn and the age at which it is taken.
type Measure struct {
	Name genesis.CanaryMeasure
	Age  uint64 // [ticks]
}

// Measures are what a canary tests, in the order of Tests.
var Measures = [...]Measure{
	{genesis.ProductionBy300, 300},
	{genesis.ProductionBy600, 600},
	{genesis.SurvivalTo1200, 1200},
	{genesis.ChildrenBy1500, 1500},
}

// Tests are the tests of one canary, one for each measure.
type Tests [len(Measures)]Test

// Judge bets on each block whose youngest have come of age for a measure. since is the tick from which blocks count, p
// the chance of the treatment, and results lists the outcomes of the newborns of a block in the order of their births.
// It returns the first block that some test still needs.
func (ts *Tests) Judge(since, now uint64, p float64, results func(block uint64, m Measure) []Result) (needed uint64) {
	needed = math.MaxUint64
	for k, m := range Measures {
		t := &ts[k]
		for now >= since+(t.Next+1)*BirthBlock+m.Age {
			t.bet(results(t.Next, m), p)
			t.Next++
		}
		needed = min(needed, t.Next)
	}
	return needed
}

// EValues reads the tests.
func (ts *Tests) EValues() []genesis.EValue {
	values := make([]genesis.EValue, len(ts))
	for k := range ts {
		t := &ts[k]
		values[k] = genesis.EValue{
			Name: Measures[k].Name, Better: evidence(&t.Better), Worse: evidence(&t.Worse), Births: int(t.Judged),
		}
	}
	return values
}
