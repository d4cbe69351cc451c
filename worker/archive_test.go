package worker_test

import (
	"bytes"
	"io"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/worker"
)

// TestHistoriesAreArchived: each cycle's history can be replayed without Temporal once the cycle has ended. One that is
// missing is kept after the next cycle.
func TestHistoriesAreArchived(t *testing.T) {
	s := newStack(t)
	s.work()
	first := s.refusedCycle("a")
	s.replayArchived(first)
	s.redis.Del(s.settings.World + ":evo:history:" + first)
	second := s.refusedCycle("b")
	s.replayArchived(first)
	s.replayArchived(second)
}

// refusedCycle runs a cycle that vet ends, until its history is archived.
func (s *stack) refusedCycle(key string) string {
	s.t.Helper()
	source, err := s.store.PutBlob(s.t.Context(), []byte("no program at all"), time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	id, err := s.supervisor.TriggerSource(s.t.Context(), s.settings.World, key,
		genesis.EvolutionTrigger{Origin: genesis.OriginUser}, genesis.ByHand{Source: source, TraitName: "refused"})
	if err != nil {
		s.t.Fatal(err)
	}
	if c, err := s.end(id, 30*time.Second); err == nil || c.Outcome != genesis.OutcomeRejected {
		s.t.Fatalf("%s ended %s: %s, %v", id, c.Outcome, c.Reason, err)
	}
	eventually(s.t, id+" is archived", 20*time.Second, func() bool {
		missing, err := s.store.Unarchived(s.t.Context(), 10)
		return err == nil && len(missing) == 0
	})
	return id
}

func (s *stack) replayArchived(id string) {
	s.t.Helper()
	kept, err := s.store.History(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	h, err := supervisor.ReadHistory(bytes.NewReader(kept))
	if err != nil {
		s.t.Fatal(err)
	}
	if err := worker.Replay(h, io.Discard); err != nil {
		s.t.Errorf("%s: %v", id, err)
	}
}
