package host

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestAnEmptiedRedisGetsItsIDBack empties a real Redis, once under a running engine and once before a start. It must
// get the id that the data folder knows. A Redis that already has another id keeps it.
func TestAnEmptiedRedisGetsItsIDBack(t *testing.T) {
	dir := t.TempDir()
	redis := redistest.Server(t, t.TempDir())
	r := startOn(t, dir, redis.Options().Addr)
	held := func() string {
		id, err := r.store.Identity(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	kept := func() string {
		data, err := os.ReadFile(filepath.Join(dir, identityFile))
		if err != nil {
			return ""
		}
		return strings.TrimSpace(string(data))
	}
	r.await("an id in Redis and in the data folder", func() bool { return held() != "" && kept() == held() })
	id := held()
	empty := func() {
		if err := redis.FlushAll(t.Context()).Err(); err != nil {
			t.Fatal(err)
		}
	}
	empty()
	r.await("the id to come back", func() bool { return held() == id })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	empty()
	r = startOn(t, dir, redis.Options().Addr)
	r.await("the id to come back at a start", func() bool { return held() == id })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	other := redistest.Server(t, t.TempDir())
	if err := other.Set(t.Context(), "genesis:id", "other", 0).Err(); err != nil {
		t.Fatal(err)
	}
	r = startOn(t, dir, other.Options().Addr)
	r.await("the folder to know the other Redis", func() bool { return held() == "other" && kept() == "other" })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
