package worker_test

import (
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestStartWhileRedisIsAway: the worker starts and takes steps while Redis is unavailable, and completes them once it
// is back.
func TestStartWhileRedisIsAway(t *testing.T) {
	s := newStack(t)
	s.redis.Close()
	s.work()
	trigger := func() (string, error) {
		return s.supervisor.Trigger(t.Context(), s.settings.World, "early",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
	}
	asked := make(chan struct{})
	go func() { defer close(asked); _, _ = trigger() }() // it waits for Redis; the test asks again below
	eventually(t, "the worker has tried a step", 50*time.Second, func() bool {
		w, err := s.supervisor.Temporal().DescribeWorkflowExecution(t.Context(), genesis.SupervisorID(s.settings.World), "")
		return err == nil && len(w.PendingActivities) == 1 && w.PendingActivities[0].Attempt > 1
	})
	if err := s.redis.Restart(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the model is known", 50*time.Second, func() bool {
		m, err := s.store.ReadModel(t.Context())
		return err == nil && m.Name == "scripted" && m.Provider == "ollama"
	})
	eventually(t, "the watcher listens", 50*time.Second, func() bool {
		for _, listeners := range s.redis.PubSubNumSub(s.redis.PubSubChannels("*")...) {
			if listeners > 0 {
				return true
			}
		}
		return false
	})
	<-asked
	var id string
	eventually(t, "the trigger is answered", 50*time.Second, func() (ok bool) {
		var err error
		id, err = trigger()
		return err == nil
	})
	if c, err := s.end(id, 90*time.Second); err != nil || c.Outcome != genesis.OutcomeApplied {
		t.Errorf("the cycle that was asked for without Redis: %s %s (%v)", c.Outcome, c.Reason, err)
	}
}
