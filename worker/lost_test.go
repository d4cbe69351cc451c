package worker_test

import (
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestRecordsThatRedisLostAreWrittenAgain empties Redis after one cycle has ended and while another is in its canary.
// The worker must restore the writer of the traits, both records, and the name of the running cycle.
func TestRecordsThatRedisLostAreWrittenAgain(t *testing.T) {
	s := newStack(t)
	s.model.plan = func(n int) string { // only the second cycle writes a trait
		if n == 0 {
			return `{"action_type":"adjust_params","description":"more food","params":{"resource_spawn_rate":0.06}}`
		}
		return `{"action_type":"new_trait","trait_name":"seeker","description":"seek the nearest food"}`
	}
	short := s.working()
	first := s.trigger("one")
	before, err := s.end(first, 90*time.Second)
	if before.Outcome != genesis.OutcomeApplied && before.Outcome != genesis.OutcomeRejected {
		t.Fatalf("%s: %s (%v)", before.Outcome, before.Reason, err)
	}
	eventually(t, "the supervisor has seen the end", 20*time.Second, func() bool {
		state, err := s.supervisor.State(t.Context(), s.settings.World)
		return err == nil && state.Running == ""
	})
	short() // a cycle uses the settings of its worker
	s.long()
	s.work()
	second := s.trigger("two")
	s.stage(second, genesis.StageCanary)
	eventually(t, "Temporal lists both cycles", 20*time.Second, func() bool {
		n, err := s.supervisor.NewestCycle(t.Context(), s.settings.World)
		return err == nil && n == 2
	})
	s.redis.FlushAll()
	eventually(t, "the records are there again", 30*time.Second, func() bool {
		model, noModel := s.store.ReadModel(t.Context())
		one, noOne := s.store.Cycle(t.Context(), first)
		two, noTwo := s.store.Cycle(t.Context(), second)
		current, noCurrent := s.store.CurrentCycle(t.Context())
		return noModel == nil && noOne == nil && noTwo == nil && noCurrent == nil && model.Name != "" && current == second &&
			one.Outcome == before.Outcome && one.Reason == before.Reason && one.Plan != nil && two.Outcome == "" &&
			two.Stage == genesis.StageCanary
	})
}
