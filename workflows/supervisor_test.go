package workflows

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// answer is the result of an update.
type answer struct {
	cycle string
	err   error
}

func (a *answer) callbacks() *testsuite.TestUpdateCallback {
	return &testsuite.TestUpdateCallback{
		OnAccept: func() {},
		OnReject: func(err error) { a.err = err },
		OnComplete: func(v any, err error) {
			if a.err = err; err == nil {
				a.cycle = v.(genesis.TriggerReply).CycleID
			}
		},
	}
}

func ask(env *testsuite.TestWorkflowEnvironment, after time.Duration, key string, origin genesis.Origin) *answer {
	a := &answer{}
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(genesis.UpdateTrigger, key, a.callbacks(), genesis.TriggerRequest{
			Trigger: genesis.EvolutionTrigger{Origin: origin}, Policy: testInput().Policy,
		})
	}, after)
	return a
}

func failure(t *testing.T, a *answer) *temporal.ApplicationError {
	t.Helper()
	e, ok := errors.AsType[*temporal.ApplicationError](a.err)
	if !ok {
		t.Fatalf("answered %q, %v; want an application error", a.cycle, a.err)
	}
	return e
}

// supervise runs a supervisor whose cycles take a minute each, until it is cancelled.
func supervise(t *testing.T, until time.Duration, in genesis.SupervisorInput,
	triggers func(*testsuite.TestWorkflowEnvironment)) (*testsuite.TestWorkflowEnvironment, *[]string) {
	t.Helper()
	env := environment(t, goodSteps())
	started := &[]string{}
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(
		func(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
			*started = append(*started, in.CycleID)
			return genesis.CycleResult{}, workflow.Sleep(ctx, time.Minute)
		})
	triggers(env)
	env.RegisterDelayedCallback(env.CancelWorkflow, until)
	env.ExecuteWorkflow(EvolutionSupervisor, in)
	return env, started
}

func TestSupervisorRunsOneCycleAtATime(t *testing.T) {
	var first, same, second, third *answer
	_, started := supervise(
		t,
		5*time.Minute,
		genesis.SupervisorInput{World: "main"},
		func(env *testsuite.TestWorkflowEnvironment) {
			first = ask(env, time.Second, "a", genesis.OriginUser)
			same = ask(env, 2*time.Second, "a2", genesis.OriginUser)
			second = ask(env, 90*time.Second, "b", genesis.OriginUser) // the cooldown does not bind people
			third = ask(env, 100*time.Second, "c", genesis.OriginWatcher)
		},
	)
	if first.cycle != "cycle-main-000001" || second.cycle != "cycle-main-000002" || len(*started) != 2 {
		t.Errorf("answers %+v, %+v; started %v", first, second, *started)
	}
	for _, a := range []*answer{same, third} {
		e := failure(t, a)
		var running string
		if err := e.Details(&running); e.Type() != string(genesis.CodeConflict) || err != nil || running == "" {
			t.Errorf("while a cycle runs: %v (%s, %v), want a conflict that names it", e, running, err)
		}
	}
}

func TestSupervisorCooldownHoldsTheWatcher(t *testing.T) {
	var early, late *answer
	supervise(t, 10*time.Minute, genesis.SupervisorInput{World: "main"}, func(env *testsuite.TestWorkflowEnvironment) {
		ask(env, time.Second, "a", genesis.OriginUser)
		early = ask(env, 91*time.Second, "b", genesis.OriginWatcher) // 30 s after the end, of 60
		late = ask(env, 3*time.Minute, "c", genesis.OriginWatcher)
	})
	e := failure(t, early)
	var left int64
	if err := e.Details(&left); e.Type() != string(genesis.CodeCooldown) || err != nil || left < 29_000 || left > 31_000 {
		t.Errorf("in the cooldown: %v, %d ms left, %v; want about 30000", e, left, err)
	}
	if late.cycle != "cycle-main-000002" {
		t.Errorf("after the cooldown: %+v", late)
	}
}

func TestSupervisorRemembersKeysOverContinueAsNew(t *testing.T) {
	var again, fresh *answer
	in := genesis.SupervisorInput{
		World: "main", Next: 7, Keys: []genesis.KeyCycle{{Key: "k", CycleID: "cycle-main-000006"}},
	}
	_, started := supervise(t, time.Minute, in, func(env *testsuite.TestWorkflowEnvironment) {
		again = ask(env, time.Second, "k", genesis.OriginUser)
		fresh = ask(env, 2*time.Second, "l", genesis.OriginUser)
	})
	if again.cycle != "cycle-main-000006" || fresh.cycle != "cycle-main-000007" || len(*started) != 1 {
		t.Errorf("answers %+v and %+v, started %v", again, fresh, *started)
	}
}

func TestSupervisorContinuesAsNewWhenIdle(t *testing.T) {
	env, started := supervise(
		t,
		time.Hour*24*7,
		genesis.SupervisorInput{World: "main"},
		func(env *testsuite.TestWorkflowEnvironment) {
			for i := range cyclesPerRun {
				ask(env, time.Duration(i*2)*time.Minute+time.Second, fmt.Sprint("key", i), genesis.OriginUser)
			}
		},
	)
	next, ok := errors.AsType[*workflow.ContinueAsNewError](env.GetWorkflowError())
	if !ok || len(*started) != cyclesPerRun {
		t.Fatalf("closed with %v after %d cycles, want continue-as-new after %d", env.GetWorkflowError(), len(*started),
			cyclesPerRun)
	}
	if next.WorkflowType.Name != genesis.WorkflowSupervisor {
		t.Errorf("continues as %s", next.WorkflowType.Name)
	}
}

func TestSupervisorClearsUpAfterACycleThatCannot(t *testing.T) {
	for _, test := range []struct {
		name    string
		end     error
		reason  string // "" for a cycle that has recorded its own end
		undone  int
		records int
	}{
		{"terminated", &temporal.TerminatedError{}, "it was terminated from outside", 1, 1},
		{"broken", temporal.NewNonRetryableApplicationError("boom", "boom", nil), "boom", 1, 1},
		{"there already", &temporal.ChildWorkflowExecutionAlreadyStartedError{}, "a cycle with that number", 0, 1},
		{"failed by itself", temporal.NewNonRetryableApplicationError("no", string(genesis.OutcomeFailed), nil), "", 0, 0},
		{"rejected", temporal.NewNonRetryableApplicationError("no", string(genesis.OutcomeRejected), nil), "", 0, 0},
		{"cancelled", temporal.NewCanceledError(), "", 0, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			env := environment(t, s)
			env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(genesis.CycleResult{}, test.end)
			first := ask(env, time.Second, "a", genesis.OriginUser)
			next := ask(env, time.Minute, "b", genesis.OriginUser)
			env.RegisterDelayedCallback(env.CancelWorkflow, 50*time.Second+time.Minute)
			env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
			if len(s.records) != 2*test.records || len(s.undone) != 2*test.undone {
				t.Fatalf("%d records, %d undone after two cycles; want %d, %d", len(s.records), len(s.undone), 2*test.records,
					2*test.undone)
			}
			if next.cycle != "cycle-main-000002" {
				t.Errorf("the next trigger was answered with %+v", next)
			}
			for _, id := range []string{first.cycle, next.cycle} {
				if s.count("archive "+id) != 1 {
					t.Errorf("%s is not archived once: called %v", id, s.called)
				}
			}
			if test.records == 0 {
				return
			}
			r := s.records[0]
			if !r.Closing || r.Cycle.ID != first.cycle || r.Cycle.Outcome != genesis.OutcomeFailed || r.Cycle.EndedAt == nil ||
				!strings.Contains(r.Cycle.Reason, test.reason) {
				t.Errorf("closed with %+v", r)
			}
		})
	}
}

// TestSupervisorOutlivesAnArchiveThatFails: a history that can't be archived must not keep the next cycle from
// starting.
func TestSupervisorOutlivesAnArchiveThatFails(t *testing.T) {
	env := environment(t, goodSteps())
	env.OnActivity(genesis.ActArchive, anyArg, anyArg).Return(
		temporal.NewNonRetryableApplicationError("lost", string(genesis.CodeNotFound), nil),
	)
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(genesis.CycleResult{}, nil)
	ask(env, time.Second, "a", genesis.OriginUser)
	next := ask(env, time.Minute, "b", genesis.OriginUser)
	env.RegisterDelayedCallback(env.CancelWorkflow, 2*time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	if next.cycle != "cycle-main-000002" {
		t.Errorf("the next trigger was answered with %+v", next)
	}
}
