package worker_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"go.temporal.io/api/enums/v1"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// slowness is how much longer each call to Temporal takes. The cycle passes with five seconds as well, and takes six
// minutes then.
const slowness = 2 * time.Second

// TestASlowTemporalRepeatsNoStep runs a cycle whose worker and engine need seconds for each call to Temporal. No step
// may be interrupted, and none done more often than it was asked for.
func TestASlowTemporalRepeatsNoStep(t *testing.T) {
	t.Parallel()
	redis, temporal := realRedis(t), realTemporal(t)
	s := newStackAt(t, redis.address, temporaltest.Slow(t, temporal.address, slowness))
	answer := s.model.code
	s.model.code = func(ctx context.Context, n int) string {
		time.Sleep(4 * slowness) // some heartbeats
		return answer(ctx, n)
	}
	var mu sync.Mutex
	taken := map[string]int{}
	s.before.f = func(step string, attempt int32) {
		mu.Lock()
		defer mu.Unlock()
		if taken[step]++; attempt > 1 {
			t.Errorf("attempt %d at %s", attempt, step)
		}
	}
	s.work()
	near := s.settings
	near.TemporalAddress = temporal.address
	person, err := supervisor.Dial(t.Context(), near)
	if err != nil {
		t.Fatal(err)
	}
	defer person.Close()
	var id string
	eventually(t, "the trigger is answered", 2*time.Minute, func() bool {
		id, err = person.Trigger(t.Context(), s.settings.World, "k", genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	var c genesis.Cycle
	eventually(t, id+" ends", 10*time.Minute, func() bool {
		c, err = s.store.Cycle(t.Context(), id)
		return err == nil && c.Outcome != ""
	})
	if c.Outcome != genesis.OutcomeApplied {
		t.Errorf("%s: %s", c.Outcome, c.Reason)
	}
	asked := map[string]int{}
	for events := person.Temporal().GetWorkflowHistory(t.Context(), id, "", false,
		enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT); events.HasNext(); {
		e, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		switch e.EventType {
		case enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			asked[e.GetActivityTaskScheduledEventAttributes().ActivityType.Name]++
		case enums.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT, enums.EVENT_TYPE_ACTIVITY_TASK_FAILED:
			t.Errorf("event %d: %v", e.EventId, e.EventType)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	for step, times := range asked {
		if taken[step] != times && step != genesis.ActRecord && step != genesis.ActTell { // others take these as well
			t.Errorf("%s was asked for %d times and taken %d times", step, times, taken[step])
		}
	}
	if asked[genesis.ActTrial] == 0 || asked[genesis.ActCode] != 1 {
		t.Errorf("asked for: %v", asked)
	}
}
