package synth

import (
	"math"
	"slices"
)

// child returns a new genome. With parents, 40 % are fresh, 40 % mutants and 20 % crosses; without parents, all are
// fresh.
func (b *breeder) child(parents []Genome) Genome {
	if len(parents) == 0 {
		return b.fresh()
	}
	switch at := b.Float64(); {
	case at < .4:
		return b.fresh()
	case at < .8:
		return b.mutant(parents[b.IntN(len(parents))])
	}
	other := b.fresh()
	if len(parents) > 1 && b.Float64() < .7 {
		other = parents[b.IntN(len(parents))]
	}
	return b.cross(parents[b.IntN(len(parents))], other)
}

// mutant returns g with one to three changes. If nothing is left of it, the result is a fresh genome.
func (b *breeder) mutant(g Genome) Genome {
	g = g.clone()
	for range 1 + b.pickWeight([]float64{5, 3, 2}) {
		b.change(&g)
	}
	g = g.normal()
	if len(g.Rules) == 0 {
		return b.fresh()
	}
	return g
}

// change makes one change of a randomly drawn kind.
func (b *breeder) change(g *Genome) {
	if len(g.Rules) == 0 {
		g.Rules = append(g.Rules, b.themed())
		return
	}
	at := b.IntN(len(g.Rules))
	r := &g.Rules[at]
	switch b.pickWeight([]float64{5, 4, 2, 2, 3, 2, 1, .5}) {
	case 0:
		b.nudge(r)
	case 1:
		if len(g.Rules) < maxRules {
			g.Rules = slices.Insert(g.Rules, b.IntN(len(g.Rules)+1), b.eitherRule())
		}
	case 2:
		if len(g.Rules) > 1 {
			g.Rules = slices.Delete(g.Rules, at, at+1)
		}
	case 3:
		b.changeCond(r)
	case 4:
		b.changeAction(r)
	case 5:
		slot := b.IntN(reachSlots)
		g.Reach[slot] = math.Max(10, math.Round(g.Reach[slot]*math.Exp(.4*b.NormFloat64())))
	case 6:
		to := b.IntN(len(g.Rules))
		g.Rules[at], g.Rules[to] = g.Rules[to], g.Rules[at]
	case 7:
		r.Stop = !r.Stop
	}
}

func (b *breeder) eitherRule() Rule {
	if b.Float64() < .5 {
		return b.themed()
	}
	return b.rule()
}

// nudge moves one constant of the rule slightly.
func (b *breeder) nudge(r *Rule) {
	if len(r.When)+len(r.Then) == 0 {
		return
	}
	i := b.IntN(len(r.When) + len(r.Then))
	if i >= len(r.When) {
		a := &r.Then[i-len(r.When)]
		switch a.Verb {
		case DoShare, DoSetMem, DoAddMem, DoScent:
			a.A = quantise(math.Max(.1, a.A*math.Exp(.5*b.NormFloat64())), .1)
		case DoBreed:
			a.A = quantise(bounded(a.A+.1*b.NormFloat64(), .1, .9), .05)
		default:
			a.A = quantise(bounded(a.A+.2*b.NormFloat64(), .05, 1), .05)
			a.B = quantise(bounded(a.B+.4*b.NormFloat64(), -math.Pi, math.Pi), .1)
		}
		return
	}
	c := &r.When[i]
	if c.Flag != NoFlag || c.Right != NoSense {
		return
	}
	info := senseTable[c.Left]
	c.Const = quantise(bounded(c.Const+.15*(info.high-info.low)*b.NormFloat64(), info.low, info.high), info.step)
}

func bounded(v, low, high float64) float64 { return math.Max(low, math.Min(high, v)) }

func (b *breeder) changeCond(r *Rule) {
	switch n := len(r.When); {
	case n == 0 || n < maxConds && b.Float64() < .5:
		r.When = append(r.When, b.cond())
	case b.Float64() < .5:
		r.When[b.IntN(n)] = b.cond()
	default:
		at := b.IntN(n)
		r.When = slices.Delete(r.When, at, at+1)
	}
}

func (b *breeder) changeAction(r *Rule) {
	switch n := len(r.Then); {
	case n == 0 || n < maxActions && b.Float64() < .5:
		r.Then = append(r.Then, b.action())
	case n == 1 || b.Float64() < .6:
		r.Then[b.IntN(n)] = b.action()
	default:
		at := b.IntN(n)
		r.Then = slices.Delete(r.Then, at, at+1)
	}
}

// cross combines the first rules of one parent with the last rules of the other.
func (b *breeder) cross(x, y Genome) Genome {
	child := Genome{Reach: x.clone().Reach}
	for i, px := range y.Reach {
		if child.Reach[i] == 0 || px != 0 && b.Float64() < .3 {
			child.Reach[i] = px
		}
	}
	cutX, cutY := 1+b.IntN(max(1, len(x.Rules))), b.IntN(max(1, len(y.Rules)))
	child.Rules = append(child.Rules, x.clone().Rules[:min(cutX, len(x.Rules))]...)
	child.Rules = append(child.Rules, y.clone().Rules[cutY:]...)
	if child = child.normal(); len(child.Rules) == 0 {
		return b.fresh()
	}
	return child
}
