package worker_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestTerminatedCycleIsClearedUp terminates a cycle in its canary, as a person may in the Temporal UI. The cycle itself
// can then neither undo nor record anything.
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
	if err != nil || !strings.Contains(c.Reason, "terminated") || c.Plan == nil || len(c.MutationIDs) != 1 ||
		c.EndedAt == nil {
		t.Fatalf("record %+v, %v", c, err)
	}
	eventually(t, "the mutation's record says failed", 20*time.Second, func() bool {
		m, err := s.store.Mutation(t.Context(), c.MutationIDs[0])
		return err == nil && m.Status == genesis.StatusFailed
	})
	if current, err := s.store.CurrentCycle(t.Context()); current != "" || err != nil {
		t.Errorf("current cycle %q, %v", current, err)
	}
	eventually(t, "the supervisor takes the next trigger", 20*time.Second, func() bool {
		_, err := s.supervisor.Trigger(t.Context(), s.settings.World, "next",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
}

// TestTerminatedCycleGivesParametersBack terminates a cycle that has changed one parameter and is watching it.
// Meanwhile a person has changed another parameter, which must stay.
func TestTerminatedCycleGivesParametersBack(t *testing.T) {
	s := newStack(t)
	s.model.plan = func(int) string {
		return `{"action_type":"adjust_params","trait_name":"","description":"warm it up","params":{"temperature":21,"friction":0.9}}`
	}
	s.long()
	s.work()
	was := s.param("temperature")
	id := s.trigger("terminated")
	s.stage(id, genesis.StageCanary)
	if _, err := engine.Do(t.Context(), s.loop, "", command.SetParam{Name: "friction", Value: 0.8}); err != nil {
		t.Fatal(err)
	}
	if s.param("temperature") != 21 {
		t.Fatalf("temperature %g in the canary", s.param("temperature"))
	}
	if err := s.supervisor.Temporal().TerminateWorkflow(t.Context(), id, "", "by hand"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the temperature is as before", 20*time.Second, func() bool { return s.param("temperature") == was })
	if now := s.param("friction"); now != 0.8 {
		t.Errorf("friction %g, though a person set 0.8", now)
	}
}

func (s *stack) param(name string) (value float64) {
	s.t.Helper()
	if err := s.loop.Inspect(s.t.Context(), func(e *engine.Engine) { value = e.Param(name) }); err != nil {
		s.t.Fatal(err)
	}
	return value
}

// TestAPauseOutlivesItsSupervisor pauses evolution and then terminates or cancels the supervisor. The next one, which
// starts without state, must start no cycle and say so.
func TestAPauseOutlivesItsSupervisor(t *testing.T) {
	for name, end := range map[string]func(s *stack, id string) error{
		"terminated": func(s *stack, id string) error {
			return s.supervisor.Temporal().TerminateWorkflow(t.Context(), id, "", "by hand")
		},
		"cancelled": func(s *stack, id string) error {
			return s.supervisor.Temporal().CancelWorkflow(t.Context(), id, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t)
			s.work()
			world := s.settings.World
			pause := genesis.PauseRequest{By: "ann", Reason: "holiday"}
			if err := s.supervisor.PauseEvolution(t.Context(), world, pause); err != nil {
				t.Fatal(err)
			}
			if err := end(s, genesis.SupervisorID(world)); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the supervisor has ended", 20*time.Second, func() bool {
				_, err := s.supervisor.State(t.Context(), world)
				return genesis.CodeOf(err) == genesis.CodeNotFound
			})
			_, err := s.request("k", genesis.EvolutionTrigger{Origin: genesis.OriginWatcher})
			if genesis.CodeOf(err) != genesis.CodeConflict || !strings.Contains(err.Error(), "holiday") {
				t.Errorf("the next trigger: %v", err)
			}
			eventually(t, "the feed says so", 20*time.Second, func() bool {
				feed, err := s.store.FeedPage(t.Context(), "", 10)
				return err == nil && slices.ContainsFunc(feed, func(e redisstore.FeedEntry) bool {
					return strings.Contains(e.Message, "still paused")
				})
			})
			if err := s.supervisor.ResumeEvolution(t.Context(), world, genesis.PauseRequest{By: "ann"}); err != nil {
				t.Fatal(err)
			}
			s.accepts("l", genesis.CycleID(world, 1))
		})
	}
}
