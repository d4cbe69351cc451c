package redisstore_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// raw is a plain client, which sees what any other program would see.
func raw(t testing.TB, s *server) *redis.Client {
	options, err := redis.ParseURL(s.url)
	if err != nil {
		t.Fatal(err)
	}
	c := redis.NewClient(options)
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func same(t testing.TB, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("(-want +got)\n%s", diff)
	}
}

func wantCode(t testing.TB, err error, code genesis.Code) {
	t.Helper()
	if genesis.CodeOf(err) != code {
		t.Fatalf("got %v, want an error of code %s", err, code)
	}
}

func seedMolbot() genesis.Entity {
	return genesis.Entity{
		ID: "mol_00a3f1", X: 450.2349, Y: 312.77, Energy: 78.5, MaxEnergy: 100, Age: 1842, Generation: 3, DNAHash: "a3f1c9",
		Traits: []string{"thermal_vision_v2", "energy_absorb_v1"}, State: "alive", ParentID: "mol_009b12", BornAtTick: 50200,
		Color: "#FF8C42", Radius: 6.2, Genes: map[string]float64{"speed": 1.25},
	}
}

func TestEntityHashIsTheSeeds(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		must(t, store.WriteEntities(ctx, []genesis.Entity{seedMolbot()}))
		same(t, client.HGetAll(ctx, "ent:mol_00a3f1").Val(), map[string]string{
			"x": "450.23", "y": "312.77", "energy": "78.5", "max_energy": "100", "age": "1842", "generation": "3",
			"dna_hash": "a3f1c9", "traits": "thermal_vision_v2,energy_absorb_v1", "state": "alive", "parent_id": "mol_009b12",
			"born_at_tick": "50200", "color": "#FF8C42", "radius": "6.2", "deactivated_traits": "", "genes": `{"speed":1.25}`,
		})
		same(t, client.SMembers(ctx, "ent:index").Val(), []string{"mol_00a3f1"})
		same(t, client.SMembers(ctx, "ent:spatial:4:3").Val(), []string{"mol_00a3f1"})
		got, err := store.Entity(ctx, "mol_00a3f1")
		must(t, err)
		want := seedMolbot()
		want.X, want.Deactivated = 450.23, []string{}
		same(t, got, want)
		_, err = store.Entity(ctx, "mol_00a3f2")
		wantCode(t, err, genesis.CodeNotFound)
		_, err = store.Entity(ctx, "index")
		wantCode(t, err, genesis.CodeInvalid)
	})
}

func TestEntitiesThatDieOrMoveLeaveNothingBehind(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		a, b := seedMolbot(), seedMolbot()
		b.ID = "mol_000002"
		must(t, store.WriteEntities(ctx, []genesis.Entity{a, b}))
		a.X, a.Traits = 950, []string{"graze_v1"}
		must(t, store.WriteEntities(ctx, []genesis.Entity{a}))
		same(t, keysLike(t, client, "ent:*"), []string{"ent:index", "ent:mol_00a3f1", "ent:spatial:9:3"})
		same(t, client.HGet(ctx, "ent:mol_00a3f1", "traits").Val(), "graze_v1")
		must(t, client.FlushAll(ctx).Err())
		must(t, store.WriteEntities(ctx, []genesis.Entity{a}))
		same(t, client.HGet(ctx, "ent:mol_00a3f1", "dna_hash").Val(), "a3f1c9")

		c := seedMolbot()
		c.ID, c.Y = "mol_000003", -1
		next := open(t, s, "main") // the engine after a restart
		must(t, next.WriteEntities(ctx, []genesis.Entity{c}))
		same(t, keysLike(t, client, "ent:*"), []string{"ent:index", "ent:mol_000003", "ent:spatial:4:-1"})
	})
}

func keysLike(t testing.TB, c *redis.Client, pattern string) []string {
	keys, err := c.Keys(t.Context(), pattern).Result()
	must(t, err)
	slices.Sort(keys)
	return keys
}

func TestSnapshotIsTheSeedsAndExpires(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		snap := genesis.Snapshot{
			Tick: 90300, Timestamp: "2026-02-16T14:32:01Z", EntityCount: 237, AvgEnergy: 54.2, BirthsLastPeriod: 12,
			DeathsLastPeriod: 8, DeathStarvation: 5, DeathAge: 2, DeathCollision: 1, ResourceDensity: 0.032, TraitDiversity: 7,
			DominantTrait: "energy_absorb_v1", Temperature: 20, Traits: []genesis.TraitCensus{{Name: "energy_absorb",
				Version: 1}},
		}
		key, err := store.WriteSnapshot(ctx, snap)
		must(t, err)
		same(t, key, "ws:snapshot:90300")
		fields := client.HGetAll(ctx, key).Val()
		for field, want := range map[string]string{
			"tick": "90300", "timestamp": "2026-02-16T14:32:01Z", "entity_count": "237", "avg_energy": "54.2",
			"births_last_period": "12", "deaths_last_period": "8", "death_starvation": "5", "death_age": "2",
			"death_collision": "1", "resource_density": "0.032", "trait_diversity": "7",
			"dominant_trait": "energy_absorb_v1", "temperature": "20",
		} {
			same(t, fields[field], want)
		}
		same(t, client.HExists(ctx, key, "detail").Val(), false) // each figure is written once
		if ttl := client.TTL(ctx, key).Val(); ttl <= 4*time.Minute || ttl > 5*time.Minute {
			t.Fatalf("TTL %v, want 5 min", ttl)
		}
		got, err := store.SnapshotByKey(ctx, key)
		must(t, err)
		same(t, got, snap)
		snap.Tick = 90600
		_, err = store.WriteSnapshot(ctx, snap)
		must(t, err)
		all, err := store.Snapshots(ctx, 10)
		must(t, err)
		same(t, []uint64{all[0].Tick, all[1].Tick}, []uint64{90600, 90300})
		must(t, client.Del(ctx, key).Err()) // as its expiry would
		_, err = store.Snapshot(ctx, 90300)
		wantCode(t, err, genesis.CodeNotFound)
		all, err = store.Snapshots(ctx, 10)
		must(t, err)
		same(t, len(all), 1)
	})
}

func TestWorldStateOfTwoWorlds(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, client := t.Context(), raw(t, s)
		for _, world := range []string{"main", "alpha"} {
			store := open(t, s, world)
			_, err := store.Tick(ctx)
			wantCode(t, err, genesis.CodeNotFound)
			must(t, store.WriteTick(ctx, uint64(len(world))))
			must(t, store.WriteParams(ctx, map[string]float64{"friction": 0.85, "max_entities": 500}))
			must(t, store.WriteRegistry(ctx, 3, map[string]string{"graze": "mutations/trait_graze_v1.go"}))
			params, err := store.Params(ctx)
			must(t, err)
			same(t, params, map[string]float64{"friction": 0.85, "max_entities": 500})
			version, files, err := store.Registry(ctx)
			must(t, err)
			same(t, version, int64(3))
			same(t, files, map[string]string{"graze": "mutations/trait_graze_v1.go"})
		}
		same(t, client.Get(ctx, "ws:tick").Val(), "4")
		same(t, client.Get(ctx, "alpha:ws:tick").Val(), "5")
		same(t, client.HGetAll(ctx, "ws:params").Val(), map[string]string{"friction": "0.85", "max_entities": "500"})
		same(t, client.Get(ctx, "meta:registry:version").Val(), "3")
		same(t, client.HGet(ctx, "alpha:meta:registry:traits", "graze").Val(), "mutations/trait_graze_v1.go")
	})
}

func TestStatsVanishWithTheEngine(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store := t.Context(), open(t, s, "main")
		_, alive, err := store.ReadStats(ctx)
		must(t, err)
		same(t, alive, false)
		want := genesis.LoopStats{Tick: 9, TargetHz: 62.5, Paused: true, BootID: "b1", MemoryBytes: 1 << 40}
		must(t, store.WriteStats(ctx, want))
		got, alive, err := store.ReadStats(ctx)
		must(t, err)
		same(t, alive, true)
		same(t, got, want)
		s.pass(3100 * time.Millisecond)
		_, alive, err = store.ReadStats(ctx)
		must(t, err)
		same(t, alive, false)
	})
}

// TestStatsSendWhatHasChanged writes figures repeatedly, as an engine does, and compares what is read with what was
// written.
func TestStatsSendWhatHasChanged(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		must(t, client.HSet(ctx, "meta:engine", "paused", "true", "of_another", "1").Err()) // left by an earlier engine
		for n := range 30 {
			want := genesis.LoopStats{Tick: uint64(n), TargetHz: 62.5, AchievedHz: 62.1234567, Paused: n%7 == 3, BootID: "b1"}
			switch n {
			case 5:
				must(t, client.Del(ctx, "meta:engine").Err())
			case 6:
				must(t, client.HSet(ctx, "meta:engine", "boot_id", "b2").Err()) // a wrong value in a constant field …
			}
			must(t, store.WriteStats(ctx, want))
			got, alive, err := store.ReadStats(ctx)
			must(t, err)
			want.AchievedHz = 62.123
			if n >= 6 && n < 10 { // … stays until the next full write
				want.BootID = "b2"
			}
			same(t, []any{n, alive, got}, []any{n, true, want})
			if client.TTL(ctx, "meta:engine").Val() <= time.Second {
				t.Fatal("the figures don't last")
			}
		}
		same(t, client.HExists(ctx, "meta:engine", "of_another").Val(), false)
	})
}

func TestRedisAwayIsUnavailableAndComesBack(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store := t.Context(), open(t, s, "main")
		e := seedMolbot()
		must(t, store.WriteEntities(ctx, []genesis.Entity{e}))
		s.stop()
		wantCode(t, store.WriteTick(ctx, 1), genesis.CodeUnavailable)
		wantCode(t, store.WriteEntities(ctx, []genesis.Entity{e}), genesis.CodeUnavailable)
		_, err := redisstore.Open(ctx, s.url, "main")
		wantCode(t, err, genesis.CodeUnavailable)
		s.start()
		eventually(t, "the store works again", func() bool { return store.WriteTick(ctx, 2) == nil })
		must(t, store.WriteEntities(ctx, []genesis.Entity{e}))
		_, err = store.Entity(ctx, e.ID)
		must(t, err)
	})
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct{ url, world string }{
		{"http://127.0.0.1/", "main"}, {"redis://127.0.0.1:x", "main"}, {"redis://127.0.0.1:6379", "Main:"},
	} {
		_, err := redisstore.Open(t.Context(), c.url, c.world)
		wantCode(t, err, genesis.CodeInvalid)
	}
	_, err := redisstore.Open(t.Context(), "redis://:secret@127.0.0.1:1/0", "main")
	wantCode(t, err, genesis.CodeUnavailable)
	if strings.Contains(err.Error(), "secret") {
		t.Fatalf("the error shows the password: %v", err)
	}
}

func BenchmarkWriteEntities(b *testing.B) {
	for _, n := range []int{500, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			store := open(b, installed(b), "main")
			all := make([]genesis.Entity, n)
			for i := range all {
				all[i] = seedMolbot()
				all[i].ID, all[i].X = genesis.MolbotID(uint64(i)), float64(i%2000)
			}
			for b.Loop() {
				for i := range all {
					all[i].X++
				}
				must(b, store.WriteEntities(context.Background(), all))
			}
		})
	}
}

// A reader of all molbots triggers a refresh of an old mirror and waits at most a second for it. If the engine does not
// write it, the next reader does not wait again.
func TestAnOldMirrorIsWrittenForWhoReadsIt(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, engine, client := t.Context(), open(t, s, "main"), open(t, s, "main"), raw(t, s)
		old := func() {
			must(t, client.Set(ctx, "meta:mirrored", time.Now().Add(-time.Minute).UnixMilli(), 0).Err())
		}
		read := func() (age, took time.Duration) {
			began := time.Now()
			age, err := store.FreshEntities(ctx)
			must(t, err)
			return age, time.Since(began)
		}
		if age, _ := read(); age != time.Hour {
			t.Errorf("a mirror without a time is %v old", age)
		}
		must(t, engine.WriteEntities(ctx, []genesis.Entity{seedMolbot()}))
		if age, _ := read(); age > redisstore.EntitiesFresh {
			t.Errorf("a mirror that was just written is %v old", age)
		}
		old()
		if age, took := read(); age < 50*time.Second || took > 500*time.Millisecond {
			t.Errorf("without an engine: %v old after %v", age, took)
		}
		must(t, engine.WriteStats(ctx, genesis.LoopStats{Tick: 1, BootID: "b"}))
		served := make(chan error, 1)
		go func() {
			for {
				if wanted, err := engine.RequestedEntities(ctx); err != nil || slices.Contains(wanted, redisstore.AllEntities) {
					served <- errors.Join(err, engine.WriteEntities(ctx, []genesis.Entity{seedMolbot()}))
					return
				}
			}
		}()
		if age, took := read(); age > redisstore.EntitiesFresh || took > 2*time.Second {
			t.Errorf("with an engine: %v old after %v", age, took)
		}
		must(t, <-served)
		old()
		if age, took := read(); age < 50*time.Second || took < time.Second {
			t.Errorf("with an engine that does not come: %v old after %v", age, took)
		}
		if age, took := read(); age < 50*time.Second || took > 500*time.Millisecond {
			t.Errorf("the second reader: %v old after %v", age, took)
		}
	})
}
