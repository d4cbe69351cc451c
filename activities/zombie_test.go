package activities

import (
	"context"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// restarted returns an engine process that has restored the world of b from its checkpoint. Its mailbox does not
// remember earlier commands.
func (b *bench) restarted() *bench {
	b.t.Helper()
	var data []byte
	if err := b.Loop.Inspect(b.t.Context(), func(e *engine.Engine) { data, _ = e.Checkpoint() }); err != nil {
		b.t.Fatal(err)
	}
	e, err := engine.Restore(data, engine.Options{Loader: sandbox.New(sandbox.DefaultLimits), Workers: 1})
	if err != nil {
		b.t.Fatal(err)
	}
	loop := engine.NewLoop(e, engine.LoopOptions{})
	ctx, stop := context.WithCancel(context.WithoutCancel(b.t.Context()))
	done := make(chan struct{})
	go func() { defer close(done); _ = loop.Run(ctx) }()
	b.t.Cleanup(func() { stop(); <-done })
	next := *b.Engine
	next.Loop, next.BootID = loop, "boot2"
	return &bench{Engine: &next, t: b.t, url: b.url, redis: b.redis}
}

// TestAZombieCanNotTouchTheEngine delivers a Load from before a restart whose cycle has been rolled back since.
func TestAZombieCanNotTouchTheEngine(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	out := b.saved(in)
	load := genesis.LoadInput{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash,
		Generation: b.registry().Generation, Adoption: 0.5}
	ref := genesis.MutationRef{
		WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash, Status: genesis.StatusRolledBack,
	}
	if _, err := b.load(t.Context(), load); err != nil {
		t.Fatal(err)
	}
	after := b.restarted()
	// A trait that was loaded before the restart is acknowledged and not loaded again.
	again, err := after.load(t.Context(), load)
	if n := after.registry(); genesis.CodeOf(err) != "" && genesis.CodeOf(err) != genesis.CodeStale ||
		again.Generation > n.Generation ||
		!after.has("spinner", 1) {
		t.Fatalf("%+v, %v; registry %+v", again, err, n)
	}
	if err := after.rollback(t.Context(), ref); err != nil || after.has("spinner", 1) {
		t.Fatalf("rolled back: %v, loaded %v", err, after.has("spinner", 1))
	}
	before := after.registry().Generation
	// This process remembers the command and repeats its answer. The next one recognises by the generation that it is
	// late.
	if _, err := after.load(t.Context(), load); err != nil && genesis.CodeOf(err) != genesis.CodeStale {
		t.Errorf("the zombie's load: %v", err)
	}
	if after.has("spinner", 1) || after.registry().Generation != before ||
		after.status(out.MutationID) != genesis.StatusRolledBack {
		t.Error("the zombie touched the world")
	}
	zombie := after.restarted()
	if _, err := zombie.load(t.Context(), load); genesis.CodeOf(err) != genesis.CodeStale || zombie.has("spinner", 1) {
		t.Errorf("the zombie's load after another restart: %v, want stale", err)
	}
}

// TestALateRecordChangesNothing delivers records of a cycle after its end, while the next cycle runs.
func TestALateRecordChangesNothing(t *testing.T) {
	b := newBench(t)
	c := NewCycles(NewStores(b.url), sandbox.Options{}, nil)
	first, second := genesis.CycleID(b.World, 1), genesis.CycleID(b.World, 2)
	record := func(id string, stage genesis.Stage, outcome genesis.Outcome, want string) {
		t.Helper()
		if err := c.Record(t.Context(), genesis.RecordInput{
			Cycle: genesis.Cycle{ID: id, World: b.World, Stage: stage, Outcome: outcome},
		}); err != nil {
			t.Fatal(err)
		}
		if now, err := b.Store.CurrentCycle(t.Context()); err != nil || now != want {
			t.Errorf("after %s %s%s the current cycle is %q, %v; want %q", id, stage, outcome, now, err, want)
		}
	}
	record(first, genesis.StagePlan, "", first)
	record(first, genesis.StageDone, genesis.OutcomeRejected, "")
	record(second, genesis.StageObserve, "", second)
	record(first, genesis.StageDone, genesis.OutcomeRejected, second)
	record(first, genesis.StagePlan, "", second)
	if ended, err := b.Store.Cycle(t.Context(), first); err != nil || ended.Outcome != genesis.OutcomeRejected {
		t.Errorf("the first cycle is %+v, %v", ended, err)
	}
	record(second, genesis.StageDone, genesis.OutcomeApplied, "")
	record(first, genesis.StagePlan, "", "")
}
