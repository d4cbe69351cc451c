package backup_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/backup"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/host"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// place is a data folder, a folder of mutations and a Redis.
type place struct {
	t        *testing.T
	settings config.Settings
	redis    *miniredis.Miniredis
	store    *redisstore.Store
}

func newPlace(t *testing.T, world string) *place {
	t.Helper()
	p := &place{t: t, redis: miniredis.RunT(t)}
	dir := t.TempDir()
	var err error
	p.settings, err = config.Load([]string{"GENESIS_WORLD=" + world, "GENESIS_DATA_DIR=" + filepath.Join(dir, "data"),
		"GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"), "GENESIS_REDIS_URL=redis://" + p.redis.Addr() + "/0"}, "")
	must(t, err)
	p.store, err = redisstore.Open(t.Context(), p.settings.RedisURL, world)
	must(t, err)
	t.Cleanup(func() { p.store.Close() })
	return p
}

// live creates a world with its code and records, and what an engine leaves behind in Redis.
func (p *place) live() {
	p.t.Helper()
	e := engine.New(engine.NewParams(), 7, engine.Options{})
	defer e.Close()
	for range 50 {
		e.Tick(engine.Input{})
	}
	data, err := e.Checkpoint()
	must(p.t, err)
	write(p.t, filepath.Join(host.WorldDir(p.settings), "000000000050-000003.genesis"), data)
	write(p.t, filepath.Join(host.WorldDir(p.settings), "journal.jsonl"), []byte(`{"seq":1,"tick":9,"hash":"00"}`+"\n"))
	write(p.t, filepath.Join(host.WorldDir(p.settings), "000000000049-000003.genesis.refused"), []byte("not this"))
	code := p.settings.MutationsDir
	if p.settings.World != genesis.DefaultWorld {
		code = filepath.Join(code, p.settings.World)
	}
	write(p.t, filepath.Join(code, "trait_seek_v1.go"), []byte("package traits"))
	write(p.t, filepath.Join(code, "notes.txt"), []byte("not this"))
	ctx := p.t.Context()
	must(p.t, p.store.SaveCycle(ctx, genesis.Cycle{ID: genesis.CycleID(p.settings.World, 1), World: p.settings.World,
		Outcome: genesis.OutcomeApplied}))
	must(p.t, p.store.Feed(ctx, genesis.FeedMessage{Agent: "coder", Message: "kept\x00\xff"}))
	_, err = p.store.PutBlob(ctx, []byte("a history"), 0)
	must(p.t, err)
}

func (p *place) backUp() (string, backup.Manifest) {
	p.t.Helper()
	file := filepath.Join(p.t.TempDir(), "b.tar.gz")
	m, err := backup.Write(p.t.Context(), p.settings, p.store, file, quiet())
	must(p.t, err)
	return file, m
}

func (p *place) restore(file, before string) (backup.Restored, error) {
	return backup.Restore(p.t.Context(), p.settings, file, before, quiet())
}

// dump returns everything in Redis, with the fields of messages in a fixed order, but without the import marker, which
// an engine deletes.
func (p *place) dump() string {
	lines := strings.Split(passing.ReplaceAllString(p.redis.Dump(), ""), "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// passing matches the import marker and the tokens that make repeated commands idempotent. Redis drops the tokens
// within a minute, and backups don't contain them.
var passing = regexp.MustCompile(`- (\w+:)?(engine:imported|meta:token:.*)\n.*\n`)

// content returns every file, and every key with its value.
func (p *place) content() map[string]string {
	all := map[string]string{"redis": p.dump()}
	for _, dir := range []string{p.settings.DataDir, p.settings.MutationsDir} {
		err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && d.Name() != "lock" {
				data, err := os.ReadFile(path)
				must(p.t, err)
				rel, err := filepath.Rel(filepath.Dir(dir), path)
				must(p.t, err)
				all[rel] = string(data)
			}
			return nil
		})
		must(p.t, err)
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	for _, world := range []string{"main", "reef"} {
		t.Run(world, func(t *testing.T) {
			from, to := newPlace(t, world), newPlace(t, world)
			from.live()
			file, m := from.backUp()
			want := from.content()
			for name := range want {
				if strings.HasSuffix(name, ".refused") || strings.HasSuffix(name, ".txt") {
					delete(want, name)
				}
			}
			got, err := to.restore(file, "")
			must(t, err)
			if diff := cmp.Diff(want, to.content()); diff != "" {
				t.Errorf("after the restore (-was +is):\n%s", diff)
			}
			if got.Tick != 50 || got.Hash == "" || got.Hash != m.Hash {
				t.Errorf("%+v", got)
			}
		})
	}
}

// TestWorldsOnOneRedis: a backup contains only the records of its own world, and a restore leaves those of other worlds
// alone.
func TestWorldsOnOneRedis(t *testing.T) {
	a := newPlace(t, "main")
	a.live()
	other, err := redisstore.Open(t.Context(), a.settings.RedisURL, "reef")
	must(t, err)
	defer other.Close()
	must(t, other.SaveCycle(t.Context(), genesis.Cycle{ID: genesis.CycleID("reef", 1), World: "reef"}))
	file, _ := a.backUp()
	before := a.dump()
	_, err = a.restore(file, filepath.Join(t.TempDir(), "before.tar.gz"))
	must(t, err)
	if diff := cmp.Diff(before, a.dump()); diff != "" {
		t.Errorf("(-was +is):\n%s", diff)
	}
	b := newPlace(t, "main")
	_, err = b.restore(file, "")
	must(t, err)
	if strings.Contains(b.dump(), "reef") {
		t.Error("the backup has records of another world")
	}
}

// TestNothingIsOverwritten: without --force nothing is overwritten; with it, the old content is backed up first.
func TestNothingIsOverwritten(t *testing.T) {
	p := newPlace(t, "main")
	p.live()
	file, _ := p.backUp()
	must(t, p.store.Feed(t.Context(), genesis.FeedMessage{Agent: "coder", Message: "later"}))
	later := p.content()
	refused(t, genesis.CodeConflict, "--force", func() error { _, err := p.restore(file, ""); return err })
	if diff := cmp.Diff(later, p.content()); diff != "" {
		t.Errorf("a refused restore changed (-was +is):\n%s", diff)
	}
	r, err := p.restore(file, filepath.Join(t.TempDir(), "before.tar.gz"))
	must(t, err)
	if strings.Contains(p.dump(), "later") {
		t.Error("the restore left what came later")
	}
	_, err = p.restore(r.Before, filepath.Join(t.TempDir(), "again.tar.gz"))
	must(t, err)
	if !strings.Contains(p.dump(), "later") {
		t.Error("the backup of what was there lacks what came later")
	}
	refused(t, genesis.CodeConflict, "there already", func() error {
		_, err := backup.Write(t.Context(), p.settings, p.store, file, quiet())
		return err
	})
}

// TestOtherProgramsStay: a restore does not overwrite code that belongs to no world.
func TestOtherProgramsStay(t *testing.T) {
	from, to := newPlace(t, "main"), newPlace(t, "main")
	from.live()
	file, _ := from.backUp()
	mine := filepath.Join(to.settings.MutationsDir, "trait_mine_v1.go")
	write(t, mine, []byte("package mine"))
	other := filepath.Join(to.settings.MutationsDir, "trait_seek_v1.go")
	write(t, other, []byte("package other"))
	refused(t, genesis.CodeConflict, other, func() error { _, err := to.restore(file, ""); return err })
	must(t, os.Remove(other))
	_, err := to.restore(file, "")
	must(t, err)
	if data, err := os.ReadFile(mine); err != nil || string(data) != "package mine" {
		t.Errorf("%q, %v", data, err)
	}
}

func TestRefused(t *testing.T) {
	from, to := newPlace(t, "main"), newPlace(t, "main")
	from.live()
	file, m := from.backUp()
	whole, err := os.ReadFile(file)
	must(t, err)
	empty := to.content()
	bad := func(name string, code genesis.Code, say string, data []byte) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "bad.tar.gz")
		must(t, os.WriteFile(path, data, 0o644))
		t.Run(name, func(t *testing.T) {
			refused(t, code, say, func() error { _, err := to.restore(path, "x"); return err })
			if diff := cmp.Diff(empty, to.content()); diff != "" {
				t.Errorf("a refused restore changed (-was +is):\n%s", diff)
			}
		})
	}
	edit := func(each func(name string, data []byte) (string, []byte)) []byte { return edited(t, whole, each) }
	bad("text", genesis.CodeInvalid, "not a backup", []byte("hello"))
	bad("empty", genesis.CodeInvalid, "not a backup", nil)
	for _, share := range []int{20, 50, 99} {
		bad("cut", genesis.CodeInvalid, "cut off", whole[:len(whole)*share/100])
	}
	for _, member := range m.Members {
		bad("damaged "+member.Name, genesis.CodeInvalid, member.Name, edit(func(name string, data []byte) (string, []byte) {
			if name == member.Name {
				data = append([]byte{}, data...)
				data[len(data)/2] ^= 1
			}
			return name, data
		}))
	}
	for _, trick := range []string{"../../evil.go", "/etc/evil.go", "mutations/../evil.go", "mutations/a/b.go",
		"mutations/.go", "records.dump"} {
		bad("named "+trick, genesis.CodeInvalid, "", edit(func(name string, data []byte) (string, []byte) {
			if strings.HasPrefix(name, "mutations/") {
				name = trick
			}
			return name, data
		}))
	}
	bad("format", genesis.CodeInvalid, "format 2", edit(func(name string, data []byte) (string, []byte) {
		return name, bytes.Replace(data, []byte(`"format": 1`), []byte(`"format": 2`), 1)
	}))
	bad("world", genesis.CodeInvalid, "", edit(func(name string, data []byte) (string, []byte) {
		return name, bytes.Replace(data, []byte(`"world": "main"`), []byte(`"world": "reef"`), 1)
	}))
	refused(t, genesis.CodeNotFound, "missing.tar.gz", func() error {
		_, err := to.restore("missing.tar.gz",
			"")
		return err
	})
	reef := newPlace(t, "reef")
	refused(t, genesis.CodeInvalid, "GENESIS_WORLD=main", func() error { _, err := reef.restore(file, ""); return err })
	_, err = backup.Inspect(t.Context(), reef.settings, file, quiet())
	must(t, err)
}

func TestWhileAnEngineRuns(t *testing.T) {
	from, to := newPlace(t, "main"), newPlace(t, "main")
	from.live()
	file, _ := from.backUp()
	lock, err := host.Lock(to.settings)
	must(t, err)
	refused(t, genesis.CodeConflict, "another engine", func() error { _, err := to.restore(file, ""); return err })
	refused(t, genesis.CodeConflict, "GENESIS_REDIS_URL", func() error {
		_, err := backup.Write(t.Context(), to.settings, to.store, filepath.Join(t.TempDir(), "x"), quiet())
		return err
	})
	must(t, lock.Close())
	must(t, to.store.AcquireEngine(t.Context(), "elsewhere", 1e9))
	refused(t, genesis.CodeConflict, "an engine runs world main", func() error {
		_, err := to.restore(file,
			"")
		return err
	})
	nothing := newPlace(t, "main")
	refused(t, genesis.CodeNotFound, "no checkpoint", func() error {
		_, err := backup.Write(t.Context(), nothing.settings, nothing.store, filepath.Join(t.TempDir(), "x"), quiet())
		return err
	})
	nothing.redis.Close()
	refused(t, genesis.CodeUnavailable, "GENESIS_REDIS_URL", func() error {
		_, err := backup.Write(t.Context(), nothing.settings, nothing.store, filepath.Join(t.TempDir(), "x"), quiet())
		return err
	})
}

// edited unpacks a backup, changes its members and packs it again.
func edited(t *testing.T, whole []byte, each func(name string, data []byte) (string, []byte)) []byte {
	t.Helper()
	zip, err := gzip.NewReader(bytes.NewReader(whole))
	must(t, err)
	var out bytes.Buffer
	packed := gzip.NewWriter(&out)
	from, to := tar.NewReader(zip), tar.NewWriter(packed)
	for {
		header, err := from.Next()
		if err == io.EOF {
			break
		}
		must(t, err)
		data, err := io.ReadAll(from)
		must(t, err)
		header.Name, data = each(header.Name, data)
		header.Size = int64(len(data))
		must(t, to.WriteHeader(header))
		_, err = to.Write(data)
		must(t, err)
	}
	must(t, to.Close())
	must(t, packed.Close())
	return out.Bytes()
}

func refused(t *testing.T, code genesis.Code, say string, f func() error) {
	t.Helper()
	if err := f(); genesis.CodeOf(err) != code || !strings.Contains(err.Error(), say) {
		t.Errorf("%v, want code %s and %q", err, code, say)
	}
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o755))
	must(t, os.WriteFile(path, data, 0o644))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
