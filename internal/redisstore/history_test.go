package redisstore_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

func TestHistoriesAreArchived(t *testing.T) {
	servers(t, func(t *testing.T, s *server) {
		ctx, store, client := t.Context(), open(t, s, "main"), raw(t, s)
		now := time.Now()
		for n := 1; n <= 4; n++ {
			c := genesis.Cycle{ID: genesis.CycleID("main", n), Stage: genesis.StageDone, Outcome: genesis.OutcomeApplied,
				StartedAt: now}
			if n == 3 {
				c.Stage, c.Outcome = genesis.StageTrial, "" // still running
			}
			must(t, store.SaveCycle(ctx, c))
		}
		want := bytes.Repeat([]byte(`{"events":[]}`), 1000)
		must(t, store.SaveHistory(ctx, "cycle-main-000002", want))
		got, err := store.History(ctx, "cycle-main-000002")
		must(t, err)
		same(t, string(got), string(want))
		if n := client.StrLen(ctx, "evo:history:cycle-main-000002").Val(); n > int64(len(want)/10) {
			t.Errorf("%d bytes are kept of %d that repeat themselves", n, len(want))
		}
		missing, err := store.Unarchived(ctx, 10)
		must(t, err)
		same(t, missing, []string{"cycle-main-000004", "cycle-main-000001"})
		missing, err = store.Unarchived(ctx, 1)
		must(t, err)
		same(t, missing, []string{"cycle-main-000004"})

		_, err = store.History(ctx, "cycle-main-000001")
		wantCode(t, err, genesis.CodeNotFound)
		for n := 10_001; n <= 13_000; n++ {
			client.ZAdd(ctx, "evo:cycles", redis.Z{Score: float64(n), Member: genesis.CycleID("main", n)})
		}
		must(t, store.SaveHistory(ctx, genesis.CycleID("main", 13_000), want))
		_, err = store.History(ctx, "cycle-main-000002") // too old by now
		wantCode(t, err, genesis.CodeNotFound)
		_, err = store.History(ctx, "../x")
		wantCode(t, err, genesis.CodeInvalid)
		wantCode(t, store.SaveHistory(ctx, "../x", nil), genesis.CodeInvalid)
		client.Set(ctx, "evo:history:cycle-main-000001", "no gzip", 0)
		_, err = store.History(ctx, "cycle-main-000001")
		wantCode(t, err, genesis.CodeInternal)
	})
}
