package activities

import (
	"testing"

	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// lostOf returns what the error of a step reports as lost, or "".
func lostOf(err error) (what genesis.Lost) {
	if a, ok := err.(*temporal.ApplicationError); ok && a.Type() == genesis.FailLost && a.NonRetryable() {
		_ = a.Details(&what)
	}
	return what
}

// TestARecordThatRedisLostIsSavedAgain: the steps of a canary report a record as lost if it is gone or if the engine
// has restored only what it knows, and Save then writes the complete record under the same version.
func TestARecordThatRedisLostIsSavedAgain(t *testing.T) {
	for _, rewritten := range []bool{false, true} {
		b := newBench(t)
		b.saved(b.source("spinner", "1"))
		in := b.source("spinner", "2")
		in.CycleID, in.Parent = "cycle-main-000002", "mut_spinner_v1"
		out := b.saved(in)
		ref := genesis.MutationRef{WorldRef: in.WorldRef, MutationID: out.MutationID, CodeHash: in.CodeHash,
			Kept: genesis.KeptHelps}
		load := genesis.LoadInput{WorldRef: in.WorldRef, MutationID: out.MutationID, CodeHash: in.CodeHash, Adoption: 0.5}
		lose := func() {
			b.redis.FlushAll()
			if !rewritten {
				return
			}
			if err := b.Store.SaveMutation(t.Context(), genesis.Mutation{ID: out.MutationID, TraitName: "spinner",
				Version: out.Version, Status: genesis.StatusCanary, Hash: in.CodeHash}); err != nil {
				t.Fatal(err)
			}
		}
		again := func(step string, status genesis.MutationStatus, err error) {
			t.Helper()
			if lostOf(err) != genesis.LostRecord {
				t.Errorf("%s after Redis has lost its data: %v", step, err)
			}
			if got := b.saved(in); got != out {
				t.Errorf("saved as %+v, before %s as %+v", got, step, out)
			}
			m, err := b.Store.Mutation(t.Context(), out.MutationID)
			if err != nil || m.CycleID != in.CycleID || m.Status != status || m.CanonicalHash == "" || m.Parent == "" {
				t.Errorf("before %s the record is %+v, %v", step, m, err)
			}
			if len(b.files()) != 2 {
				t.Errorf("files %v", b.files())
			}
		}
		lose()
		_, err := b.Load(t.Context(), load)
		again("load", genesis.StatusValidated, err)
		if _, err := b.Load(t.Context(), load); err != nil {
			t.Fatal(err)
		}
		lose()
		_, err = b.Canary(t.Context(), ref)
		again("the reading", genesis.StatusCanary, err)
		if _, err := b.Canary(t.Context(), ref); err != nil {
			t.Error(err)
		}
		lose()
		again("keep", genesis.StatusCanary, b.Keep(t.Context(), ref))
		if err := b.Keep(t.Context(), ref); err != nil {
			t.Error(err)
		}
		lose()
		again("a second keep", genesis.StatusApplied, b.Keep(t.Context(), ref))
		if err := b.Keep(t.Context(), ref); err != nil {
			t.Error(err)
		}
		if m, _ := b.Store.Mutation(t.Context(), out.MutationID); m.Kept != genesis.KeptHelps || m.AppliedAt == nil {
			t.Errorf("kept as %+v", m)
		}
	}
}

// TestAProgramThatRedisLostIsLost: a program that Redis has lost is saved from another copy, or reported as lost if
// there is none.
func TestAProgramThatRedisLostIsLost(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	b.redis.FlushAll()
	if _, err := b.Save(t.Context(), in); lostOf(err) != genesis.LostProgram {
		t.Errorf("a draft: %v", err)
	}
	stores := NewStores(b.url)
	defer stores.Close()
	if _, err := NewTrials(stores, nil).Trial(t.Context(), genesis.TrialInput{WorldRef: here, Source: in.Source,
		Fork: in.Source}); lostOf(err) != genesis.LostProgram {
		t.Errorf("a trial of it: %v", err)
	}
	if _, err := NewTrials(stores, nil).Trial(t.Context(), genesis.TrialInput{WorldRef: here,
		Fork: in.Source}); lostOf(err) != genesis.LostFork {
		t.Errorf("a trial without a fork: %v", err)
	}
	text := "func Execute(m *trait.Molbot) {\n\tm.Turn(1, 0.1)\n}"
	vet := genesis.VetInput{WorldRef: here, Source: in.Source, TraitName: "spinner", ByHand: &genesis.EvolutionPlan{}}
	cycles := NewCycles(stores, sandbox.Options{}, nil)
	if _, err := cycles.Vet(t.Context(), vet); lostOf(err) != genesis.LostProgram {
		t.Errorf("a vet of it: %v", err)
	}
	vet.Text = text
	if out, err := cycles.Vet(t.Context(), vet); err != nil || !out.OK {
		t.Errorf("a vet of a person's program: %+v, %v", out, err)
	}
}
