// Package eprocess judges a randomised experiment while it runs, with a sequential test that stays valid however often
// one looks at it.
//
// Every newborn in a block of births has the same probability p of being treated, independent of all others. If the
// treatment has no effect, the ranks of the outcomes carry no information about who was treated. The test bets on that:
// for a newborn with rank r in [−1, 1] and a bet b, it multiplies a score by
//
//	exp(b·r·(T − p)) / E[exp(b·r·(T − p))],  T = 1 if treated, else 0
//
// Each factor has mean 1 under the null hypothesis, so the product is a nonnegative martingale with initial value 1. By
// Ville's inequality it ever reaches 20 with a probability of at most 1/20, which is why a canary may be read at any
// time. See Ramdas, Grünwald, Vovk and Shafer, "Game-theoretic statistics and safe anytime-valid inference", 2023. The
// test relies on the random assignment alone and assumes nothing about the distribution of the outcomes.
package eprocess

import (
	"math"
	"slices"
)

// Bets is how many bets each side of a test places in parallel.
const Bets = 4

// bets are the sizes of the bets on a rank: small ones detect small effects slowly, large ones detect large effects
// fast. Their mean is an e-value again, so the size does not have to be known in advance.
var bets = [Bets]float64{.25, .5, 1, 2}

// Result is one newborn's outcome.
type Result struct {
	Value   float64
	Treated bool
}

// Test is the evidence about one measure: how far it has judged, and the score of each bet as a logarithm.
type Test struct {
	Next          uint64 // next block to judge
	Judged        uint64 // newborns judged
	Better, Worse [Bets]float64
}

// bet updates the scores with the outcomes of a block; p is the probability of being treated. It skips blocks in which
// nothing can be learnt.
func (t *Test) bet(block []Result, p float64) {
	if len(block) < 2 || p <= 0 || p >= 1 {
		return
	}
	ranks := midranks(block)
	t.Judged += uint64(len(block))
	for k, bet := range bets {
		for i := range block {
			t.Better[k] += logFactor(bet*ranks[i], block[i].Treated, p)
			t.Worse[k] += logFactor(-bet*ranks[i], block[i].Treated, p)
		}
	}
}

// logFactor is the logarithm of the factor in the package comment, with x = b·r.
func logFactor(x float64, treated bool, p float64) float64 {
	a := -p
	if treated {
		a = 1 - p
	}
	return x*a - math.Log(p*math.Exp(x*(1-p))+(1-p)*math.Exp(-x*p))
}

// midranks spreads the outcomes of a block evenly over −1 to 1. Equal outcomes get the middle of their ranks.
func midranks(block []Result) []float64 {
	order := make([]int, len(block))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case block[a].Value < block[b].Value:
			return -1
		case block[a].Value > block[b].Value:
			return 1
		}
		return 0
	})
	ranks := make([]float64, len(block))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && block[order[to]].Value == block[order[from]].Value {
			to++
		}
		for _, i := range order[from:to] {
			ranks[i] = float64(from+to)/float64(len(order)) - 1
		}
		from = to
	}
	return ranks
}

// maxEvidence caps an e-value to keep it printable; beyond it the decision is clear anyway.
const maxEvidence = 1e6

// evidence is the e-value of several bets, which is their mean.
func evidence(logs *[Bets]float64) (mean float64) {
	for _, l := range logs {
		mean += math.Exp(min(l, math.Log(maxEvidence))) / Bets
	}
	return mean
}
