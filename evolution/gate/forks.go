package gate

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// LeastBy is the smallest population of the forks around an age: the smaller of the count at that age and the previous
// one. It is 0 if they did not live that long.
func LeastBy(least []int, age uint64) int {
	at := age / policy.ShadowEvery
	if at >= uint64(len(least)) {
		return 0
	}
	return min(least[at], least[max(at, 1)-1])
}

// Reached reports whether the forks lived until a tick of the world. Results of an earlier version don't record when
// they started; those forks always lived long enough.
func Reached(forks genesis.ShadowResult, tick uint64) bool {
	return len(forks.Least) > 0 && (forks.From == 0 || tick < forks.From+uint64(len(forks.Least))*policy.ShadowEvery)
}

// Until cuts the forks' result at a tick that they reached. A population rises and falls with the seasons, so it must
// be compared with forks at the same time.
func Until(forks genesis.ShadowResult, tick uint64) genesis.ShadowResult {
	if forks.From == 0 {
		return forks
	}
	n := 1 + int((tick-min(forks.From, tick))/policy.ShadowEvery)
	forks.Least = forks.Least[:min(n, len(forks.Least))]
	forks.Hungriest = forks.Hungriest[:min(n, len(forks.Hungriest))]
	return forks
}
