package gate

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// StudentT is the quantile t of Student's distribution with df degrees of freedom for which P(T > t) = tail, with tail
// ≤ 1/2. It inverts the regularised incomplete beta function: P(|T| > t) = I_x(df/2, 1/2) for x = df/(df + t²).
func StudentT(tail float64, df int) float64 {
	n := float64(df)
	x := mathext.InvRegIncBeta(n/2, 0.5, 2*tail)
	return math.Sqrt(n * (1 - x) / x)
}

// estimate is the mean of a figure over the pairs of a trial.
type estimate struct {
	mean, error float64 // error is the standard error of the mean
	n           int
}

func estimated(x []float64) estimate {
	mean, spread := meanSpread(x)
	return estimate{mean: mean, error: spread / math.Sqrt(float64(max(1, len(x)))), n: len(x)}
}

// within returns the bounds that the true mean exceeds with probability tail on each side.
func (e estimate) within(tail float64) (low, high float64) {
	if e.n < 2 {
		return e.mean - e.error, e.mean + e.error
	}
	half := StudentT(tail, e.n-1) * e.error
	return e.mean - half, e.mean + half
}

func meanSpread(x []float64) (mean, spread float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		spread += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(spread / math.Max(1, float64(len(x)-1)))
}
