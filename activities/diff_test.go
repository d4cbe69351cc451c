package activities

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// TestVetComparesWithTheVersionBefore: vetting a new version returns its diff, and a previous version that is no longer
// known is no error.
func TestVetComparesWithTheVersionBefore(t *testing.T) {
	b := newBench(t)
	old := b.saved(b.source("seeker", "1"))
	stores := NewStores(b.url)
	defer stores.Close()
	vet := NewCycles(stores, sandbox.Options{}, nil)
	in := genesis.VetInput{
		WorldRef: here, Source: b.source("seeker", "0.25").Source, TraitName: "seeker", Before: old.MutationID,
	}
	out, err := vet.Vet(t.Context(), in)
	if err != nil || !out.OK {
		t.Fatalf("%+v, %v", out, err)
	}
	for _, part := range []string{"--- " + old.MutationID + "\n", "\n@@ ", "\n-\tm.Turn(1, 0.1)",
		"\n+\tm.Turn(0.25, 0.1)"} {
		if !strings.Contains(out.Diff, part) {
			t.Errorf("the diff lacks %q:\n%s", part, out.Diff)
		}
	}
	in.Before = "mut_gone_v1"
	if out, err := vet.Vet(t.Context(), in); err != nil || !out.OK || out.Diff != "" {
		t.Errorf("against a mutation that is gone: %+v, %v", out, err)
	}
	if cut := firstLines(strings.Repeat("+ 12345678\n", 100), 60); strings.Count(cut, "+ 12345678\n") != 5 ||
		!strings.HasSuffix(cut, "… and 95 lines more\n") {
		t.Errorf("cut to %q", cut)
	}
}
