package evobench

import "math"

// Interval is a mean with its 95 % confidence interval by Student's t; one value alone has none.
type Interval struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
	N    int     `json:"n"`
}

func interval(x []float64) Interval {
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
		half := quantile975(df) * math.Sqrt(squares/float64(df)/float64(len(x)))
		i.Low, i.High = i.Mean-half, i.Mean+half
	}
	return i
}

// apart reports whether the intervals do not touch.
func (i Interval) apart(o Interval) bool {
	return i.N > 1 && o.N > 1 && (i.Low > o.High || i.High < o.Low)
}

// quantile975 is the 97.5 % point of Student's t with df degrees of freedom.
func quantile975(df int) float64 {
	table := []float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228}
	if df <= len(table) {
		return table[df-1]
	}
	n := float64(df)
	return 1.960 + 2.372/n + 2.822/(n*n) + 2.556/(n*n*n) // Cornish and Fisher's expansion
}
