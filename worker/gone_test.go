package worker_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestTemporalsDatabaseIsDeleted deletes Temporal's database in the middle of a canary without restarting the worker.
// The worker must prepare the namespace again, the lost cycle must be closed and its trait unloaded, and the next cycle
// must be applied under the next number.
func TestTemporalsDatabaseIsDeleted(t *testing.T) {
	t.Parallel()
	redis, temporal := realRedis(t), realTemporal(t)
	s := newStackAt(t, redis.address, temporal.address)
	s.long()
	s.work()
	id := s.trigger("k")
	s.stage(id, genesis.StageCanary)
	temporal.kill()
	file := temporal.args[len(temporal.args)-3] // the argument before the dynamic configuration
	if !strings.HasSuffix(file, "temporal.db") {
		t.Fatal(file)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(file + suffix)
	}
	temporal.start()
	temporal.await()
	var c genesis.Cycle
	eventually(t, "the lost cycle is closed", 3*time.Minute, func() bool {
		var err error
		c, err = s.store.Cycle(t.Context(), id)
		return err == nil && c.Outcome != ""
	})
	if c.Outcome != genesis.OutcomeFailed || !strings.Contains(c.Reason, "Temporal no longer has it") {
		t.Errorf("%s: %s", c.Outcome, c.Reason)
	}
	eventually(t, "its trait is out", time.Minute, func() bool { return len(s.loaded()) == 0 })
	if missing, err := s.supervisor.MissingAttributes(context.WithoutCancel(t.Context())); err != nil || len(missing) > 0 {
		t.Errorf("missing attributes %v, %v", missing, err)
	}
	s.settings.CanaryTicks = 300
	s.supervisor = s.dial()
	var next string
	eventually(t, "the next trigger is taken", time.Minute, func() (ok bool) {
		var err error
		next, err = s.supervisor.Trigger(t.Context(), s.settings.World, "next",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	if got := s.ended(next); next != genesis.CycleID(s.settings.World, 2) || got.Outcome == genesis.OutcomeFailed {
		t.Errorf("%s: %s, %s", next, got.Outcome, got.Reason)
	}
}
