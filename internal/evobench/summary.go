package evobench

import "github.com/ai-genesis/ai-genesis"

// late is the cycle after which gains count as late: simple worlds are solved long before.
const late = 20

// bucket is the number of cycles per line in the table of innovation over time.
const bucket = 10

func summarise(s scenario, seeds []SeedReport) WorldReport {
	w := WorldReport{World: s.name, Problem: s.problem, Metric: s.metric, Lower: s.better < 0, Seeds: seeds}
	lives := map[string][]LifeReport{}
	for _, seed := range seeds {
		for _, l := range seed.Lives {
			lives[l.Arm] = append(lives[l.Arm], l)
		}
	}
	w.Before = over(lives[ArmNone], func(l LifeReport) float64 { return l.Before })
	for _, arm := range arms {
		w.Arms = append(w.Arms, summariseArm(arm, lives[arm]))
	}
	for _, arm := range arms[:2] {
		for _, f := range figures {
			w.Beats = append(w.Beats, s.compare(f, arm, lives[ArmSelection], lives[arm]))
		}
	}
	return w
}

// figure is a number by which lives are compared.
type figure struct {
	name string
	of   func(LifeReport) float64
}

var figures = []figure{
	{"garden", func(l LifeReport) float64 { return l.Garden }},
	{"after", func(l LifeReport) float64 { return l.After }},
}

// compare compares lives of the same seeds.
func (s scenario) compare(f figure, baseline string, chosen, other []LifeReport) Comparison {
	c := Comparison{Baseline: baseline, Figure: f.name, Apart: over(chosen, f.of).disjoint(over(other, f.of))}
	var differences []float64
	for i := range chosen {
		differences = append(differences, f.of(chosen[i])-f.of(other[i]))
	}
	c.Difference = IntervalOf(differences)
	c.Better = min(s.better*c.Difference.Low, s.better*c.Difference.High) > 0
	return c
}

func over(lives []LifeReport, value func(LifeReport) float64) Interval {
	var x []float64
	for _, l := range lives {
		x = append(x, value(l))
	}
	return IntervalOf(x)
}

func summariseArm(arm string, lives []LifeReport) ArmReport {
	a := ArmReport{Arm: arm,
		Garden:     over(lives, figures[0].of),
		After:      over(lives, func(l LifeReport) float64 { return l.After }),
		Molbots:    over(lives, func(l LifeReport) float64 { return l.Molbots }),
		Production: over(lives, func(l LifeReport) float64 { return l.Production }),
	}
	if arm == ArmNone || len(lives) == 0 {
		return a
	}
	cycles := len(lives[0].Cycles)
	a.Kept = over(lives, func(l LifeReport) float64 { return float64(l.Kept) / float64(cycles) })
	a.GainEarly, _ = gains(lives, 1, late)
	a.GainLate, a.KeptLate = gains(lives, late+1, cycles)
	for from := 1; from <= cycles; from += bucket {
		a.Innovation = append(a.Innovation, innovation(lives, from, min(from+bucket-1, cycles)))
	}
	return a
}

// gains returns the gains of the traits kept within a range of cycles. They are first averaged within each seed,
// because the seed is the unit of the interval.
func gains(lives []LifeReport, from, to int) (gain, kept Interval) {
	var means, shares []float64
	for _, l := range lives {
		sum, n, all := 0.0, 0, 0
		for _, c := range l.Cycles {
			if c.Number < from || c.Number > to {
				continue
			}
			all++
			if c.HeldOut != nil {
				sum, n = sum+c.HeldOut.Mean, n+1
			}
		}
		if n > 0 {
			means = append(means, sum/float64(n))
		}
		if all > 0 {
			shares = append(shares, float64(n)/float64(all))
		}
	}
	return IntervalOf(means), IntervalOf(shares)
}

// innovation returns the activity of the traits kept within a range of cycles.
func innovation(lives []LifeReport, from, to int) Bucket {
	b := Bucket{From: from, To: to}
	activity, neutral := 0.0, 0.0
	for _, l := range lives {
		next := 0 // components are in the order of the cycles that loaded them
		for _, c := range l.Cycles {
			loaded := c.Outcome == genesis.OutcomeApplied || c.Outcome == genesis.OutcomeRolledBack
			if !loaded {
				continue
			}
			component := l.Activity[next]
			next++
			if c.Outcome != genesis.OutcomeApplied || c.Number < from || c.Number > to {
				continue
			}
			b.Traits += 1 / float64(len(lives))
			activity, neutral = activity+component.Activity, neutral+component.Neutral
			if component.Adaptive {
				b.Adaptive += 1 / float64(len(lives))
			}
		}
	}
	b.Gain, _ = gains(lives, from, to)
	if neutral > 0 {
		b.Excess = activity / neutral
	}
	return b
}
