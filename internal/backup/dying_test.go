package backup_test

import (
	"maps"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/alicebob/miniredis/v2/server"
	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/backup"
)

// dying restores to a place whose Redis dies at command n; Redis is back when dying returns. It reports false if the
// restore ended before command n.
func dying(t *testing.T, to *place, file, before string, n int, executes bool) (backup.Restored, bool) {
	t.Helper()
	redis := newMortal(t, to.redis.Addr(), n, executes)
	living := to.settings.RedisURL
	to.settings.RedisURL = redis.url()
	r, err := to.restore(file, before)
	redis.close()
	to.settings.RedisURL = living
	if !redis.died() {
		must(t, err)
		return r, false
	}
	if genesis.CodeOf(err) != genesis.CodeUnavailable {
		t.Fatalf("Redis died at command %d: %v", n, err)
	}
	if r.Before != "" && !strings.Contains(err.Error(), "the previous state is in "+r.Before) {
		t.Errorf("Redis died at command %d, and who overwrote a world reads: %v", n, err)
	}
	return r, true
}

// TestRedisDies kills Redis at each command of a restore, either before or after Redis executes it. What is left must
// count neither as a world nor as records, and the same restore must succeed once Redis is back.
func TestRedisDies(t *testing.T) {
	from, want := newPlace(t, "main"), newPlace(t, "main")
	from.live()
	file, _ := from.backUp()
	_, err := want.restore(file, "")
	must(t, err)
	for name, executes := range map[string]bool{"at a command": false, "before its answer": true} {
		t.Run(name, func(t *testing.T) {
			for n := 0; ; n++ {
				to := newPlace(t, "main")
				_, died := dying(t, to, file, "", n, executes)
				if !died {
					enough(t, n)
					return
				}
				if files := to.content(); len(files) != 1 {
					t.Errorf("Redis died at command %d, which left %v", n, files)
				}
				if _, err = to.restore(file, ""); err != nil {
					t.Fatalf("after Redis died at command %d: %v", n, err)
				}
				if diff := cmp.Diff(want.content(), to.content()); diff != "" {
					t.Errorf("after Redis died at command %d (-at once +the second time):\n%s", n, diff)
				}
			}
		})
	}
}

// TestRedisDiesOverAWorld kills Redis while a restore replaces an existing world. The world's files must stay, and the
// old records must be either in Redis or in the file that the error names.
func TestRedisDiesOverAWorld(t *testing.T) {
	from := newPlace(t, "main")
	from.live()
	file, _ := from.backUp()
	for n := 0; ; n++ {
		to := newPlace(t, "main")
		to.live()
		must(t, to.store.Feed(t.Context(), genesis.FeedMessage{Agent: "coder", Message: "later"}))
		was := to.content()
		r, died := dying(t, to, file, filepath.Join(t.TempDir(), "before.tar.gz"), n, n%2 == 0)
		if !died {
			enough(t, n)
			return
		}
		is := to.content()
		if r.Before != "" {
			_, err := to.restore(r.Before, filepath.Join(t.TempDir(), "between.tar.gz"))
			must(t, err)
			is["redis"] = to.dump()
		}
		if diff := cmp.Diff(was, is); diff != "" {
			t.Errorf("Redis died at command %d (-before +after):\n%s", n, diff)
		}
	}
}

// TestRedisIsFull fills Redis in the middle of a restore. The restore must be undone: a full Redis accepts deletions
// but nothing else.
func TestRedisIsFull(t *testing.T) {
	from := newPlace(t, "main")
	from.live()
	file, _ := from.backUp()
	to := newPlace(t, "main")
	for n := range 5 { // the first write is the import marker
		to.redis.Server().SetPreHook(fullAfter(n))
		_, err := to.restore(file, "")
		if err == nil || !strings.Contains(err.Error(), "OOM") || !strings.Contains(err.Error(),
			"all of it is taken back: once that is mended, run it again") {
			t.Errorf("after %d keys: %v", n, err)
		}
		if is := to.content(); !maps.Equal(is, map[string]string{"redis": ""}) {
			t.Errorf("after %d keys there is %v", n, is)
		}
	}
	to.redis.Server().SetPreHook(nil)
	_, err := to.restore(file, "")
	must(t, err)
}

// fullAfter makes Redis answer as if its memory were full, from the (n+1)st writing transaction on.
func fullAfter(n int) server.Hook {
	var left, refused atomic.Int64
	left.Store(int64(n))
	return func(c *server.Peer, cmd string, _ ...string) bool {
		switch cmd {
		case "SET", "HSET", "ZADD", "XADD":
			if left.Add(-1) >= 0 {
				return false
			}
			refused.Store(1)
			c.WriteError("OOM command not allowed when used memory > 'maxmemory'.")
			return true
		case "EXEC":
			if refused.Swap(0) == 0 {
				return false
			}
			c.WriteError("EXECABORT Transaction discarded because of previous errors.")
			c.Close() // makes the embedded store forget the transaction
			return true
		}
		return false
	}
}

// enough fails a test that has not killed Redis while it was writing records.
func enough(t *testing.T, deaths int) {
	t.Helper()
	if deaths < 20 {
		t.Errorf("a restore sends Redis %d commands, which can't be all", deaths)
	}
	t.Logf("Redis died at each of %d commands", deaths)
}
