package world

import (
	"math"
	"math/rand/v2"
	"testing"
)

// wager runs a canary of 25 blocks with 40 newborns each, whose outcomes are normal with the treated shifted by effect,
// and returns the evidence after each block at its best.
func wager(seed uint64, effect float64) (better, worse float64) {
	const p = 0.25
	random := rand.New(rand.NewPCG(seed, 7))
	var test ETest
	for range 25 {
		block := make([]CohortMember, 40)
		for i := range block {
			block[i].Treated = random.Float64() < p
			block[i].Net = random.NormFloat64()
			if block[i].Treated {
				block[i].Net += effect
			}
		}
		test.bet(block, outcomes[1].of, p)
		better, worse = max(better, evidence(&test.Better)), max(worse, evidence(&test.Worse))
	}
	return better, worse
}

// TestEValuesHoldTheirPromise: whenever one looks, a trait that does nothing reaches 20 in 5 % of canaries at most, and
// one that shifts outcomes by half a standard deviation reaches it in nearly all.
func TestEValuesHoldTheirPromise(t *testing.T) {
	const runs = 400
	var null, found, wrong int
	for seed := range uint64(runs) {
		if better, worse := wager(seed, 0); better >= 20 || worse >= 20 {
			null++
		}
		better, worse := wager(seed, .5)
		if better >= 20 {
			found++
		}
		if worse >= 20 {
			wrong++
		}
	}
	if null > runs/10+10 { // 5 % for each of the two sides, and chance
		t.Errorf("a trait that does nothing was judged in %d of %d canaries", null, runs)
	}
	if found < runs*95/100 || wrong > runs/50 {
		t.Errorf("a good trait was found in %d of %d canaries, and held to be harmful in %d", found, runs, wrong)
	}
}

func TestEachFactorIsFair(t *testing.T) {
	for _, p := range []float64{.1, .25, .5} {
		for x := -2.0; x <= 2; x += .25 {
			if mean := p*math.Exp(logFactor(x, true, p)) + (1-p)*math.Exp(logFactor(x, false, p)); math.Abs(mean-1) > 1e-12 {
				t.Errorf("p %g, stake %g: the mean factor is %g, want 1", p, x, mean)
			}
		}
	}
}

func TestMidranks(t *testing.T) {
	block := []CohortMember{{Net: 3}, {Net: 1}, {Net: 2}, {Net: 2}}
	got := midranks(block, outcomes[1].of)
	for i, want := range []float64{.75, -.75, 0, 0} {
		if got[i] != want {
			t.Errorf("ranks %v", got)
			break
		}
	}
}
