package eprocess

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// wager runs a canary of 25 blocks with 40 newborns each. The outcomes are normal, and those of the treated are shifted
// by effect. It returns the highest evidence after any block.
func wager(seed uint64, effect float64) (better, worse float64) {
	const p = 0.25
	random := rand.New(rand.NewPCG(seed, 7))
	var test Test
	for range 25 {
		block := make([]Result, 40)
		for i := range block {
			block[i].Treated = random.Float64() < p
			block[i].Value = random.NormFloat64()
			if block[i].Treated {
				block[i].Value += effect
			}
		}
		test.bet(block, p)
		better, worse = max(better, evidence(&test.Better)), max(worse, evidence(&test.Worse))
	}
	return better, worse
}

// TestEValuesHoldTheirPromise checks the error rate under optional stopping: a trait without effect reaches 20 in at
// most 5 % of canaries, and one that shifts outcomes by half a standard deviation reaches it in nearly all.
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
	if null > runs/10+10 { // 5 % for each of the two sides, plus sampling error
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
				t.Errorf("p %g, bet %g: the mean factor is %g, want 1", p, x, mean)
			}
		}
	}
}

func TestMidranks(t *testing.T) {
	got := midranks([]Result{{Value: 3}, {Value: 1}, {Value: 2}, {Value: 2}})
	for i, want := range []float64{.75, -.75, 0, 0} {
		if got[i] != want {
			t.Errorf("ranks %v", got)
			break
		}
	}
}

// TestBlocksAreJudgedWhenTheyComeOfAge checks that each measure sees a block once, when the youngest newborns of the
// block are old enough, and that a block is kept until the slowest measure has seen it.
func TestBlocksAreJudgedWhenTheyComeOfAge(t *testing.T) {
	const since = 1000
	var tests Tests
	asked := map[genesis.CanaryMeasure][]uint64{}
	for now := uint64(since); now < since+3*BirthBlock+1500; now += 7 {
		needed := tests.Judge(since, now, .25, func(block uint64, m Measure) []Result {
			if youngest := since + (block+1)*BirthBlock; now < youngest+m.Age {
				t.Errorf("%s of block %d at tick %d, before tick %d", m.Name, block, now, youngest+m.Age)
			}
			asked[m.Name] = append(asked[m.Name], block)
			return []Result{{1, true}, {0, false}}
		})
		if want := uint64(len(asked[genesis.ChildrenBy1500])); needed != want {
			t.Fatalf("block %d is needed at tick %d, want %d", needed, now, want)
		}
	}
	for k, m := range Measures {
		if got := asked[m.Name]; len(got) < 2 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Errorf("%s judged the blocks %v", m.Name, got)
		}
		if v := tests.EValues()[k]; v.Name != m.Name || v.Births != 2*len(asked[m.Name]) || v.Better <= v.Worse {
			t.Errorf("%+v after %d blocks", v, len(asked[m.Name]))
		}
	}
}
