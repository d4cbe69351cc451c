package activities

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestTripBetweenKeepAndItsRecord: the engine keeps the trait and unloads it again before the record says that it is
// kept. The step succeeds, and the record says what happened.
func TestTripBetweenKeepAndItsRecord(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	out := b.saved(in)
	ref := genesis.MutationRef{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash}
	if _, err := b.load(t.Context(), genesis.LoadInput{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash,
		Adoption: 0.5}); err != nil {
		t.Fatal(err)
	}
	trait := command.TraitRef{Name: "spinner", Version: 1, CodeHash: in.CodeHash}
	for _, c := range []command.Command{
		{ID: "keep-" + here.CycleID + "-" + out.MutationID, Payload: command.Keep{Trait: trait}}, // from the step
		{ID: "watch", Payload: command.SwitchOff{Trait: trait, Reason: "it takes too long"}},
	} {
		if reply, err := b.Loop.Do(t.Context(), c); err != nil || reply.Err != nil {
			t.Fatal(c.Kind(), err, reply.Err)
		}
	}
	if err := b.keep(t.Context(), ref); err != nil {
		t.Fatal(err)
	}
	m, err := b.Store.Mutation(t.Context(), out.MutationID)
	if err != nil || m.Status != genesis.StatusRolledBack || m.Error != "it takes too long" || b.has("spinner", 1) {
		t.Errorf("its record says %s, %q, %v", m.Status, m.Error, err)
	}
}
