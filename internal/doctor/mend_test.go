package doctor

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestRemirror: after doctor has asked for it, Redis lists as loaded what the engine has loaded. Without an engine
// nobody writes the list, and doctor says so.
func TestRemirror(t *testing.T) {
	redis, dir := redistest.Server(t, t.TempDir()), t.TempDir()
	url := "redis://" + redis.Options().Addr + "/0"
	s, err := config.Load([]string{
		"GENESIS_REDIS_URL=" + url, "GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"),
		"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1",
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	store, err := redisstore.Open(t.Context(), url, s.World)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- host.Run(ctx, s, slog.New(slog.DiscardHandler)) }()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if there, err := store.HasMarker(t.Context(), redisstore.OwnerEngine); there && err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the engine writes nothing")
		}
	}
	d := &doctor{Settings: s, store: store}
	if err := store.WriteRegistry(t.Context(), 99, map[string]string{"ghost": "mutations/trait_ghost_v1.go"}); err != nil {
		t.Fatal(err)
	}
	if err := d.remirror(t.Context()); err != nil {
		t.Fatal(err)
	}
	if version, files, err := store.Registry(t.Context()); err != nil || version == 99 || len(files) != 0 {
		t.Errorf("listed are %v at generation %d, %v", files, version, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if err := d.remirror(t.Context()); err == nil {
		t.Error("without an engine it was written again")
	}
}
