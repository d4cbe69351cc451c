package backup_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/backup"
	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/version"
)

// TestRestoreAgain repeats a restore that failed because Redis or the disk did not accept everything. The failed
// attempt must leave nothing behind, and the second must succeed.
func TestRestoreAgain(t *testing.T) {
	from := newPlace(t, "main")
	from.live()
	file, _ := from.backUp()
	for name, obstacle := range map[string]func(to *place) (away func()){
		"redis full": func(to *place) func() {
			to.redis.SetError("OOM command not allowed when used memory > 'maxmemory'.")
			return func() { to.redis.SetError("") }
		},
		"no room for the world": func(to *place) func() {
			write(t, filepath.Dir(host.WorldDir(to.settings)), nil) // a file in place of the folder
			return func() { must(t, os.Remove(filepath.Dir(host.WorldDir(to.settings)))) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			to := newPlace(t, "main")
			away := obstacle(to)
			if _, err := to.restore(file, ""); err == nil {
				t.Fatal("it should have failed")
			}
			away()
			if left := to.content(); len(left) != 1 || left["redis"] != "" {
				t.Errorf("a failed restore left %v", left)
			}
			_, err := to.restore(file, "")
			must(t, err)
			want := newPlace(t, "main")
			_, err = want.restore(file, "")
			must(t, err)
			if diff := cmp.Diff(want.content(), to.content()); diff != "" {
				t.Errorf("(-at once +the second time):\n%s", diff)
			}
		})
	}
}

// TestWhileCheckpointsComeAndGo: a backup written while checkpoints are added and deleted passes its own check, and its
// manifest names the newest checkpoint in it.
func TestWhileCheckpointsComeAndGo(t *testing.T) {
	p := newPlace(t, "main")
	p.live()
	dir := host.WorldDir(p.settings)
	data, err := os.ReadFile(filepath.Join(dir, "000000000050-000003.genesis"))
	must(t, err)
	stop := make(chan struct{})
	var saves sync.WaitGroup
	saves.Go(func() {
		for n := 4; ; n++ { // each save adds one checkpoint and deletes one
			select {
			case <-stop:
				return
			default:
			}
			name := func(n int) string { return filepath.Join(dir, "000000000050-"+pad(n)+".genesis") }
			if os.WriteFile(name(n)+".tmp", data, 0o644) != nil || os.Rename(name(n)+".tmp", name(n)) != nil ||
				os.Remove(name(n-1)) != nil {
				return
			}
		}
	})
	for range 10 {
		file := filepath.Join(t.TempDir(), "b.tar.gz")
		m, err := backup.Write(t.Context(), p.settings, p.store, file, quiet())
		if genesis.CodeOf(err) == genesis.CodeUnavailable {
			continue // it found no moment without a save, said so, and wrote nothing
		}
		must(t, err)
		if m.Tick != 50 || m.Count("world") != 2 && m.Count("world") != 3 {
			t.Errorf("%+v", m)
		}
		_, err = backup.Inspect(t.Context(), p.settings, file, quiet())
		must(t, err)
	}
	close(stop)
	saves.Wait()
	if left, _ := filepath.Glob(filepath.Join(p.settings.DataDir, ".backup-*")); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	file, m := p.backUp()
	if m.Program != version.Program() || !strings.HasPrefix(m.Program, "genesis ") {
		t.Errorf("program %q", m.Program)
	}
	if again, err := backup.Inspect(t.Context(), p.settings, file, quiet()); err != nil || again.Program != m.Program {
		t.Errorf("%+v %v", again, err)
	}
}

func pad(n int) string {
	digits := strconv.Itoa(n)
	return strings.Repeat("0", max(0, 6-len(digits))) + digits
}
