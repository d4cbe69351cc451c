package host

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
)

// TestAKeyOfTheWorldThatSomebodyWroteIsMended overwrites each key of a running world in a real Redis with another type,
// or with 60 MB. Readers must get an error that names the key. Within seconds the engine must have restored the
// contents, and the earlier records must be back in their lists.
func TestAKeyOfTheWorldThatSomebodyWroteIsMended(t *testing.T) {
	r := redistest.Server(t, t.TempDir(), "--save", "")
	dir, said := t.TempDir(), &said{}
	s, err := config.Load([]string{"GENESIS_DATA_DIR=" + dir, "GENESIS_MUTATIONS_DIR=" + filepath.Join(dir, "mutations"),
		"GENESIS_REDIS_URL=redis://" + r.Options().Addr + "/0", "GENESIS_TEMPORAL_ADDRESS=127.0.0.1:1"}, "")
	if err != nil {
		t.Fatal(err)
	}
	store, err := redisstore.Open(t.Context(), s.RedisURL, s.World)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, s, slog.New(slog.NewTextHandler(said, nil))) }()
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("the engine ended with %v", err)
		}
	}()
	g := &rig{t: t}
	g.await("the world to be mirrored", func() bool { return r.Exists(t.Context(), "ws:params", "ent:index").Val() == 2 })
	for n, name := range []string{"first", "second", "third"} {
		m := genesis.Mutation{ID: genesis.MutationID(name, 1), TraitName: name, Version: 1, Status: genesis.StatusRetired,
			CanonicalHash: name, CreatedAt: time.Unix(int64(n), 0).UTC()}
		if err := store.SaveMutation(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if err := store.SaveCycle(t.Context(), genesis.Cycle{ID: genesis.CycleID(s.World, n+1),
			Outcome: genesis.OutcomeRejected}); err != nil {
			t.Fatal(err)
		}
	}
	whole := func() (err error) {
		params, noParams := store.Params(t.Context())
		_, _, noRegistry := store.Registry(t.Context())
		stats, alive, noStats := store.ReadStats(t.Context())
		_, noCounters := store.Counters(t.Context())
		_, noFeed := store.FeedPage(t.Context(), "", 10)
		_, noModel := store.ReadModel(t.Context())
		_, noList := store.Checkpoints(t.Context())
		mutations, _, noMutations := store.Mutations(t.Context(), "", 10, "")
		cycles, _, noCycles := store.Cycles(t.Context(), 10, "")
		known, noHash := store.MutationByHash(t.Context(), "second")
		for _, failed := range []error{noParams, noRegistry, noStats, noCounters, noFeed, noModel, noList, noMutations,
			noCycles, noHash} {
			if failed != nil {
				return failed
			}
		}
		if len(params) < 5 || len(mutations) != 3 || mutations[0].TraitName != "third" || len(cycles) != 3 ||
			known.TraitName != "second" || alive && stats.Tick == 0 || !alive {
			return genesis.Errorf(genesis.CodeNotFound, "%d params, mutations %v, %d cycles, alive %v, tick %d",
				len(params), mutations, len(cycles), alive, stats.Tick)
		}
		return nil
	}
	g.await("all to be there", func() bool { return whole() == nil })
	big := strings.Repeat("x", 60<<20)
	keys := []string{"ws:tick", "ws:params", "ws:snapshots", "ws:telemetry", "meta:checkpoints", "ent:index", "ent:wanted",
		"meta:registry:traits", "meta:registry:version", "meta:engine", "meta:counters", "meta:model", "meta:marker",
		"cmd:engine", "feed:log", "evo:cycles", "evo:cycle:current", "evo:mutations", "evo:mutations:retired",
		"evo:mutations:seq", "evo:mutations:by_hash", "evo:trait_versions", "engine:lease", "meta:mirrored"}
	for how, spoil := range map[string]func(key string) error{
		"SET":   func(key string) error { return r.Set(t.Context(), key, "mine", 0).Err() },
		"LPUSH": func(key string) error { r.Del(t.Context(), key); return r.LPush(t.Context(), key, "mine").Err() },
		"60 MB": func(key string) error { return r.HSet(t.Context(), key, "mine", big).Err() },
	} {
		spoilt := keys
		if how == "60 MB" {
			spoilt = []string{"ws:params", "meta:counters", "meta:registry:traits"}
		}
		for _, key := range spoilt {
			if how == "SET" && (key == "engine:lease" || r.Type(t.Context(), key).Val() == "string") {
				continue // already of this type
			}
			if err := spoil(key); err != nil {
				t.Fatal(key, err)
			}
		}
		_, err := store.Params(t.Context())
		if err != nil && (genesis.CodeOf(err) != genesis.CodeUnavailable || !strings.Contains(err.Error(), "ws:params") ||
			!strings.Contains(err.Error(), "doctor --fix")) {
			t.Errorf("%s: whoever reads is told %v", how, err)
		}
		for n := 0; whole() != nil; n++ {
			if n == 1000 {
				t.Fatalf("not mended after %s: %v\n%.5000s", how, whole(), said)
			}
			time.Sleep(20 * time.Millisecond)
		}
		broken, err := store.FindBroken(t.Context())
		if err != nil || len(broken) > 0 {
			t.Errorf("after %s these are broken still: %v, %v", how, broken, err)
		}
		if !strings.Contains(said.String(), "key=ws:params") || strings.Contains(said.String(), "Redis takes nothing") {
			t.Errorf("the log:\n%.3000s", said)
		}
	}
	// A record is one key among many, so it is only found when somebody reads it.
	r.Set(t.Context(), "evo:cycle:"+genesis.CycleID(s.World, 2), "mine", 0)
	if _, err := store.Cycle(t.Context(), genesis.CycleID(s.World, 2)); genesis.MissingPart(err) != genesis.PartRedis {
		t.Errorf("a spoilt record: %v", err)
	}
	g.await("the list to go on without it", func() bool {
		cycles, _, err := store.Cycles(t.Context(), 10, "")
		return err == nil && len(cycles) == 2
	})
}
