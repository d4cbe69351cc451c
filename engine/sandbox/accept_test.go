package sandbox

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestAccept checks that the sandbox accepts what a reasonable author writes, and that it runs it as native Go does.
func TestAccept(t *testing.T) {
	accepted := map[uint64]string{}
	seed := uint64(0)
	names := map[uint64]string{}
	for name, source := range sources(t, "accept") {
		r := Vet(source, Options{})
		if !r.OK {
			t.Errorf("%s: %+v", name, r.Problems)
			continue
		}
		if r.TraitName != name || r.About == "" {
			t.Errorf("%s: named %q, about %q", name, r.TraitName, r.About)
		}
		seed++
		accepted[seed], names[seed] = string(source), name
	}
	want := nativePackages(t, accepted)
	for seed, source := range accepted {
		for i, got := range interpreted(t, seed, source) {
			if got != want[seed][i] {
				t.Errorf("%s, molbot %d:\nnative:  %s\nsandbox: %s", names[seed], i, want[seed][i], got)
			}
		}
	}
}

// TestFuelIsExact runs the same molbots in different orders, batch sizes and instances and expects the same intents and
// fuel.
func TestFuelIsExact(t *testing.T) {
	for name, source := range sources(t, "accept") {
		p := compileForTest(t, string(source), Limits{})
		type outcome struct {
			fuel    int64
			intents string
		}
		first := map[int]outcome{}
		r := rand.New(rand.NewPCG(1, 2))
		for round := range 4 {
			in, err := p.instance()
			if err != nil {
				t.Fatal(err)
			}
			order := r.Perm(40)
			for len(order) > 0 {
				n := min(1+r.IntN(20), len(order))
				batch, verdicts := make([]*trait.Molbot, n), make([]trait.Verdict, n)
				for i, k := range order[:n] {
					batch[i] = dummy.Random(uint64(k)).Molbot(1000)
				}
				in.Run(batch, verdicts)
				for i, k := range order[:n] {
					got := outcome{verdicts[i].Fuel, wanted(batch[i])}
					if round == 0 {
						first[k] = got
					} else if got != first[k] {
						t.Errorf("%s: molbot %d: %+v, at first %+v", name, k, got, first[k])
					}
				}
				order = order[n:]
			}
			in.Close()
		}
	}
}

func TestCanonicalHashIgnoresHowItIsWritten(t *testing.T) {
	same := []string{
		graze,
		strings.ReplaceAll(strings.ReplaceAll(graze, "food", "thing"), "// Graze: seek", "// Other: words"),
		strings.ReplaceAll(graze, "0.8*m.MaxEnergy()", "(4.0 / 5) * (m.MaxEnergy())"),
		strings.Replace(graze, "func Execute(m", "const half = 0.5\n\nfunc unused() {}\n\nfunc Execute(m", 1),
	}
	want := Vet([]byte(graze), Options{})
	for _, source := range same {
		if r := Vet([]byte(source), Options{}); !r.OK || r.CanonicalHash != want.CanonicalHash {
			t.Errorf("another hash, or refused %+v:\n%s", r.Problems, source)
		}
	}
	for _, source := range []string{strings.ReplaceAll(graze, "50", "51"), strings.ReplaceAll(graze, "m.Eat()",
		"m.Brake()")} {
		if r := Vet([]byte(source), Options{}); r.CanonicalHash == want.CanonicalHash || r.Hash == want.Hash {
			t.Errorf("the same hash:\n%s", source)
		}
	}
}
