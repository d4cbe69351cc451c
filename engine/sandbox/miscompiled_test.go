package sandbox

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestMiscompiled covers each class of programs that the bare interpreter miscompiles. Each must be rejected, be
// stopped at run time, or run correctly.
func TestMiscompiled(t *testing.T) {
	exact, names := map[uint64]string{}, map[uint64]string{}
	for name, source := range sources(t, "miscompiled") {
		_, rest, _ := strings.Cut(string(source), "// want: ")
		want, _, _ := strings.Cut(rest, "\n")
		r := Vet(source, Options{})
		verb, detail, _ := strings.Cut(want, " ")
		switch verb {
		case "exact":
			if !r.OK {
				t.Errorf("%s: refused: %+v", name, r.Problems)
				continue
			}
			seed := uint64(len(exact) + 1)
			exact[seed], names[seed] = string(source), name
		case "refused":
			if r.OK || r.Problems[0].Code != detail || r.Problems[0].Advice == "" {
				t.Errorf("%s: %+v, want it refused for %s, with advice", name, r.Problems, detail)
			}
		case "run":
			in, err := compileForTest(t, string(source), Limits{}).instance()
			if err != nil {
				t.Fatal(err)
			}
			verdicts := make([]trait.Verdict, 1)
			in.Run(crowd(1), verdicts)
			if verdicts[0].Fault.String() != detail {
				t.Errorf("%s: %+v, want %s", name, verdicts[0], detail)
			}
			in.Close()
		default:
			t.Errorf("%s wants %q", name, want)
		}
	}
	want := nativePackages(t, exact)
	for seed, source := range exact {
		for i, got := range interpreted(t, seed, source) {
			if got != want[seed][i] {
				t.Errorf("%s, molbot %d:\nnative:  %s\nsandbox: %s", names[seed], i, want[seed][i], got)
				break
			}
		}
	}
}
