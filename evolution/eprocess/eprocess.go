// Package eprocess judges a randomised experiment while it runs. Within one block of births every newborn had the same
// chance of the treatment, so the ranks of their outcomes, given who was treated, make an e-process: a betting score
// that a true null hypothesis multiplies by 1 on average, whenever one looks (Ramdas, Grünwald, Vovk and Shafer,
// "Game-theoretic statistics and safe anytime-valid inference", 2023). It relies on the random assignment alone.
package eprocess

import (
	"math"
	"slices"
)

// Bets is how many bets each side of a test places at once.
const Bets = 4

// bets are what is staked on a rank: small bets find small effects slowly, large ones find large effects fast.
var bets = [Bets]float64{.25, .5, 1, 2}

// Result is one newborn's outcome.
type Result struct {
	Value   float64
	Treated bool
}

// Test is the evidence about one measure: how far it has judged, and the score of each bet as a logarithm.
type Test struct {
	Next          uint64 // block that is judged next
	Judged        uint64 // newborns
	Better, Worse [Bets]float64
}

// bet multiplies the scores by what the assignments of a block say, given its ranks. Under the null hypothesis a rank
// does not depend on the assignment, and each factor is 1 on average. p is the chance of being treated.
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

func logFactor(x float64, treated bool, p float64) float64 {
	a := -p
	if treated {
		a = 1 - p
	}
	return x*a - math.Log(p*math.Exp(x*(1-p))+(1-p)*math.Exp(-x*p))
}

// midranks spreads the outcomes of a block evenly over −1 to 1; equal ones share the middle of their places.
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

// maxEvidence keeps an e-value printable: what is decided a million times over is decided.
const maxEvidence = 1e6

// evidence is the e-value of several bets, their mean.
func evidence(logs *[Bets]float64) (mean float64) {
	for _, l := range logs {
		mean += math.Exp(min(l, math.Log(maxEvidence))) / Bets
	}
	return mean
}
