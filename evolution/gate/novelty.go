package gate

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Alike is the distance to a known program of another trait below which a program against a problem is not new.
func Alike(problem genesis.Problem) float64 {
	if problem == genesis.ProblemStagnation {
		return policy.TooUsual
	}
	return policy.TooSimilar
}
