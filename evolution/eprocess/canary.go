package eprocess

import (
	"math"

	"github.com/ai-genesis/ai-genesis"
)

// BirthBlock is the length of a block of births whose outcomes are ranked together. It is short so that all newborns of
// a block grow up in nearly the same world [ticks].
const BirthBlock = 300

// Measure is an outcome of a newborn and the age at which it is measured.
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

// Judge bets on every block whose youngest newborns have reached the age of a measure. Blocks count from tick since; p
// is the probability of the treatment; results returns the outcomes of a block's newborns in birth order. Judge returns
// the first block that some test still needs, so the caller can drop the ones before it.
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

// EValues returns the current evidence of the tests.
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
