package worker_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"testing"
	"time"

	common "go.temporal.io/api/common/v1"
	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/worker"
)

// TestHistoriesAreArchived: the history of each finished cycle can be replayed without Temporal. A missing history is
// archived after the next cycle.
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

// TestAHistoryThatCannotBeDecryptedIsArchived sends a cycle a message for which nobody here has the key. Its history is
// archived with the message still encrypted, and so are the histories of other cycles.
func TestAHistoryThatCannotBeDecryptedIsArchived(t *testing.T) {
	s := newStack(t)
	first := genesis.CycleID(s.settings.World, 1)
	code := s.model.code
	s.model.code = func(ctx context.Context, n int) string {
		if err := s.supervisor.Temporal().SignalWorkflow(ctx, first, "", genesis.SignalHint, converter.NewRawValue(
			&common.Payload{Metadata: map[string][]byte{converter.MetadataEncoding: []byte("binary/encrypted")},
				Data: []byte(`"x"`)})); err != nil {
			t.Error(err)
		}
		return code(ctx, n)
	}
	s.work()
	if id := s.trigger("a"); id != first {
		t.Fatalf("the first cycle is %s, want %s", id, first)
	}
	if c, err := s.end(first, time.Minute); err != nil {
		t.Fatalf("%s: %v", c.Outcome, err)
	}
	s.archived(first)
	second := s.refusedCycle("b")
	s.replayArchived(first)
	s.replayArchived(second)
	kept, err := s.store.History(t.Context(), first)
	if err != nil || !bytes.Contains(kept, []byte(base64.StdEncoding.EncodeToString([]byte("binary/encrypted")))) {
		t.Errorf("the archive of %s lacks the message: %v", first, err)
	}
	if _, err := s.supervisor.History(t.Context(), first); err != nil {
		t.Errorf("the timeline of %s: %v", first, err)
	}
}

// refusedCycle runs a cycle that vet ends and waits until its history is archived.
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
	s.archived(id)
	return id
}

// archived waits until the history of a cycle, and of every other one, is archived.
func (s *stack) archived(id string) {
	s.t.Helper()
	eventually(s.t, id+" is archived", 20*time.Second, func() bool {
		missing, err := s.store.Unarchived(s.t.Context(), 10)
		return err == nil && len(missing) == 0
	})
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
