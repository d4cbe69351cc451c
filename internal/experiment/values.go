package experiment

import (
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/ai-genesis/ai-genesis"
)

// Bounds of an experiment.
const (
	maxSeeds = 1000
	maxTicks = 20_000_000 // of one life; its course has a row per 300 ticks
	minTicks = 300        // a life needs one snapshot
)

// Check checks whether the settings of an experiment are consistent.
func Check(e genesis.Experiment) error {
	cells := len(e.Seeds) * len(e.Worlds) * len(e.Models) * len(e.Arms)
	switch ticks := e.Cycles * e.LifeTicks; {
	case cells > genesis.MaxCells:
		return genesis.Errorf(genesis.CodeInvalid, "worlds × seeds × models × arms are %d cells; %d are the most: make two "+
			"experiments of it", cells, genesis.MaxCells)
	case ticks < minTicks || ticks > maxTicks:
		return genesis.Errorf(genesis.CodeInvalid, "cycles × life_ticks are %d ticks: choose them for %d to %d", ticks,
			minTicks, maxTicks)
	case e.TrialMaxPairs < e.TrialPairs:
		return genesis.Errorf(genesis.CodeInvalid, "trial_max_pairs is %d, below trial_pairs, %d: raise it",
			e.TrialMaxPairs, e.TrialPairs)
	}
	return nil
}

func word(n *yaml.Node) (string, error) {
	if n.Kind != yaml.ScalarNode || n.Value == "" {
		return "", atLine(n, "write one word here")
	}
	return n.Value, nil
}

func number(n *yaml.Node, name string, from, to float64) (float64, error) {
	v, err := strconv.ParseFloat(n.Value, 64)
	if n.Kind != yaml.ScalarNode || err != nil || !(v >= from && v <= to) {
		return 0, atLine(n, "%s %q: write a number from %g to %g", name, n.Value, from, to)
	}
	return v, nil
}

// choices reads a word or a list of distinct words.
func choices(n *yaml.Node, what string, check func(string) (hint string, ok bool)) (all []string, err error) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	for _, item := range items {
		w, err := word(item)
		if err != nil {
			return nil, err
		}
		if hint, ok := check(w); !ok {
			return nil, atLine(item, "there is no %s %q: %s", what, w, hint)
		}
		if slices.Contains(all, w) {
			return nil, atLine(item, "%s is listed twice: remove one", w)
		}
		all = append(all, w)
	}
	if len(all) == 0 {
		return nil, atLine(n, "the list is empty: name at least one %s", what)
	}
	return all, nil
}

func knownIn(names []string) func(string) (string, bool) {
	return func(w string) (string, bool) {
		return "choose from " + strings.Join(names, ", "), slices.Contains(names, w)
	}
}

// checkModel accepts synth, and synth with its own effort, such as synth@0.1.
func checkModel(name string) (string, bool) {
	_, ok := effortOf(name)
	return "choose synth, or synth@0.1 for another effort of its search, from 0.001 to 100; a cell repeats exactly, " +
		"which a language model's does not", ok
}

// effortOf returns the effort in a model's name, 0 for none.
func effortOf(model string) (float64, bool) {
	name, effort, has := strings.Cut(model, "@")
	if !has {
		return 0, name == "synth"
	}
	v, err := strconv.ParseFloat(effort, 64)
	return v, name == "synth" && err == nil && v >= 0.001 && v <= 100
}

// seeds reads a number of seeds (10 means the seeds 1 to 10), a range ("301-310") or a list of seeds.
func seeds(n *yaml.Node) (all []uint64, err error) {
	const how = "write how many, as 10, a range, as 301-310, or a list, as [3, 5, 8]"
	if n.Kind == yaml.SequenceNode {
		for _, item := range n.Content {
			seed, err := strconv.ParseUint(item.Value, 10, 64)
			if err != nil || seed == 0 || slices.Contains(all, seed) || len(all) == maxSeeds {
				return nil, atLine(item, "seed %q: list at most %d different whole numbers above 0", item.Value, maxSeeds)
			}
			all = append(all, seed)
		}
		if len(all) == 0 {
			return nil, atLine(n, "there are no seeds: %s", how)
		}
		return all, nil
	}
	from, to, isRange := strings.Cut(n.Value, "-")
	if !isRange {
		from, to = "1", n.Value
	}
	first, err := strconv.ParseUint(strings.TrimSpace(from), 10, 64)
	last, err2 := strconv.ParseUint(strings.TrimSpace(to), 10, 64)
	if err != nil || err2 != nil || first == 0 || last < first {
		return nil, atLine(n, "seeds %q: %s", n.Value, how)
	}
	if last-first >= maxSeeds {
		return nil, atLine(n, "seeds %q: %d are the most", n.Value, maxSeeds)
	}
	for i := range last - first + 1 {
		all = append(all, first+i)
	}
	return all, nil
}
