package gate

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Alike is the distance to the nearest known program below which a program does not count as new.
func Alike(problem genesis.Problem) float64 {
	if problem == genesis.ProblemStagnation {
		return policy.TooUsual
	}
	return policy.TooSimilar
}
