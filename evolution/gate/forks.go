package gate

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// LeastBy is the least population that forks had so many ticks after their start, or at the count before; 0 if they did
// not live so long.
func LeastBy(least []int, age uint64) int {
	at := age / policy.ShadowEvery
	if at >= uint64(len(least)) {
		return 0
	}
	return min(least[at], least[max(at, 1)-1])
}

// Reached reports whether forks lived until a tick of the world. Those of an earlier version, which don't say when they
// began, lived as long as they had to.
func Reached(forks genesis.ShadowResult, tick uint64) bool {
	return len(forks.Least) > 0 && (forks.From == 0 || tick < forks.From+uint64(len(forks.Least))*policy.ShadowEvery)
}

// Until is what forks had come to by a tick that they reached: a population that rises and falls is compared with that
// of the same season.
func Until(forks genesis.ShadowResult, tick uint64) genesis.ShadowResult {
	if forks.From == 0 {
		return forks
	}
	n := 1 + int((tick-min(forks.From, tick))/policy.ShadowEvery)
	forks.Least = forks.Least[:min(n, len(forks.Least))]
	forks.Hungriest = forks.Hungriest[:min(n, len(forks.Hungriest))]
	return forks
}
