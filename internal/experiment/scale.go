package experiment

import (
	"math"
	"strconv"
)

// scale maps values to pixels.
type scale struct {
	from, to  float64 // [px]
	low, high float64
}

func newScale(from, to int) scale {
	return scale{float64(from), float64(to), math.Inf(1), math.Inf(-1)}
}

// hold extends the scale to include v.
func (s *scale) hold(v float64) { s.low, s.high = min(s.low, v), max(s.high, v) }

func (s scale) empty() bool { return s.low > s.high }

// at returns the position of v. A scale of a single value puts it in the middle.
func (s scale) at(v float64) float64 {
	if s.high == s.low {
		return (s.from + s.to) / 2
	}
	return s.from + (v-s.low)/(s.high-s.low)*(s.to-s.from)
}

// ticks returns about four round values within the scale.
func (s scale) ticks() (all []float64) {
	if s.high == s.low {
		return []float64{s.low}
	}
	rough := (s.high - s.low) / 4
	step := math.Pow(10, math.Floor(math.Log10(rough)))
	for _, by := range []float64{5, 2} {
		if step*by <= rough {
			step *= by
			break
		}
	}
	for n := math.Ceil(s.low / step); n*step <= s.high; n++ {
		all = append(all, n*step)
	}
	return all
}

// label formats a value briefly; adding 0 turns negative zero into zero.
func label(v float64) string { return strconv.FormatFloat(v+0, 'g', 6, 64) }
