package host

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// rig is a host in a folder, with its own Redis and without Temporal.
type rig struct {
	t     *testing.T
	dir   string
	redis *miniredis.Miniredis
	store *redisstore.Store
	done  chan error // what Run returned
	stop  func() error
}

func start(t *testing.T, dir string, env ...string) *rig {
	t.Helper()
	redis := miniredis.RunT(t)
	r := startOn(t, dir, redis.Addr(), env...)
	r.redis = redis
	return r
}

// startOn starts a host that uses an existing Redis.
func startOn(t *testing.T, dir, redis string, env ...string) *rig {
	t.Helper()
	r := &rig{t: t, dir: dir}
	url := "redis://" + redis + "/0"
	env = append(env, "GENESIS_MUTATIONS_DIR="+filepath.Join(dir, "mutations"), "GENESIS_REDIS_URL="+url,
		"GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1", "GENESIS_DATA_DIR="+dir)
	s, err := config.Load(env, "")
	if err != nil {
		t.Fatal(err)
	}
	if r.store, err = redisstore.Open(t.Context(), url, s.World); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.store.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	r.done = make(chan error, 1)
	go func() { r.done <- Run(ctx, s, quiet()) }()
	r.stop = func() error { cancel(); return <-r.done }
	r.await("the world to tick", func() bool { return r.tick() > 0 })
	return r
}

func (r *rig) tick() uint64 {
	stats, alive, err := r.store.ReadStats(r.t.Context())
	if err != nil || !alive {
		return 0
	}
	return stats.Tick
}

func (r *rig) await(what string, is func() bool) {
	r.t.Helper()
	for range 500 {
		if is() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	r.t.Fatalf("10 s were not enough for %s", what)
}

func (r *rig) do(p command.Payload) command.Reply {
	r.t.Helper()
	return r.doAs("", p)
}

func (r *rig) doAs(id string, p command.Payload) command.Reply {
	r.t.Helper()
	for range 5 {
		reply, err := r.store.SendCommand(r.t.Context(), command.Command{ID: id, Payload: p})
		if err == nil {
			return reply
		}
		if genesis.CodeOf(err) != genesis.CodeUnavailable { // it may not listen yet
			r.t.Fatal(err)
		}
	}
	r.t.Fatalf("the engine takes no command")
	return command.Reply{}
}

func (r *rig) param(name string) float64 {
	params, err := r.store.Params(r.t.Context())
	if err != nil {
		return 0
	}
	return params[name]
}

func TestStopAndStartGoOnWithTheSameWorld(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir)
	r.await("the mirror", func() bool { return r.param("temperature") == 20 })
	r.do(command.SetParam{Name: "temperature", Value: 31})
	r.do(command.Scatter{Count: 5})
	before := r.tick()
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, dir, "GENESIS_SEED=99")
	r.await("the changed temperature", func() bool { return r.param("temperature") == 31 })
	if after := r.tick(); after < before {
		t.Errorf("stopped at tick %d, went on at %d", before, after)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// A copy of the files taken while the process runs is exactly what a killed process would leave.
func TestAKilledEngineLosesNoCommand(t *testing.T) {
	r := start(t, t.TempDir())
	r.do(command.Checkpoint{})
	reply := r.do(command.SetParam{Name: "resource_spawn_rate", Value: 0.2})
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(r.dir)); err != nil {
		t.Fatal(err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	r = start(t, dir)
	r.await("the changed growth", func() bool { return r.param("resource_spawn_rate") == 0.2 })
	if tick := r.tick(); tick < reply.Tick {
		t.Errorf("the command took effect at tick %d, the world went on at %d", reply.Tick, tick)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedCheckpointFallsBack(t *testing.T) {
	r := start(t, t.TempDir())
	first := r.do(command.Checkpoint{})
	r.do(command.SetParam{Name: "temperature", Value: 31})
	r.await("time to pass", func() bool { return r.tick() > first.Tick })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, says string
		damage     func([]byte) []byte
	}{
		{"bit flipped", "its hash does not fit", func(b []byte) []byte { b[len(b)/2] ^= 1; return b }},
		{"truncated", "its hash does not fit", func(b []byte) []byte { return b[:len(b)/2] }},
		{"empty", "it was cut off", func([]byte) []byte { return nil }},
		{"other version", "it has version 99", func(b []byte) []byte { b[8] = 99; return b }},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(r.dir)); err != nil {
				t.Fatal(err)
			}
			files, err := filepath.Glob(filepath.Join(dir, "worlds", "main", "*.genesis"))
			if err != nil || len(files) < 2 {
				t.Fatal(files, err)
			}
			newest := files[len(files)-1]
			data, err := os.ReadFile(newest)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(newest, c.damage(data), 0o644); err != nil {
				t.Fatal(err)
			}
			var said bytes.Buffer
			s := settingsOf(t, dir)
			h := Host{settings: s, log: slog.New(slog.NewTextHandler(&said, nil))}
			if h.kept, err = openCheckpoints(WorldDir(s), h.log); err != nil {
				t.Fatal(err)
			}
			if h.journal, err = openJournal(WorldDir(s), h.log); err != nil {
				t.Fatal(err)
			}
			defer h.journal.close()
			world, err := h.restore(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			defer world.Close()
			if world.Now() < first.Tick || world.Param("temperature") != 31 {
				t.Errorf("the world goes on at %d with %g degrees", world.Now(), world.Param("temperature"))
			}
			if _, err := os.Stat(newest + ".refused"); err != nil {
				t.Error("the damaged checkpoint was not put aside:", err)
			}
			if text := said.String(); !strings.Contains(text, filepath.Base(newest)) || !strings.Contains(text, c.says) {
				t.Errorf("said %s", text)
			}
		})
	}
}

func TestSoftRestart(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, "GENESIS_SOFT_RESTART_MUTATION_THRESHOLD=1")
	announced := r.redis.NewSubscriber()
	defer announced.Close()
	announced.Subscribe("ch:system:shutdown")
	told := make(chan string, 1)
	go func() {
		for m := range announced.Messages() {
			told <- m.Message
		}
	}()
	r.do(command.Load{Name: "spinner", Version: 1, Source: spinner})
	if err := <-r.done; err != nil {
		t.Fatalf("a soft restart ends with %v", err)
	}
	var event genesis.SystemShutdown
	if err := json.Unmarshal([]byte(<-told), &event); err != nil || event.Reason != "soft restart" {
		t.Fatalf("announced %+v, %v", event, err)
	}
	data, err := r.store.Checkpoint(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	saved, err := engine.Restore(data, engine.Options{Lenient: true})
	if err != nil || saved.Now() != event.Tick {
		t.Fatalf("ws:restart_checkpoint: %v", err)
	}
	saved.Close()
	begun := time.Now()
	r = start(t, dir)
	if tick, took := r.tick(), time.Since(begun); tick < event.Tick || tick > event.Tick+500 {
		t.Errorf("it was at tick %d and went on at %d after %s", event.Tick, tick, took)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestASecondEngineIsRefused(t *testing.T) {
	r := start(t, t.TempDir())
	s, err := config.Load([]string{"GENESIS_REDIS_URL=redis://" + r.redis.Addr(), "GENESIS_DATA_DIR=" + t.TempDir(),
		"GENESIS_MUTATIONS_DIR=" + t.TempDir()}, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), s, quiet()); genesis.CodeOf(err) != genesis.CodeConflict {
		t.Errorf("a second engine for the world: %v", err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestTheWorldRunsOnWithoutRedis(t *testing.T) {
	r := start(t, t.TempDir())
	r.redis.SetError("LOADING Redis is away")
	before := r.tick()
	time.Sleep(300 * time.Millisecond)
	r.redis.SetError("")
	r.await("the mirror to come back", func() bool { return r.tick() > before+10 })
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

func TestAPausedWorldIsAlive(t *testing.T) {
	r := start(t, t.TempDir())
	r.do(command.Pause{})
	r.redis.FastForward(time.Minute) // expires everything that is not written again from now on
	r.await("the paused world to show", func() bool {
		stats, alive, err := r.store.ReadStats(t.Context())
		return err == nil && alive && stats.Paused
	})
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// Without Redis there is no lease; only the lock on the folder keeps a second engine out.
func TestTwoEnginesNeverShareAFolder(t *testing.T) {
	r := start(t, t.TempDir())
	s, err := config.Load([]string{
		"GENESIS_REDIS_URL=redis://127.0.0.1:1", "GENESIS_DATA_DIR=" + r.dir, "GENESIS_MUTATIONS_DIR=" + t.TempDir(),
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), s, quiet()); genesis.CodeOf(err) != genesis.CodeConflict {
		t.Errorf("a second engine in the folder: %v", err)
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// An engine that was suspended while another one took over its world must not overwrite the other's work.
func TestASupersededEngineWritesNothing(t *testing.T) {
	r := start(t, t.TempDir())
	if err := r.redis.Set("engine:lease", "somebody-else"); err != nil {
		t.Fatal(err)
	}
	r.await("the engine to notice", func() bool { return len(r.done) > 0 })
	if err := r.stop(); genesis.CodeOf(err) != genesis.CodeConflict {
		t.Errorf("ended with %v", err)
	}
	if r.redis.Exists("ws:restart_checkpoint") {
		t.Error("it saved its world over the other one's")
	}
}

func TestMutationsThatCanNotBeSavedStopTheStart(t *testing.T) {
	file := filepath.Join(t.TempDir(), "mutations")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	redis := miniredis.RunT(t)
	s, err := config.Load([]string{
		"GENESIS_REDIS_URL=redis://" + redis.Addr(), "GENESIS_DATA_DIR=" + t.TempDir(), "GENESIS_MUTATIONS_DIR=" + file,
	}, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := Run(t.Context(), s, quiet()); genesis.CodeOf(err) != genesis.CodeInvalid {
		t.Errorf("started with a file for a folder: %v", err)
	}
}

func TestATripAfterTheCycleReachesTheRecord(t *testing.T) {
	redis := miniredis.RunT(t)
	store, err := redisstore.Open(t.Context(), "redis://"+redis.Addr(), "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	m := genesis.Mutation{ID: "mut_hasty_v1", TraitName: "hasty", Version: 1, Status: genesis.StatusApplied}
	if err := store.SaveMutation(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	trip := engine.Trip{Name: "hasty", Version: 1, MutationID: m.ID, Reason: "90 of 100 runs faulted"}
	if err := newPublisher(store, "main", quiet()).rolledBack(t.Context(), trip); err != nil {
		t.Fatal(err)
	}
	got, err := store.Mutation(t.Context(), m.ID)
	if err != nil || got.Status != genesis.StatusRolledBack || got.Error != trip.Reason {
		t.Errorf("%+v, %v", got, err)
	}
}
