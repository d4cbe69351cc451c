package host

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// If only Redis refuses a periodic checkpoint, it counts as saved: no error is logged.
func TestACheckpointWithoutRedisIsSaved(t *testing.T) {
	store, err := redisstore.Connect("redis://127.0.0.1:1/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	var said bytes.Buffer
	h := &Host{store: store, log: slog.New(slog.NewTextHandler(&said, nil))}
	h.disk.log = h.log
	if h.kept, err = openCheckpoints(t.TempDir(), h.log); err != nil {
		t.Fatal(err)
	}
	if err := h.mirrorCheckpoints(t.Context()); !redisAway(err) {
		t.Errorf("a Redis that is away: %v", err)
	}
	h.logSaveError(t.Context(), h.mirrorCheckpoints(t.Context()))
	if strings.Contains(said.String(), "not saved") {
		t.Errorf("said %s", said.String())
	}
	h.logSaveError(t.Context(), genesis.Unavailable(genesis.PartDisk, "the disk is full"))
	if !strings.Contains(said.String(), "not saved") {
		t.Error("a full disk was not told")
	}
}
