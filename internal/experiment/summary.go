package experiment

import (
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/evobench"
)

// group holds the results of all cells of one world and model.
type group struct {
	World, Model, Metric string
	Lower                bool // a lower metric is better
	Arms                 []armSummary
	Beats                []comparison
	Plots                []plot
}

// armSummary summarises the cells of one arm. The seed is the unit of each confidence interval.
type armSummary struct {
	Arm                                        string
	Before, After, Garden, Molbots, Production evobench.Interval
	Kept, Gain                                 evobench.Interval // share of cycles; gain on held-out seeds
}

// comparison compares selection with another arm, seed by seed.
type comparison struct {
	Baseline   string
	Difference evobench.Interval // in the common garden
	Better     bool              // the whole interval is on selection's side
}

// lives are lives by seed.
type lives map[uint64]evobench.Life

// summarise summarises the results in one group per world and model.
func summarise(e genesis.Experiment, results []Result) (groups []group) {
	for _, world := range e.Worlds {
		for _, model := range e.Models {
			byArm := map[string]lives{}
			for _, r := range results {
				if r.Cell.World != world || r.Cell.Model != model {
					continue
				}
				if byArm[r.Cell.Arm] == nil {
					byArm[r.Cell.Arm] = lives{}
				}
				byArm[r.Cell.Arm][r.Cell.Seed] = r.Life
			}
			if len(byArm) > 0 {
				groups = append(groups, summariseGroup(e, world, model, byArm))
			}
		}
	}
	return groups
}

func summariseGroup(e genesis.Experiment, world, model string, byArm map[string]lives) group {
	g := group{World: world, Model: model}
	g.Metric, g.Lower = evobench.Metric(world)
	for _, arm := range e.Arms {
		if of := byArm[arm]; of != nil {
			g.Arms = append(g.Arms, summariseArm(e, arm, of))
		}
	}
	chosen := byArm[evobench.ArmSelection]
	for _, arm := range e.Arms {
		if other := byArm[arm]; arm != evobench.ArmSelection && chosen != nil && other != nil {
			g.Beats = append(g.Beats, compare(e, arm, g.Lower, chosen, other))
		}
	}
	g.Plots = plots(e, g, byArm)
	return g
}

func summariseArm(e genesis.Experiment, arm string, of lives) armSummary {
	over := func(value func(evobench.Life) float64) evobench.Interval {
		return evobench.IntervalOf(of.values(e, func(l evobench.Life) []float64 { return []float64{value(l)} }))
	}
	a := armSummary{
		Arm:        arm,
		Before:     over(func(l evobench.Life) float64 { return l.Before }),
		After:      over(func(l evobench.Life) float64 { return l.After }),
		Garden:     over(func(l evobench.Life) float64 { return l.Garden }),
		Molbots:    over(func(l evobench.Life) float64 { return l.Molbots }),
		Production: over(func(l evobench.Life) float64 { return l.Production }),
	}
	if arm != evobench.ArmNone {
		a.Kept = evobench.IntervalOf(of.values(e, keptIn(1, e.Cycles)))
		a.Gain = evobench.IntervalOf(of.values(e, gainIn(1, e.Cycles)))
	}
	return a
}

// values returns the mean of each seed that has values, in the order of the seeds.
func (ls lives) values(e genesis.Experiment, of func(evobench.Life) []float64) (means []float64) {
	for _, seed := range e.Seeds {
		l, ok := ls[seed]
		if !ok {
			continue
		}
		if v := of(l); len(v) > 0 {
			sum := 0.0
			for _, x := range v {
				sum += x
			}
			means = append(means, sum/float64(len(v)))
		}
	}
	return means
}

// keptIn returns, for each cycle in a range, 1 if it kept a trait and 0 otherwise.
func keptIn(from, to int) func(evobench.Life) []float64 {
	return func(l evobench.Life) (v []float64) {
		for _, c := range l.Cycles {
			if c.Number < from || c.Number > to {
				continue
			}
			kept := 0.0
			if c.Outcome == genesis.OutcomeApplied {
				kept = 1
			}
			v = append(v, kept)
		}
		return v
	}
}

// gainIn returns the gains of the traits kept in a range of cycles, on seeds that no gate has seen.
func gainIn(from, to int) func(evobench.Life) []float64 {
	return func(l evobench.Life) (v []float64) {
		for _, c := range l.Cycles {
			if c.Number >= from && c.Number <= to && c.HeldOut != nil {
				v = append(v, c.HeldOut.Mean)
			}
		}
		return v
	}
}

// compare compares the arms over the seeds that both have.
func compare(e genesis.Experiment, baseline string, lower bool, chosen, other lives) comparison {
	var differences []float64
	for _, seed := range e.Seeds {
		a, has := chosen[seed]
		b, hasToo := other[seed]
		if has && hasToo {
			differences = append(differences, a.Garden-b.Garden)
		}
	}
	c := comparison{Baseline: baseline, Difference: evobench.IntervalOf(differences)}
	c.Better = c.Difference.N > 1 && (c.Difference.Low > 0 && !lower || c.Difference.High < 0 && lower)
	return c
}

// inOrder sorts results in the experiment's order of cells.
func inOrder(e genesis.Experiment, results []Result) []Result {
	at := map[genesis.ExperimentCell]int{}
	for i, c := range e.Cells() {
		at[c] = i
	}
	return slices.SortedFunc(slices.Values(results), func(a, b Result) int { return at[a.Cell] - at[b.Cell] })
}
