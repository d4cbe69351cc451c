package activities

import (
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestKeptSaysWhetherItHelps: the record says what the canary showed, and traits that are only harmless are named for
// eviction.
func TestKeptSaysWhetherItHelps(t *testing.T) {
	b := newBench(t)
	for i, kept := range []string{genesis.KeptHarmless, genesis.KeptHelps} {
		in := b.source([]string{"idler", "helper"}[i], []string{"1", "2"}[i])
		out := b.saved(in)
		if _, err := b.load(t.Context(), genesis.LoadInput{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash,
			Adoption: .5}); err != nil {
			t.Fatal(err)
		}
		if err := b.keep(t.Context(), genesis.MutationRef{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash,
			Kept: kept}); err != nil {
			t.Fatal(err)
		}
		if m, err := b.Store.Mutation(t.Context(), out.MutationID); err != nil || m.Kept != kept ||
			m.Status != genesis.StatusApplied {
			t.Errorf("%+v, %v", m, err)
		}
	}
	if got := b.harmless(t.Context()); !slices.Equal(got, []string{"idler_v1"}) {
		t.Errorf("harmless: %v", got)
	}
}
