package worker_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// The tests in this file use the buttons of the Temporal UI through the same API calls. The table in docs/operating.md
// has the same rows.

// tasks lists the points to which a workflow can be reset.
func (s *stack) tasks(id, run string) (points []int64) {
	s.t.Helper()
	events := s.supervisor.Temporal().GetWorkflowHistory(s.t.Context(), id, run, false,
		enums.HISTORY_EVENT_FILTER_TYPE_ALL_EVENT)
	for events.HasNext() {
		e, err := events.Next()
		if err != nil {
			s.t.Fatal(err)
		}
		if e.GetEventType() == enums.EVENT_TYPE_WORKFLOW_TASK_COMPLETED {
			points = append(points, e.GetEventId())
		}
	}
	return points
}

// reset uses the Reset button and returns the new run.
func (s *stack) reset(id, run string, point int64) string {
	s.t.Helper()
	r, err := s.supervisor.Temporal().WorkflowService().ResetWorkflowExecution(
		s.t.Context(),
		&workflowservice.ResetWorkflowExecutionRequest{
			Namespace: "default", WorkflowExecution: &common.WorkflowExecution{WorkflowId: id, RunId: run}, Reason: "by hand",
			WorkflowTaskFinishEventId: point, RequestId: uuid.NewString(),
			//nolint:staticcheck // what Temporal's UI of today still sends
			ResetReapplyType: enums.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
		},
	)
	if err != nil {
		s.t.Fatal(err)
	}
	return r.GetRunId()
}

func (s *stack) runOf(id string) string {
	s.t.Helper()
	d, err := s.supervisor.Temporal().DescribeWorkflowExecution(s.t.Context(), id, "")
	if err != nil {
		s.t.Fatal(err)
	}
	return d.GetWorkflowExecutionInfo().GetExecution().GetRunId()
}

// endsSaying waits for a run to end, and expects it to fail with the given words.
func (s *stack) endsSaying(id, run, words string) {
	s.t.Helper()
	done := make(chan error, 1)
	go func() { done <- s.supervisor.Temporal().GetWorkflow(s.t.Context(), id, run).Get(s.t.Context(), nil) }()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), words) {
			s.t.Errorf("%s ended with %v; want %q", id, err, words)
		}
	case <-time.After(40 * time.Second):
		s.t.Errorf("%s has not ended", id)
	}
}

// accepts waits until the supervisor accepts a trigger, and ends its cycle.
func (s *stack) accepts(key, want string) {
	s.t.Helper()
	var id string
	eventually(s.t, "the supervisor takes the next trigger", 40*time.Second, func() (ok bool) {
		var err error
		id, err = s.supervisor.Trigger(s.t.Context(), s.settings.World, key,
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		return err == nil
	})
	if id != want {
		s.t.Errorf("the next cycle is %s, want %s", id, want)
	}
	s.stopped(id)
}

func (s *stack) ended(id string) (c genesis.Cycle) {
	s.t.Helper()
	eventually(s.t, id+" ends", 60*time.Second, func() bool {
		var err error
		c, err = s.store.Cycle(s.t.Context(), id)
		return err == nil && c.Outcome != ""
	})
	return c
}

// TestResetOfAFinishedCycle resets an applied cycle to each kind of point while another cycle runs.
func TestResetOfAFinishedCycle(t *testing.T) {
	s := newStack(t)
	s.work()
	first := s.trigger("first")
	before, err := s.end(first, 90*time.Second)
	if err != nil || before.Outcome != genesis.OutcomeApplied {
		t.Fatalf("%s: %s, %v", before.Outcome, before.Reason, err)
	}
	hang := make(chan struct{})
	s.model.hold(hang)
	eventually(t, "the supervisor has seen the end", 20*time.Second, func() bool {
		state, err := s.supervisor.State(t.Context(), s.settings.World)
		return err == nil && state.Running == ""
	})
	second := s.trigger("second") // it waits for its model while the first is reset
	s.stage(second, genesis.StagePlan)
	run := s.runOf(first)
	points := s.tasks(first, run)
	for _, point := range []int64{points[0], points[len(points)/2], points[len(points)-2], points[len(points)-1]} {
		s.endsSaying(first, s.reset(first, run, point), "genesis rerun "+first)
	}
	after, err := s.store.Cycle(t.Context(), first)
	if err != nil || after.Outcome != genesis.OutcomeApplied || after.Reason != before.Reason ||
		!after.EndedAt.Equal(*before.EndedAt) {
		t.Errorf("its record has changed: %+v, %v", after, err)
	}
	if m, err := s.store.Mutation(t.Context(), before.MutationIDs[0]); err != nil || m.Status != genesis.StatusApplied {
		t.Errorf("its mutation is %s, %v", m.Status, err)
	}
	if current, err := s.store.CurrentCycle(t.Context()); current != second || err != nil {
		t.Errorf("the running cycle is %q, %v", current, err)
	}
	if e, err := s.supervisor.Ending(t.Context(), first); err != nil || e.Outcome != genesis.OutcomeApplied {
		t.Errorf("Temporal says of it %+v, %v", e, err)
	}
	close(hang)
	if c := s.ended(second); c.Outcome == genesis.OutcomeFailed {
		t.Errorf("the running cycle ended %s: %s", c.Outcome, c.Reason)
	}
}

// TestResetInTheCanary resets a running cycle. Its change must be undone, and the supervisor must go on.
func TestResetInTheCanary(t *testing.T) {
	for name, pick := range map[string]func([]int64) int64{
		"to its start":     func(p []int64) int64 { return p[0] },
		"to its last task": func(p []int64) int64 { return p[len(p)-1] },
	} {
		t.Run(name, func(t *testing.T) {
			s := newStack(t)
			s.long()
			s.work()
			id := s.trigger("k")
			s.stage(id, genesis.StageCanary)
			run := s.runOf(id)
			s.endsSaying(id, s.reset(id, run, pick(s.tasks(id, run))), "genesis rerun "+id)
			if c := s.ended(id); c.Outcome != genesis.OutcomeFailed {
				t.Errorf("its record says %s: %s", c.Outcome, c.Reason)
			}
			eventually(t, "its trait is out", 30*time.Second, func() bool { return len(s.loaded()) == 0 })
			s.accepts("next", genesis.CycleID(s.settings.World, 2))
		})
	}
}

// TestTerminateInTheTrial terminates a cycle before it has changed the world. Its record must end and say so.
func TestTerminateInTheTrial(t *testing.T) {
	s := newStack(t)
	s.settings.TrialTicks = 50_000
	s.supervisor = s.dial()
	s.work()
	id := s.trigger("k")
	s.stage(id, genesis.StageTrial)
	if err := s.supervisor.Temporal().TerminateWorkflow(t.Context(), id, "", "by hand"); err != nil {
		t.Fatal(err)
	}
	if c := s.ended(id); c.Outcome != genesis.OutcomeFailed || !strings.Contains(c.Reason, "terminated") {
		t.Errorf("%s: %s", c.Outcome, c.Reason)
	}
	s.accepts("next", genesis.CycleID(s.settings.World, 2))
}

// TestCancelButton requests the cancellation of a cycle in its canary, which must be undone.
func TestCancelButton(t *testing.T) {
	s := newStack(t)
	s.long()
	s.work()
	id := s.trigger("k")
	s.stage(id, genesis.StageCanary)
	if err := s.supervisor.Temporal().CancelWorkflow(t.Context(), id, ""); err != nil {
		t.Fatal(err)
	}
	if c := s.ended(id); c.Outcome != genesis.OutcomeCancelled || len(s.loaded()) != 0 {
		t.Errorf("%s: %s; loaded %v", c.Outcome, c.Reason, s.loaded())
	}
	s.accepts("next", genesis.CycleID(s.settings.World, 2))
}

// TestSupervisorButtons terminates, cancels and resets the supervisor, with a cycle in its canary and without any. Two
// cycles must never run at once, and no number may be used twice.
func TestSupervisorButtons(t *testing.T) {
	press := map[string]func(s *stack, id string){
		"terminate": func(s *stack, id string) {
			if err := s.supervisor.Temporal().TerminateWorkflow(s.t.Context(), id, "", "by hand"); err != nil {
				s.t.Fatal(err)
			}
		},
		"cancel": func(s *stack, id string) {
			if err := s.supervisor.Temporal().CancelWorkflow(s.t.Context(), id, ""); err != nil {
				s.t.Fatal(err)
			}
		},
		"reset to its start":     func(s *stack, id string) { s.reset(id, s.runOf(id), s.tasks(id, "")[0]) },
		"reset to its last task": func(s *stack, id string) { p := s.tasks(id, ""); s.reset(id, s.runOf(id), p[len(p)-1]) },
	}
	for name, act := range press {
		t.Run(name+" in a canary", func(t *testing.T) {
			s := newStack(t)
			s.long()
			s.work()
			id := s.trigger("k")
			s.stage(id, genesis.StageCanary)
			act(s, genesis.SupervisorID(s.settings.World))
			_, err := s.supervisor.Trigger(t.Context(), s.settings.World, "at once",
				genesis.EvolutionTrigger{Origin: genesis.OriginUser})
			t.Logf("a trigger at once: %v", err)
			eventually(t, "one cycle runs or ends", 20*time.Second, func() bool {
				open, err := s.supervisor.OpenCycles(t.Context(), s.settings.World)
				return err == nil && len(open) <= 1
			})
			if c, err := s.store.Cycle(t.Context(), id); err == nil && c.Outcome == "" {
				_ = s.supervisor.Cancel(t.Context(), id, genesis.Cancellation{By: "ann"})
			}
			c := s.ended(id)
			t.Logf("%s ended %s: %s", id, c.Outcome, c.Reason)
			eventually(t, "its trait is out", 30*time.Second, func() bool {
				for _, l := range s.loaded() {
					if l.MutationID == c.MutationIDs[0] {
						return false
					}
				}
				return true
			})
			s.nextIs(2)
		})
		t.Run(name+" at rest", func(t *testing.T) {
			s := newStack(t)
			s.work()
			s.refusedCycle("a")
			s.refusedCycle("b")
			act(s, genesis.SupervisorID(s.settings.World))
			s.accepts("next", genesis.CycleID(s.settings.World, 3))
		})
	}
}

// nextIs cancels the running cycle and checks the next number: at least n, and never used before.
func (s *stack) nextIs(n int) {
	s.t.Helper()
	var id string
	eventually(s.t, "the supervisor takes the next trigger", 60*time.Second, func() (ok bool) {
		var err error
		id, err = s.supervisor.Trigger(s.t.Context(), s.settings.World, "next",
			genesis.EvolutionTrigger{Origin: genesis.OriginUser})
		if e := genesis.CodeOf(err); e == genesis.CodeConflict {
			_ = s.supervisor.Cancel(s.t.Context(), genesis.CycleID(s.settings.World, n), genesis.Cancellation{By: "test"})
		}
		return err == nil
	})
	if got, err := genesis.CycleNumber(id); err != nil || got < n {
		s.t.Errorf("the next cycle is %s, want number %d or later", id, n)
	}
	s.stopped(id)
}

// stopped cancels a cycle that may not have begun and waits for its end.
func (s *stack) stopped(id string) {
	s.t.Helper()
	eventually(s.t, id+" hears that it is cancelled", 40*time.Second, func() bool {
		return s.supervisor.Cancel(s.t.Context(), id, genesis.Cancellation{By: "test"}) == nil
	})
	s.ended(id)
}

// TestStartByHand starts each workflow as the command temporal workflow start can, with valid and with invalid input.
func TestStartByHand(t *testing.T) {
	s := newStack(t)
	s.work()
	first := s.refusedCycle("a")
	for name, test := range map[string]struct {
		id, kind, words string
		input           []any
	}{
		"a cycle": {genesis.CycleID(s.settings.World, 9), genesis.WorkflowCycle, "genesis trigger",
			[]any{genesis.CycleInput{World: s.settings.World, CycleID: genesis.CycleID(s.settings.World, 9)}}},
		"a cycle without input":     {"whatever-" + s.settings.World, genesis.WorkflowCycle, "genesis trigger", nil},
		"a cycle with another type": {"number-" + s.settings.World, genesis.WorkflowCycle, "", []any{7}},
		"the same cycle again": {first, genesis.WorkflowCycle, "genesis trigger",
			[]any{genesis.CycleInput{World: s.settings.World, CycleID: first}}},
		"a second supervisor": {"second-" + s.settings.World, genesis.WorkflowSupervisor, "genesis trigger",
			[]any{genesis.SupervisorInput{World: s.settings.World}}},
		"a supervisor without world": {"none-" + s.settings.World, genesis.WorkflowSupervisor, "genesis trigger", nil},
		"a migration without sense":  {"nobody-" + s.settings.World, genesis.WorkflowMigration, "genesis migrate", nil},
		"a migration by another name": {"move-" + s.settings.World, genesis.WorkflowMigration, "genesis migrate",
			[]any{genesis.MigrationInput{From: "a", To: "b", Molbot: "mol_000001"}}},
	} {
		t.Run(name, func(t *testing.T) {
			run, err := s.supervisor.Temporal().ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{
				ID: test.id, TaskQueue: genesis.QueueCycles,
			}, test.kind, test.input...)
			if err != nil {
				t.Fatal(err)
			}
			s.endsSaying(test.id, run.GetRunID(), test.words)
		})
	}
	if c, err := s.store.Cycle(t.Context(), first); err != nil || c.Outcome != genesis.OutcomeRejected {
		t.Errorf("the record of the first cycle: %s, %v", c.Outcome, err)
	}
	s.accepts("next", genesis.CycleID(s.settings.World, 2))
}

// TestOddSignals sends a running cycle whatever the form of the UI can send. The cycle must go on and receive later
// signals.
func TestOddSignals(t *testing.T) {
	s := newStack(t)
	s.long()
	s.work()
	id := s.trigger("k")
	s.stage(id, genesis.StageCanary)
	for _, words := range []any{7, []string{"no"}, strings.Repeat("x", 300<<10), nil, map[string]any{"text": 3}} {
		for _, signal := range []string{genesis.SignalHint, genesis.SignalApprove, "nonsense"} {
			if err := s.supervisor.Temporal().SignalWorkflow(t.Context(), id, "", signal, words); err != nil {
				t.Fatal(err)
			}
		}
	}
	if c, err := s.store.Cycle(t.Context(), id); err != nil || c.Outcome != "" {
		t.Fatalf("%s: %s, %v", c.Outcome, c.Reason, err)
	}
	if err := s.supervisor.Temporal().SignalWorkflow(t.Context(), id, "", genesis.SignalVeto, strings.Repeat("no ",
		100<<10)); err != nil {
		t.Fatal(err)
	}
	if c := s.ended(id); c.Outcome != genesis.OutcomeVetoed || len(c.Reason) > 2000 || len(s.loaded()) != 0 {
		t.Errorf("%s: %.200s", c.Outcome, c.Reason)
	}
}

// TestCancelWhileKeepIsRetried: a person cancels after the engine has kept the trait but before its record can be
// written. In the end, the world and the records must agree.
func TestCancelWhileKeepIsRetried(t *testing.T) {
	s := newStack(t)
	kept := make(chan struct{}, 100)
	s.before.f = func(step string, attempt int32) {
		if step == genesis.ActKeep {
			if attempt == 1 {
				s.redis.SetError("LOADING Redis is loading the dataset in memory")
			}
			kept <- struct{}{}
		}
	}
	s.work()
	id := s.trigger("k")
	<-kept
	<-kept
	if err := s.supervisor.Cancel(t.Context(), id, genesis.Cancellation{By: "ann"}); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Second) // the cancellation is in progress
	s.redis.SetError("")
	c := s.ended(id)
	m, err := s.store.Mutation(t.Context(), c.MutationIDs[0])
	if err != nil {
		t.Fatal(err)
	}
	in := false
	if err := s.loop.Inspect(t.Context(), func(e *engine.Engine) {
		for _, l := range e.Registry().Traits {
			in = in || l.MutationID == m.ID
		}
	}); err != nil {
		t.Fatal(err)
	}
	applied := c.Outcome == genesis.OutcomeApplied
	if applied != in || applied != (m.Status == genesis.StatusApplied) ||
		!applied && c.Outcome != genesis.OutcomeCancelled {
		t.Errorf("the cycle is %s, its mutation %s, in the world: %v", c.Outcome, m.Status, in)
	}
}
