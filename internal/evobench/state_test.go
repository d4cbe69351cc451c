package evobench

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
)

// TestSavedLifeGoesOn: in every arm, a life continued from the state after its first or second cycle ends exactly like
// an uninterrupted one.
func TestSavedLifeGoesOn(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	o := small
	o.Cycles = 3
	for _, arm := range ArmNames() {
		saved := map[int][]byte{}
		whole, err := LiveOne(t.Context(), o, "starving", 3, arm, nil, func(n int, save func() ([]byte, error)) (err error) {
			saved[n], err = save()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{1, 2} {
			lived := 0
			again, err := LiveOne(t.Context(), o, "starving", 3, arm, saved[n], func(int, func() ([]byte, error)) error {
				lived++
				return nil
			})
			if err != nil || lived != 3-n {
				t.Fatalf("%s from cycle %d: %d cycles, %v", arm, n, lived, err)
			}
			if diff := cmp.Diff(whole, again); diff != "" {
				t.Errorf("%s, gone on with after cycle %d, differs (-whole +saved):\n%s", arm, n, diff)
			}
		}
	}
}

func TestForeignLifeIsStale(t *testing.T) {
	l := young(t)
	l.out.Arm = ArmSelection
	data, err := l.save(1)
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{
		"another arm's": data, "cut off": data[:len(data)/2], "nonsense": []byte("x"), "empty": {},
	} {
		other := &life{scenario: l.scenario, Options: l.Options, arm: ArmNone, loader: l.loader}
		if _, err := other.restore(bad); genesis.CodeOf(err) != genesis.CodeStale {
			t.Errorf("%s: %v", name, err)
		}
	}
}
