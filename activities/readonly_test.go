package activities

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestRevertWhileRedisTakesNoWrites: a rollback changes nothing in the world while its record cannot be written, and
// succeeds afterwards.
func TestRevertWhileRedisTakesNoWrites(t *testing.T) {
	b := newBench(t)
	server := redistest.Server(t, t.TempDir(), "--save", "")
	store, err := redisstore.Open(t.Context(), "redis://"+server.Options().Addr+"/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	b.Store = store
	in := b.source("spinner", "1")
	out := b.saved(in)
	if _, err := b.load(t.Context(), genesis.LoadInput{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash,
		Adoption: 0.5}); err != nil {
		t.Fatal(err)
	}
	if err := b.keep(t.Context(), genesis.MutationRef{WorldRef: here, MutationID: out.MutationID,
		CodeHash: in.CodeHash}); err != nil {
		t.Fatal(err)
	}
	revert := genesis.RevertInput{
		WorldRef: here, RollbackRequest: genesis.RollbackRequest{MutationID: out.MutationID, By: "user"},
	}
	server.ConfigSet(t.Context(), "min-replicas-to-write", "1")
	if _, err := b.revert(t.Context(), revert); genesis.CodeOf(err) != genesis.CodeUnavailable {
		t.Errorf("Redis takes no writes: %v", err)
	}
	if !b.has("spinner", 1) || b.status(out.MutationID) != genesis.StatusApplied {
		t.Error("the world was changed, and its record was not")
	}
	server.ConfigSet(t.Context(), "min-replicas-to-write", "0")
	if _, err := b.revert(t.Context(), revert); err != nil || b.has("spinner", 1) ||
		b.status(out.MutationID) != genesis.StatusRolledBack {
		t.Errorf("Redis takes writes: %v, %s", err, b.status(out.MutationID))
	}
}
