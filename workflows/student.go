package workflows

import "math"

// student is the quantile of Student's t with df degrees of freedom that is passed with probability tail. For one and two
// degrees it is exact, for more the expansion of Cornish and Fisher, within 1 % for tails of 1 % and above.
func student(tail float64, df int) float64 {
	p := 1 - tail
	switch df {
	case 1:
		return math.Tan(math.Pi * (p - 0.5))
	case 2:
		return (2*p - 1) / math.Sqrt(2*p*(1-p))
	}
	n, z := float64(df), math.Sqrt2*math.Erfinv(2*p-1)
	z3, z5, z7, z9 := math.Pow(z, 3), math.Pow(z, 5), math.Pow(z, 7), math.Pow(z, 9)
	return z + (z3+z)/(4*n) + (5*z5+16*z3+3*z)/(96*n*n) + (3*z7+19*z5+17*z3-15*z)/(384*n*n*n) +
		(79*z9+776*z7+1482*z5-1920*z3-945*z)/(92160*n*n*n*n)
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

// within returns the bounds that the true mean passes with probability tail on each side.
func (e estimate) within(tail float64) (low, high float64) {
	if e.n < 2 {
		return e.mean - e.error, e.mean + e.error
	}
	half := student(tail, e.n-1) * e.error
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
