package redisstore_test

import (
	"bytes"
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// TestWorldsArePacked stores compressible, incompressible, already compressed and short values, and reads each back
// unchanged.
func TestWorldsArePacked(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		store := open(t, s, "main")
		options, err := redis.ParseURL(s.url)
		must(t, err)
		raw := redis.NewClient(options)
		t.Cleanup(func() { _ = raw.Close() })
		world := []byte("GENESISW" + strings.Repeat("a molbot that eats and sleeps ", 20_000))
		noise := make([]byte, 200<<10)
		_, _ = rand.Read(noise)
		w, err := zstd.NewWriter(nil)
		must(t, err)
		theirs := w.EncodeAll(append(noise[:100<<10:100<<10], world...), nil)
		for name, test := range map[string]struct {
			data    []byte
			shorter int // compression factor
		}{"world": {world, 4}, "noise": {noise, 1}, "packed by others": {theirs, 1}, "short": {world[:1000], 1}} {
			for _, ttl := range []time.Duration{0, time.Minute} {
				ref, err := store.PutBlob(t.Context(), test.data, ttl)
				must(t, err)
				got, err := store.Blob(t.Context(), ref)
				must(t, err)
				if !bytes.Equal(got, test.data) {
					t.Errorf("%s: %d bytes came back as %d others", name, len(test.data), len(got))
				}
				held := raw.StrLen(t.Context(), "blob:"+ref.SHA256).Val()
				if int(held)*test.shorter > len(test.data) {
					t.Errorf("%s: %d bytes are held as %d", name, len(test.data), held)
				}
			}
		}
		must(t, store.PutCheckpoint(t.Context(), world))
		got, err := store.Checkpoint(t.Context())
		must(t, err)
		if !bytes.Equal(got, world) || raw.StrLen(t.Context(), "ws:restart_checkpoint").Val()*4 > int64(len(world)) {
			t.Error("the checkpoint did not come back, or is not packed")
		}
		must(t, raw.Set(t.Context(), "ws:restart_checkpoint", world, 0).Err()) // as an earlier version wrote it
		if got, err := store.Checkpoint(t.Context()); err != nil || !bytes.Equal(got, world) {
			t.Errorf("the checkpoint of an earlier build: %v", err)
		}
		ref, err := store.PutBlob(t.Context(), world, 0)
		must(t, err)
		must(t, raw.SetRange(t.Context(), "blob:"+ref.SHA256, 20, "xxxx").Err())
		if _, err := store.Blob(t.Context(), ref); genesis.CodeOf(err) != genesis.CodeInternal {
			t.Errorf("a damaged blob: %v", err)
		}
	})
}
