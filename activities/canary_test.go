package activities

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestACanaryOutlivesALostRedis: a record that is gone with all of Redis' data is waited for, one that is gone alone is
// not.
func TestACanaryOutlivesALostRedis(t *testing.T) {
	b := newBench(t)
	in := b.source("spinner", "1")
	out := b.saved(in)
	ref := genesis.MutationRef{WorldRef: here, MutationID: out.MutationID, CodeHash: in.CodeHash}
	b.redis.FlushAll()
	if _, err := b.canary(t.Context(), ref); genesis.MissingPart(err) != genesis.PartRedis {
		t.Errorf("after Redis has lost its data: %v", err)
	}
	if err := b.Store.SetMarker(t.Context(), redisstore.OwnerEngine); err != nil {
		t.Fatal(err)
	}
	if _, err := b.canary(t.Context(), ref); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("a record that is gone alone: %v", err)
	}
}
