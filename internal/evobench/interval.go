package evobench

import (
	"math"

	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Interval is a mean with its 95 % confidence interval by Student's t. A single value has no interval.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	N    int     `json:"n"`
}

// IntervalOf returns the mean of values, one per seed, with its interval.
func IntervalOf(x []float64) Interval {
	i := Interval{N: len(x)}
	for _, v := range x {
		i.Mean += v / float64(len(x))
	}
	var squares float64
	for _, v := range x {
		squares += (v - i.Mean) * (v - i.Mean)
	}
	i.Low, i.High = i.Mean, i.Mean
	if df := len(x) - 1; df > 0 {
		half := gate.StudentT(policy.ShownTail, df) * math.Sqrt(squares/float64(df)/float64(len(x)))
		i.Low, i.High = i.Mean-half, i.Mean+half
	}
	return i
}

// disjoint reports whether the intervals do not overlap.
func (i Interval) disjoint(o Interval) bool {
	return i.N > 1 && o.N > 1 && (i.Low > o.High || i.High < o.Low)
}
