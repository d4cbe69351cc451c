package workflows

import (
	"fmt"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// Limits of a change of parameters after its canary window: without a control, only plain harm can be told from chance.
const (
	plainLoss   = 0.6  // population after / before
	crowdLoss   = 0.35 // the same, when the change was meant to thin the world out
	plainHunger = 2.0  // starved share after / before
	someHunger  = 0.10 // starved share below which the ratio says nothing
)

// WeighParams weighs a trial of a change of parameters: the arms as a whole, since the change reaches every molbot.
func WeighParams(problem genesis.Problem, minSupport float64, pairs []genesis.TrialResult) Verdict {
	v := Verdict{Support: support(pairs), Births: births(pairs)}
	var with, without genesis.Arm
	for _, p := range pairs {
		addArm(&with, p.With)
		addArm(&without, p.Without)
	}
	if n := float64(len(pairs)); n > 0 {
		v.Effect = (with.Production - without.Production) / n
	}
	objections := slicesOf(unsound(pairs), shrinking(problem, minSupport, v), unhelpful(problem, with, without))
	v.Pass = len(objections) == 0
	figures := fmt.Sprintf("population ×%.2f, births ×%.2f, starved %d instead of %d", v.Support, v.Births,
		with.Starved, without.Starved)
	v.Words = strings.Join(append(objections, figures), "; ")
	return v
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

func unhelpful(problem genesis.Problem, with, without genesis.Arm) string {
	switch {
	case problem == genesis.ProblemStarvation && starvedShare(with) >= starvedShare(without):
		return "no fewer starve"
	case problem == genesis.ProblemOverpopulation && without.TimeCrowded > 0 &&
		with.TimeCrowded > lessCrowded*without.TimeCrowded:
		return "the world stays as crowded as it was"
	case problem == genesis.ProblemLowDiversity && with.TraitHill < 0.9*without.TraitHill:
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

// ParamHarm says what a change of parameters has plainly harmed between two snapshots, or "".
func ParamHarm(problem genesis.Problem, before, after genesis.Vitals) string {
	least := plainLoss
	if problem == genesis.ProblemOverpopulation {
		least = crowdLoss
	}
	hunger := func(v genesis.Vitals) float64 { return ratio(float64(v.Starved), float64(v.Entities)) }
	switch {
	case after.Entities == 0:
		return "the world died out"
	case float64(after.Entities) < least*float64(before.Entities):
		return fmt.Sprintf("the population fell from %d to %d", before.Entities, after.Entities)
	case hunger(after) > someHunger && hunger(after) > plainHunger*hunger(before):
		return fmt.Sprintf("more starve than before: %d of %d, then %d of %d",
			before.Starved, before.Entities, after.Starved, after.Entities)
	}
	return ""
}
