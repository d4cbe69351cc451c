package worker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// TestTerminatedCycleIsClearedUp terminates a cycle in its canary, as a person may in the Temporal UI: it can neither
// undo nor record anything itself any more.
func TestTerminatedCycleIsClearedUp(t *testing.T) {
	s := newStack(t)
	s.long()
	s.work()
	id := s.trigger("terminated")
	s.stage(id, genesis.StageCanary)
	if err := s.supervisor.Temporal().TerminateWorkflow(t.Context(), id, "", "by hand"); err != nil {
		t.Fatal(err)
	}
	eventually(t, id+" is closed and taken out", 20*time.Second, func() bool {
		c, err := s.store.Cycle(t.Context(), id)
		return err == nil && c.Outcome == genesis.OutcomeFailed && len(s.loaded()) == 0
	})
	c, err := s.store.Cycle(t.Context(), id)
	if err != nil || !strings.Contains(c.Reason, "terminated") || c.Plan == nil || len(c.MutationIDs) != 1 || c.EndedAt == nil {
		t.Fatalf("record %+v, %v", c, err)
	}
	eventually(t, "the mutation's record says failed", 5*time.Second, func() bool {
		m, err := s.store.Mutation(t.Context(), c.MutationIDs[0])
		return err == nil && m.Status == genesis.StatusFailed
	})
	if current, err := s.store.CurrentCycle(t.Context()); current != "" || err != nil {
		t.Errorf("current cycle %q, %v", current, err)
	}
	eventually(t, "the supervisor takes the next trigger", 5*time.Second, func() bool {
		_, err := s.supervisor.Trigger(t.Context(), s.settings.World, "next", genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
}
