package worker_test

import (
	"bufio"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// flush deletes all data in a real Redis.
func flush(t *testing.T, redis *server) {
	t.Helper()
	c, err := net.Dial("tcp", redis.address)
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Close() // the reply has been read
	if _, err := c.Write([]byte("FLUSHALL\r\n")); err != nil {
		t.Error(err)
	}
	if answer, err := bufio.NewReader(c).ReadString('\n'); err != nil || answer != "+OK\r\n" {
		t.Errorf("FLUSHALL: %q, %v", answer, err)
	}
}

// TestAnEmptiedRedisEndsNoCycle empties a real Redis at the start of each step, so that the step finds no earlier data.
// The cycle must be applied once, and the record of its mutation must be complete.
func TestAnEmptiedRedisEndsNoCycle(t *testing.T) {
	t.Parallel()
	redis, temporal := realRedis(t), realTemporal(t)
	s := newStackAt(t, redis.address, temporal.address)
	s.model.awaken = func() {} // the world stands still until the canary, so all its forks are the same
	awaken := sync.OnceFunc(func() { s.tell(command.Resume{}) })
	flushed := &sync.Map{}
	s.before.f = func(step string, _ int32) {
		if step == genesis.ActLoad {
			awaken()
		}
		if _, was := flushed.LoadOrStore(step, true); !was {
			flush(t, redis)
		}
	}
	s.work()
	var id string
	eventually(t, "the trigger is answered", time.Minute, func() (ok bool) {
		var err error
		id, err = s.supervisor.Trigger(t.Context(), s.settings.World, "k",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	var c genesis.Cycle
	eventually(t, id+" ends", 8*time.Minute, func() (ended bool) {
		var err error
		c, err = s.store.Cycle(t.Context(), id)
		return err == nil && c.Outcome != ""
	})
	if c.Outcome != genesis.OutcomeApplied || len(c.MutationIDs) != 1 || len(s.loaded()) != 1 {
		t.Fatalf("%s: %s; mutations %v, loaded %v", c.Outcome, c.Reason, c.MutationIDs, s.loaded())
	}
	for _, step := range []string{
		genesis.ActObserve, genesis.ActPlan, genesis.ActCode, genesis.ActVet, genesis.ActTrial, genesis.ActSave,
		genesis.ActLoad, genesis.ActCanary, genesis.ActKeep, genesis.ActRecord,
	} {
		if _, was := flushed.Load(step); !was {
			t.Errorf("Redis was not emptied before %s", step)
		}
	}
	m, err := s.store.Mutation(t.Context(), c.MutationIDs[0])
	if err != nil || m.CycleID != id || m.Status != genesis.StatusApplied || m.Kept == "" || m.CanonicalHash == "" {
		t.Errorf("the record %+v, %v", m, err)
	}
	if _, err := s.store.Blob(t.Context(), genesis.Ref{SHA256: m.Hash}); err != nil {
		t.Error(err)
	}
	feed, err := s.store.FeedPage(t.Context(), "", 500)
	if err != nil || !slices.ContainsFunc(feed, func(m redisstore.FeedEntry) bool { return m.Action == "made_again" }) {
		t.Errorf("the feed does not say what was lost: %v, %v", feed, err)
	}
}
