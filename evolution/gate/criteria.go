package gate

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Criteria lists in words what the gate requires of a program for a problem, for the prompts of architect and coder. It
// uses the same numbers as the gate, so the prompt can't disagree with the verdict.
func Criteria(problem genesis.Problem, minSupport float64) []string {
	if problem == genesis.ProblemOverpopulation {
		minSupport = min(minSupport, policy.MinSupportCrowded)
	}
	net := fmt.Sprintf("net energy of its bearers against the others: no loss of more than %g %% of intake",
		-100*policy.MinEffect)
	switch problem {
	case genesis.ProblemStarvation:
		net = "net energy of its bearers against the others: surely above 0"
	case genesis.ProblemLowDiversity:
		net = fmt.Sprintf("net energy of its bearers against the others: no loss of more than %g %% of intake",
			-100*policy.MinEffectVariety)
	}
	list := []string{
		net,
		fmt.Sprintf(
			"its bearers against molbots of a world without it: no loss of more than %g %%, so that nobody gains by "+
				"harming others",
			-100*policy.MinDirect,
		),
		fmt.Sprintf("births: at least ×%g of those without it", policy.MinBirths),
		fmt.Sprintf("population, if all had it: at least ×%g", minSupport),
		fmt.Sprintf("faults: at most %g %% of its calls", 100*policy.MaxFaults),
	}
	switch problem {
	case genesis.ProblemOverpopulation:
		list = append(list,
			fmt.Sprintf("time that the world is near its cap: at most ×%g, if it is crowded", policy.MaxCrowding))
	case genesis.ProblemLowDiversity:
		list = append(
			list,
			fmt.Sprintf("variety of trait sets: %g more; bearers between %g and %g %%", policy.MoreVariety,
				100*policy.MinBearers, 100*policy.MaxBearers),
		)
	}
	return list
}
