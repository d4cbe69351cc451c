package gate

import (
	"fmt"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// WeighParams judges a trial of a change of parameters. The change reaches every molbot, so whole forks are compared
// and not cohorts.
func WeighParams(problem genesis.Problem, minSupport float64, pairs []genesis.TrialResult) Verdict {
	v := Verdict{Sure: true, Support: 1, Births: 1}
	var with, without genesis.Arm
	for _, p := range pairs {
		addArm(&with, p.With)
		addArm(&without, p.Without)
	}
	if n := float64(len(pairs)); n > 0 {
		v.Effect = (with.Production - without.Production) / n
		v.Support, v.Births = ratio(with.MeanEntities, without.MeanEntities), ratio(float64(with.Births),
			float64(without.Births))
	}
	v.Measures = paramMeasures(pairs)
	objections := slicesOf(unsound(pairs), shrinking(problem, minSupport, v), unhelpful(problem, with, without))
	v.Pass = len(objections) == 0
	figures := fmt.Sprintf("population ×%.2f, births ×%.2f, starved %d instead of %d", v.Support, v.Births,
		with.Starved, without.Starved)
	v.Words = strings.Join(append(objections, figures), "; ")
	return v
}

// paramMeasures are the figures to show. They are not judged one by one: the verdict uses the sums.
func paramMeasures(pairs []genesis.TrialResult) (list []genesis.Measure) {
	for _, f := range []struct {
		name, unit string
		of         func(genesis.Arm) float64
	}{
		{"population", "with − without", func(a genesis.Arm) float64 { return a.MeanEntities }},
		{"net_energy", "per 1,000 molbot-ticks", func(a genesis.Arm) float64 { return a.Production }},
		{"births", "with − without", func(a genesis.Arm) float64 { return float64(a.Births) }},
		{"starved", "with − without", func(a genesis.Arm) float64 { return float64(a.Starved) }},
		{"time_crowded", "with − without", func(a genesis.Arm) float64 { return a.TimeCrowded }},
		{"variety", "Hill number, with − without", func(a genesis.Arm) float64 { return a.TraitHill }},
	} {
		var differences []float64
		for _, p := range pairs {
			differences = append(differences, f.of(p.With)-f.of(p.Without))
		}
		m, _, _ := question{name: f.name, unit: f.unit, of: estimated(differences), shown: true}.put(policy.GateLevel)
		list = append(list, m)
	}
	return list
}

func addArm(sum *genesis.Arm, a genesis.Arm) {
	sum.MeanEntities += a.MeanEntities
	sum.Births += a.Births
	sum.Deaths += a.Deaths
	sum.Starved += a.Starved
	sum.Production += a.Production
	sum.TimeCrowded += a.TimeCrowded
	sum.TraitHill += a.TraitHill
}

func shrinking(problem genesis.Problem, least float64, v Verdict) string {
	if problem == genesis.ProblemOverpopulation {
		least = min(least, policy.MinSupportCrowded)
	}
	if v.Support < least {
		return "the population as a whole shrinks"
	}
	return ""
}

func unhelpful(problem genesis.Problem, with, without genesis.Arm) string {
	switch {
	case problem == genesis.ProblemStarvation && starvedShare(with) >= starvedShare(without):
		return "no fewer starve"
	case problem == genesis.ProblemOverpopulation && without.TimeCrowded > 0 &&
		with.TimeCrowded > policy.MaxCrowding*without.TimeCrowded:
		return "the world stays as crowded as it was"
	case problem == genesis.ProblemLowDiversity && with.TraitHill < policy.MinVarietyParams*without.TraitHill:
		return "it makes the molbots more alike"
	}
	return ""
}

func starvedShare(a genesis.Arm) float64 {
	if a.MeanEntities == 0 {
		return 1
	}
	return float64(a.Starved) / a.MeanEntities
}

// ParamHarm describes obvious harm of a change of parameters between two snapshots, or returns "".
func ParamHarm(problem genesis.Problem, before, after genesis.Vitals) string {
	least := policy.PlainLoss
	if problem == genesis.ProblemOverpopulation {
		least = policy.CrowdLoss
	}
	hunger := func(v genesis.Vitals) float64 { return ratio(float64(v.Starved), float64(v.Entities)) }
	switch {
	case after.Entities == 0:
		return "the world died out"
	case float64(after.Entities) < least*float64(before.Entities):
		return fmt.Sprintf("the population fell from %d to %d", before.Entities, after.Entities)
	case hunger(after) > policy.SomeHunger && hunger(after) > policy.PlainHunger*hunger(before):
		return fmt.Sprintf("more starve than before: %d of %d, then %d of %d",
			before.Starved, before.Entities, after.Starved, after.Entities)
	}
	return ""
}

// ParamHarmBeside describes obvious harm of a change of parameters, or returns "". It compares the world after a canary
// window with forks that lived through the same ticks without the change.
func ParamHarmBeside(problem genesis.Problem, forks genesis.ShadowResult, after genesis.Vitals) string {
	least := policy.PlainLoss
	if problem == genesis.ProblemOverpopulation {
		least = policy.CrowdLoss
	}
	last := len(forks.Least) - 1
	hunger, usual := ratio(float64(after.Starved), float64(after.Entities)), 0.0
	// use the last few values, because the newest snapshot may be older than the last one
	for _, share := range forks.Hungriest[max(0, len(forks.Hungriest)-3):] {
		usual = max(usual, share)
	}
	switch {
	case after.Entities == 0:
		return "the world died out"
	case float64(after.Entities) < least*float64(forks.Least[last]):
		return fmt.Sprintf("%d molbots live, and at least %d would live without the change, by forks of the same time",
			after.Entities, forks.Least[last])
	case hunger > policy.SomeHunger && hunger > policy.PlainHunger*usual:
		return fmt.Sprintf("more starve than without the change: %d of %d, against at most %.0f %% in forks of the same time",
			after.Starved, after.Entities, 100*usual)
	}
	return ""
}
