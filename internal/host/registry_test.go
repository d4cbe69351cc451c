package host

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/redistest"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// listed returns the file that Redis holds for a trait, "" for none.
func listed(t *testing.T, store *redisstore.Store, name string) (version int64, file string) {
	t.Helper()
	version, files, err := store.Registry(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return version, files[name]
}

// TestTheNewestVersionIsListed: during the canary of version 2, the name stands for version 2, whoever writes the
// mirror and when: at the change, after doctor dropped the mirror, in an emptied Redis, and after a restart.
func TestTheNewestVersionIsListed(t *testing.T) {
	redis, dir := redistest.Server(t, t.TempDir()), t.TempDir()
	const v1, v2 = "mutations/trait_spinner_v1.go", "mutations/trait_spinner_v2.go"
	r := startOn(t, dir, redis.Options().Addr)
	awaitListed := func(when, file string) {
		t.Helper()
		r.await(when+" lists "+file, func() bool { _, got := listed(t, r.store, "spinner"); return got == file })
	}
	r.do(command.Load{Name: "spinner", Version: 1, Source: spinner, Heritable: true, MutationID: "mut_spinner_v1"})
	awaitListed("the first load", v1)
	canary := command.Load{
		Name: "spinner", Version: 2, Source: spinner + "\n", Adoption: 0.5, MutationID: "mut_spinner_v2",
	}
	generation := r.do(canary).Generation
	awaitListed("the canary", v2)
	if err := r.store.DropMarker(t.Context(), redisstore.OwnerEngine); err != nil {
		t.Fatal(err)
	}
	r.await("the mirror to be written again", func() bool {
		there, err := r.store.HasMarker(t.Context(), redisstore.OwnerEngine)
		return err == nil && there
	})
	if got, file := listed(t, r.store, "spinner"); file != v2 || got != generation {
		t.Errorf("written again it lists %s at generation %d, not %d", file, got, generation)
	}
	if err := redis.FlushAll(t.Context()).Err(); err != nil {
		t.Fatal(err)
	}
	awaitListed("the emptied Redis", v2)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	stale := map[string]string{"spinner": v1}
	if err := r.store.WriteRegistry(t.Context(), generation, stale); err != nil {
		t.Fatal(err)
	}
	r = startOn(t, dir, redis.Options().Addr)
	awaitListed("the restart", v2)
	r.do(command.Unload{Trait: canary.Ref()})
	awaitListed("the canary that failed", v1)
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}

// TestAStepFindsItsOwnChangeListed: when a step of a cycle returns, Redis has its change, although the loop's sink
// writes the mirror too.
func TestAStepFindsItsOwnChangeListed(t *testing.T) {
	redis := redistest.Server(t, t.TempDir())
	store, err := redisstore.Open(t.Context(), "redis://"+redis.Options().Addr+"/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	h := &Host{log: quiet(), store: store, settings: config.Settings{World: "main"}}
	h.pub = newPublisher(store, "main", quiet())
	if h.kept, err = openCheckpoints(t.TempDir(), quiet()); err != nil {
		t.Fatal(err)
	}
	e := engine.New(engine.NewParams(), 1, h.engineOptions())
	h.loop = engine.NewLoop(e, engine.LoopOptions{Sink: h.pub})
	ctx, cancel := context.WithCancel(t.Context())
	loop, sink := make(chan error, 1), make(chan error, 1)
	go func() { loop <- h.loop.Run(ctx) }()
	go func() { sink <- h.publish(ctx) }()
	// A world at full speed executes commands at the beginning of a tick and notifies its sink at the end.
	if _, err := engine.Do(ctx, h.loop, "", command.Speed{Factor: 0}); err != nil {
		t.Fatal(err)
	}
	for version := 1; version <= 20; version++ {
		load := command.Load{Name: "spinner", Version: version, Source: spinner, Heritable: true}
		done, err := engine.Do(ctx, h.loop, "", load)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.mirrorRegistry(ctx); err != nil {
			t.Fatal(err)
		}
		if got, file := listed(t, store, "spinner"); got != done.Generation ||
			file != genesis.MutationPath("main", load.Name, version) {
			t.Fatalf("at generation %d version %d is loaded, %s at %d is listed", done.Generation, version, file, got)
		}
	}
	cancel()
	if ran, wrote := <-loop, <-sink; !errors.Is(ran, context.Canceled) || !errors.Is(wrote, context.Canceled) {
		t.Errorf("the loop ended with %v, its sink with %v", ran, wrote)
	}
}

func TestHeavyRegistryIsTold(t *testing.T) {
	var out bytes.Buffer
	h := &Host{settings: config.Settings{RegistryAlertMB: 1}, log: slog.New(slog.NewTextHandler(&out, nil))}
	for _, held := range []uint64{1000, 2 << 20, 3 << 20, 1<<20 - 1000, 500 << 10} {
		h.watchRegistry(held)
	}
	if said := out.String(); strings.Count(said, "GENESIS_REGISTRY_ALERT_MB") != 1 ||
		strings.Count(said, "less memory") != 1 {
		t.Errorf("said %s", said)
	}
}
