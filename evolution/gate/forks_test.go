package gate

import (
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestForksAreComparedBySeason checks that a population that rises to 500 and falls again is compared with the forks at
// the same tick.
func TestForksAreComparedBySeason(t *testing.T) {
	forks := genesis.ShadowResult{From: 3000, Least: []int{200, 500, 300, 100}, Hungriest: []float64{0, .1, .2, .3}}
	for _, test := range []struct {
		tick    uint64
		last    int
		reached bool
	}{{2900, 200, true}, {3000, 200, true}, {3299, 200, true}, {3300, 500, true}, {3900, 100, true}, {4199, 100, true},
		{4200, 100, false}} {
		got := Until(forks, test.tick)
		if n := len(got.Least); got.Least[n-1] != test.last || len(got.Hungriest) != n ||
			Reached(forks, test.tick) != test.reached {
			t.Errorf("tick %d: %+v, reached %v; want %d, %v", test.tick, got, Reached(forks, test.tick), test.last, test.reached)
		}
	}
	old := genesis.ShadowResult{Least: []int{200, 100}}
	if !Reached(old, 9999) || !slices.Equal(Until(old, 9999).Least, old.Least) ||
		Reached(genesis.ShadowResult{From: 1}, 1) {
		t.Error("forks of an earlier version lived as long as they had to; no forks lived at all")
	}
}

func TestLeastBy(t *testing.T) {
	for age, want := range map[uint64]int{0: 200, 299: 200, 300: 200, 600: 300, 900: 100, 1199: 100, 1200: 0, 1 << 60: 0} {
		if got := LeastBy([]int{200, 500, 300, 100}, age); got != want {
			t.Errorf("age %d: %d, want %d", age, got, want)
		}
	}
	if LeastBy(nil, 0) != 0 {
		t.Error("no forks, no least")
	}
}
