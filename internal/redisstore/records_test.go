package redisstore_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

func TestCycleRecords(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		ended := time.Date(2026, 2, 16, 14, 33, 0, 0, time.UTC)
		want := genesis.Cycle{
			ID: "cycle-main-000002", World: "main", Stage: genesis.StageDone, Outcome: genesis.OutcomeApplied, Model: "synth",
			Trigger: genesis.EvolutionTrigger{TriggerID: "t1", ProblemType: genesis.ProblemManual,
				AffectedEntities: []string{}},
			Plan:        &genesis.EvolutionPlan{PlanID: "p1", ActionType: genesis.ActionNewTrait, Description: "eat, then rest"},
			MutationIDs: []string{"mut_graze_v1"}, Attempts: 2, StartedAt: ended.Add(-time.Minute), EndedAt: &ended,
			TemporalURL: "http://127.0.0.1:8233/x", Reason: "it helped",
		}
		must(t, store.SaveCycle(ctx, want))
		got, err := store.Cycle(ctx, want.ID)
		must(t, err)
		same(t, got, want)
		hash := client.HGetAll(ctx, "evo:cycle:cycle-main-000002").Val()
		same(t, hash["outcome"], "applied")
		same(t, hash["ended_at"], "2026-02-16T14:33:00Z")
		same(t, hash["mutation_ids"], `["mut_graze_v1"]`)

		running := genesis.Cycle{ID: want.ID, Stage: genesis.StagePlan, StartedAt: ended}
		must(t, store.SaveCycle(ctx, running))
		same(t, client.HExists(ctx, "evo:cycle:cycle-main-000002", "outcome").Val(), false)

		must(t, store.QueueCycle(ctx, genesis.Cycle{ID: want.ID, Stage: genesis.StageQueued, MutationIDs: []string{}}))
		got, err = store.Cycle(ctx, want.ID)
		must(t, err)
		same(t, got.Stage, genesis.StagePlan) // what the cycle has written stays
		queued := genesis.Cycle{ID: "cycle-main-000003", Stage: genesis.StageQueued, MutationIDs: []string{},
			StartedAt: ended}
		must(t, store.QueueCycle(ctx, queued))
		got, err = store.Cycle(ctx, queued.ID)
		must(t, err)
		same(t, got, queued)

		_, err = store.Cycle(ctx, "cycle-main-000099")
		wantCode(t, err, genesis.CodeNotFound)
		_, err = store.Cycle(ctx, "current")
		wantCode(t, err, genesis.CodeInvalid)
		wantCode(t, store.SaveCycle(ctx, genesis.Cycle{ID: "../x"}), genesis.CodeInvalid)

		must(t, store.SetCurrentCycle(ctx, want.ID))
		current, err := store.CurrentCycle(ctx)
		must(t, err)
		same(t, current, want.ID)
		must(t, store.SetCurrentCycle(ctx, ""))
		current, err = store.CurrentCycle(ctx)
		must(t, err)
		same(t, current, "")
	})
}

func TestCyclesArePaged(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store := t.Context(), open(t, s, "main")
		for n := range 5 {
			must(t, store.SaveCycle(ctx, genesis.Cycle{ID: genesis.CycleID("main", n+999_998), StartedAt: time.Now()}))
		}
		var seen []string
		for cursor, pages := "", 0; ; pages++ {
			page, next, err := store.Cycles(ctx, 2, cursor)
			must(t, err)
			for _, c := range page {
				seen = append(seen, c.ID)
			}
			if cursor = next; cursor == "" {
				same(t, pages, 2)
				break
			}
		}
		same(t, seen, []string{
			"cycle-main-1000002", "cycle-main-1000001", "cycle-main-1000000", "cycle-main-999999", "cycle-main-999998",
		})
		for _, cursor := range []string{"x", "-1", "1e3", "+inf", "(5", "99999999999999999999"} {
			_, _, err := store.Cycles(ctx, 2, cursor)
			wantCode(t, err, genesis.CodeInvalid)
		}
	})
}

func TestPlansAndTriggersExpire(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		trigger := genesis.EvolutionTrigger{TriggerID: "t1", ProblemType: genesis.ProblemStarvation,
			Severity:         genesis.SeverityHigh,
			AffectedEntities: []string{"mol_000001"}, SuggestedArea: "traits", SnapshotKey: "ws:snapshot:300"}
		plan := genesis.EvolutionPlan{PlanID: "p1", TriggerID: "t1", ActionType: genesis.ActionAdjustParams,
			Params: map[string]float64{"friction": 0.5}}
		must(t, store.SaveTrigger(ctx, trigger))
		must(t, store.SavePlan(ctx, plan))
		gotTrigger, err := store.Trigger(ctx, "t1")
		must(t, err)
		same(t, gotTrigger, trigger)
		gotPlan, err := store.Plan(ctx, "p1")
		must(t, err)
		same(t, gotPlan, plan)
		for _, key := range []string{"evo:trigger:t1", "evo:plan:p1"} {
			if ttl := client.TTL(ctx, key).Val(); ttl <= 9*time.Minute || ttl > 10*time.Minute {
				t.Fatalf("TTL of %s is %v, want 10 min", key, ttl)
			}
		}
		_, err = store.Plan(ctx, "p2")
		wantCode(t, err, genesis.CodeNotFound)
	})
}

func TestMutations(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		version, err := store.NextVersion(ctx, "graze")
		must(t, err)
		same(t, version, 1)
		at := time.Date(2026, 2, 16, 14, 32, 0, 0, time.UTC)
		m := genesis.Mutation{ID: "mut_graze_v1", TraitName: "graze", Version: 1, Status: genesis.StatusCanary, Hash: "aa",
			FilePath: "mutations/trait_graze_v1.go", CanonicalHash: "c1", Score: 1.5, CreatedAt: at}
		must(t, store.SaveMutation(ctx, m))
		twin := m
		twin.ID, twin.Version, twin.Status = "mut_graze_v2", 2, genesis.StatusFailed
		must(t, store.SaveMutation(ctx, twin))
		m.Status, m.AppliedAt = genesis.StatusApplied, &at
		must(t, store.SaveMutation(ctx, m))

		got, err := store.Mutation(ctx, m.ID)
		must(t, err)
		same(t, got, m)
		hash := client.HGetAll(ctx, "evo:mutation:mut_graze_v1").Val()
		same(t, []string{hash["status"], hash["file_path"], hash["hash"]},
			[]string{"applied", "mutations/trait_graze_v1.go", "aa"})
		first, err := store.MutationByHash(ctx, "c1")
		must(t, err)
		same(t, first.ID, m.ID)
		_, err = store.MutationByHash(ctx, "c2")
		wantCode(t, err, genesis.CodeNotFound)
		version, err = store.NextVersion(ctx, "graze")
		must(t, err)
		same(t, version, 3)
		for status, want := range map[genesis.MutationStatus][]string{
			"": {"mut_graze_v2", "mut_graze_v1"}, genesis.StatusApplied: {"mut_graze_v1"},
			genesis.StatusCanary: nil, genesis.StatusFailed: {"mut_graze_v2"},
		} {
			list, _, err := store.Mutations(ctx, status, 10, "")
			must(t, err)
			var ids []string
			for _, m := range list {
				ids = append(ids, m.ID)
			}
			same(t, ids, want)
		}
		_, _, err = store.Mutations(ctx, "loved", 10, "")
		wantCode(t, err, genesis.CodeInvalid)
		wantCode(t, store.SaveMutation(ctx, genesis.Mutation{ID: "mut_graze_v1", Status: "loved"}), genesis.CodeInvalid)
		_, err = store.Mutation(ctx, "mut_../x_v1")
		wantCode(t, err, genesis.CodeInvalid)
	})
}

func TestBlobs(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		sum := sha256.Sum256([]byte("package x"))
		key := "blob:" + hex.EncodeToString(sum[:])
		ref, err := store.PutBlob(ctx, []byte("package x"), time.Minute)
		must(t, err)
		same(t, ref, genesis.Ref{SHA256: hex.EncodeToString(sum[:]), Size: 9})
		for _, ttl := range []time.Duration{time.Hour, time.Minute} { // the longer time wins
			_, err = store.PutBlob(ctx, []byte("package x"), ttl)
			must(t, err)
			if left := client.TTL(ctx, key).Val(); left <= 59*time.Minute {
				t.Fatalf("TTL %v, want an hour", left)
			}
		}
		for _, ttl := range []time.Duration{0, time.Minute} { // no expiry wins over any
			_, err = store.PutBlob(ctx, []byte("package x"), ttl)
			must(t, err)
			same(t, client.TTL(ctx, key).Val(), time.Duration(-1))
		}
		data, err := store.Blob(ctx, ref)
		must(t, err)
		same(t, string(data), "package x")
		must(t, client.Set(ctx, key, "package y", 0).Err())
		_, err = store.Blob(ctx, ref)
		wantCode(t, err, genesis.CodeInternal)
		must(t, client.Del(ctx, key).Err())
		_, err = store.Blob(ctx, ref)
		wantCode(t, err, genesis.CodeNotFound)
		_, err = store.Blob(ctx, genesis.Ref{SHA256: "../etc"})
		wantCode(t, err, genesis.CodeInvalid)
		_, err = store.PutBlob(ctx, make([]byte, 64<<20+1), 0)
		wantCode(t, err, genesis.CodeTooLarge)
	})
}

func TestCheckpointModelAndLease(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store := t.Context(), open(t, s, "main")
		_, err := store.Checkpoint(ctx)
		wantCode(t, err, genesis.CodeNotFound)
		must(t, store.PutCheckpoint(ctx, []byte{0, 1, 255}))
		data, err := store.Checkpoint(ctx)
		must(t, err)
		same(t, data, []byte{0, 1, 255})

		must(t, store.AcquireEngine(ctx, "boot1", time.Second))
		must(t, store.RenewEngine(ctx, "boot1", time.Second))
		wantCode(t, store.AcquireEngine(ctx, "boot2", time.Second), genesis.CodeConflict)
		must(t, open(t, s, "alpha").AcquireEngine(ctx, "boot3", time.Second))
		must(t, store.ReleaseEngine(ctx, "boot2"))
		wantCode(t, store.AcquireEngine(ctx, "boot2", time.Second), genesis.CodeConflict)
		figures := func() bool { _, alive, err := store.ReadStats(ctx); must(t, err); return alive }
		must(t, store.WriteStats(ctx, genesis.LoopStats{Tick: 7, BootID: "boot1"}))
		must(t, store.RenewEngine(ctx, "boot1", time.Second))
		same(t, figures(), true)
		must(t, store.ReleaseEngine(ctx, "boot1"))
		same(t, figures(), false) // not those of an engine that has stopped
		must(t, store.AcquireEngine(ctx, "boot2", time.Second))
		must(t, store.WriteStats(ctx, genesis.LoopStats{Tick: 8, BootID: "boot2"}))
		s.pass(1100 * time.Millisecond)
		must(t, store.AcquireEngine(ctx, "boot1", time.Second))
		same(t, figures(), false) // nor of one that was killed

		watched, err := store.HasViewers(ctx)
		must(t, err)
		same(t, watched, false)
		must(t, store.RenewViewLease(ctx))
		watched, err = store.HasViewers(ctx)
		must(t, err)
		same(t, watched, true)
	})
}
