// Package workflows holds the Temporal workflows of AI-Genesis: the supervisor that starts one evolution cycle at a
// time for its world, the cycle itself, the migration of a molbot between worlds, experiments, and the routine work of
// schedules. They are thin. evolution.Cycle decides what a cycle does and in which order; this package carries the
// steps out. A step is an activity, called by its name in package genesis; its timeouts and retries are in policies.go.
// This package is also responsible for waiting for absent parts, for people's signals, for versions, and for
// compensation on a disconnected context.
//
// Workflow code must be deterministic, or its history does not replay: it imports only genesis, evolution and the
// Temporal SDK, and uses no clock, I/O, randomness or interpreter.
package workflows

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

const (
	cyclesPerRun = 100 // cycles after which an idle supervisor continues as new
	settle       = time.Second
)

// supervisor is the state of one run of EvolutionSupervisor.
type supervisor struct {
	in              genesis.SupervisorInput
	settings        Settings            // of the worker
	ready           bool                // Next is known
	pending         *genesis.CycleInput // accepted but not started
	trace           any                 // span of the request, under which the cycle continues
	running         string              // id of the current cycle, from acceptance to its end
	cycles          int                 // cycles that ended in this run
	updates         int                 // updates answered in this run
	backgroundTasks int                 // running beside the cycles
	ending          bool                // no more cycles are started
	version         workflow.Version    // of the supervisor's behaviour; see versions.go
	resets          int                 // triggers received in a run that was reset
	reset           bool                // such a run has received one and must start anew
	resumed         bool                // a person has ended the pause during this run
	unrecorded      bool                // pause or cooldown have changed since the last write
	recording       bool                // a write of them is running
}

// EvolutionSupervisor starts the evolution cycles of one world, one at a time, in answer to its update "trigger".
func (o Settings) EvolutionSupervisor(ctx workflow.Context, in genesis.SupervisorInput) error {
	s := &supervisor{in: in, settings: o, ready: in.Next > 0}
	s.version = workflow.GetVersion(ctx, versionDayKeys, workflow.DefaultVersion, versionRecorded)
	err := s.run(ctx)
	s.ending = true
	if s.pending != nil && s.version != workflow.DefaultVersion { // accepted, but it will not be started
		s.cleanUp(ctx, *s.pending, workflow.Now(ctx), errEnding)
	}
	s.awaitBackground(ctx)
	return err
}

func (s *supervisor) run(ctx workflow.Context) error {
	if err := s.handle(ctx); err != nil {
		return err
	}
	if err := s.number(ctx); err != nil {
		return err
	}
	for {
		err := workflow.Await(ctx, func() bool { return s.reset || s.pending != nil || s.mustContinue(ctx) })
		switch {
		case err != nil:
			return err
		case s.reset:
			s.in.Next = 0
			return workflow.NewContinueAsNewError(ctx, genesis.WorkflowSupervisor, s.in)
		case s.pending != nil:
			if err := s.cycle(ctx); err != nil {
				return err
			}
		case s.drained(ctx):
			return workflow.NewContinueAsNewError(ctx, genesis.WorkflowSupervisor, s.in)
		}
	}
}

func (s *supervisor) handle(ctx workflow.Context) error {
	if err := workflow.SetQueryHandler(ctx, genesis.QueryState, func() (genesis.SupervisorState, error) {
		return genesis.SupervisorState{
			World: s.in.World, Running: s.running, Next: s.in.Next, CooldownUntil: s.in.CooldownUntil, Paused: s.in.Paused,
		}, nil
	}); err != nil {
		return err
	}
	if err := s.handleSteering(ctx); err != nil {
		return err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, genesis.UpdateTrigger, s.trigger,
		workflow.UpdateHandlerOptions{Validator: s.validate})
}

// number reads the next cycle number from the records, so that a supervisor that starts anew never repeats a cycle's
// id.
func (s *supervisor) number(ctx workflow.Context) error {
	if s.ready {
		s.record(ctx) // a run of an older version may have left no record
		return nil
	}
	if s.version != workflow.DefaultVersion {
		return s.standing(ctx)
	}
	var last int
	ctx = workflow.WithActivityOptions(ctx, standingOptions("number of the newest cycle"))
	err := workflow.ExecuteActivity(ctx, genesis.ActLastNumber, genesis.WorldRef{World: s.in.World}).Get(ctx, &last)
	s.in.Next, s.ready = last+1, err == nil
	return err
}

// validate rejects a trigger before it is written to the history. It must not change s.
func (s *supervisor) validate(ctx workflow.Context, req genesis.TriggerRequest) error {
	if s.cycleOfKey(ctx, workflow.GetCurrentUpdateInfo(ctx).ID) != "" || isReset(ctx) {
		return nil
	}
	if err := s.checkReady(ctx); err != nil {
		return err
	}
	if err := s.checkRequest(req); err != nil {
		return err
	}
	if by := req.Source; by != nil && (!genesis.ValidTrait(by.TraitName) || by.Source.Empty()) {
		return invalid("a trait written by hand needs its source and a name in snake case")
	}
	return s.resting(ctx, req.Trigger.Origin)
}

// checkRequest rejects requests that only Temporal's own tools can send; genesis itself never sends them.
func (s *supervisor) checkRequest(req genesis.TriggerRequest) error {
	if p := req.Trigger.ProblemType; p != "" && !slices.Contains(genesis.Problems, p) {
		return invalid(fmt.Sprintf("problem_type %q is none of %v", p, genesis.Problems))
	}
	if p := s.expectedPolicy(req.Policy); p.CanaryTicks < 1 || p.TrialTicks < 1 {
		return invalid(
			"the trigger has no policy, and there is no earlier cycle whose policy could apply: " +
				"start the first cycle with `genesis trigger`",
		)
	}
	return nil
}

// checkReady is free for validators, which a replay does not run. It also checks the context: a supervisor that is
// cancelled in the very task that brings a trigger would accept the trigger and never start its cycle.
func (s *supervisor) checkReady(ctx workflow.Context) error {
	if ctx.Err() != nil {
		return ended()
	}
	return s.free()
}

// free returns nil if a cycle can start now, and otherwise the reason why not.
func (s *supervisor) free() error {
	switch {
	case s.ending:
		return ended()
	case s.in.Paused != nil:
		return paused(*s.in.Paused)
	case s.running != "":
		return conflict(s.running)
	}
	return nil
}

func ended() error {
	return temporal.NewNonRetryableApplicationError(errEnding.Error()+": try again", genesis.FailReset, nil)
}

func conflict(cycleID string) error {
	return temporal.NewNonRetryableApplicationError("a cycle is running: "+cycleID, string(genesis.CodeConflict), nil,
		cycleID)
}

func invalid(message string) error {
	return temporal.NewNonRetryableApplicationError(message, string(genesis.CodeInvalid), nil)
}

// trigger assigns the next number and leaves the start of the cycle to the main coroutine.
func (s *supervisor) trigger(ctx workflow.Context, req genesis.TriggerRequest) (genesis.TriggerReply, error) {
	defer func() { s.updates++ }()
	if err := s.prepared(ctx); err != nil {
		return genesis.TriggerReply{}, err
	}
	key := workflow.GetCurrentUpdateInfo(ctx).ID
	if id := s.cycleOfKey(ctx, key); id != "" {
		return genesis.TriggerReply{CycleID: id}, nil
	}
	if s.version >= versionRecorded { // the validator may have run before pause and cooldown were known
		if err := cmp.Or(s.free(), s.resting(ctx, req.Trigger.Origin)); err != nil {
			return genesis.TriggerReply{}, err
		}
	}
	return s.accept(ctx, key, genesis.CycleInput{
		Trigger: req.Trigger, Policy: req.Policy, ByHand: req.Source, Model: req.Model,
	})
}

// prepared waits until the next number is known. A run that was reset starts nothing, neither for new requests nor for
// those that the server repeats from the time after the reset point, because the world has moved on. It continues as a
// new run that reads the current state first.
func (s *supervisor) prepared(ctx workflow.Context) error {
	if isReset(ctx) {
		s.resets++
		change := fmt.Sprintf("reset-at-update-%d", s.resets)
		if workflow.GetVersion(ctx, change, workflow.DefaultVersion, 1) != workflow.DefaultVersion {
			s.reset = true
			return temporal.NewNonRetryableApplicationError("the supervisor was reset and is restarting: try again",
				genesis.FailReset, nil)
		}
	}
	return workflow.Await(ctx, func() bool { return s.ready })
}

// accept assigns a number to a cycle. It checks again whether one may start, because another may have been accepted
// while the caller waited.
func (s *supervisor) accept(ctx workflow.Context, key string, in genesis.CycleInput) (genesis.TriggerReply, error) {
	if err := s.free(); err != nil {
		return genesis.TriggerReply{}, err
	}
	policy, err := s.policy(ctx, in.Policy)
	if err != nil {
		return genesis.TriggerReply{}, err
	}
	in.Policy, s.in.Policy = policy, policy
	in.World, in.Number = s.in.World, s.in.Next
	in.CycleID = genesis.CycleID(in.World, in.Number)
	s.in.Next++
	s.running, s.pending, s.trace = in.CycleID, &in, ctx.Value(genesis.TraceKey{})
	s.rememberKey(ctx, key, in.CycleID)
	return genesis.TriggerReply{CycleID: in.CycleID}, nil
}

// cycle runs the pending cycle to its end. The cycle's own outcome is not an error of the supervisor; only the
// cancellation of the supervisor is returned as an error, once the cycle has compensated.
func (s *supervisor) cycle(ctx workflow.Context) error {
	in := *s.pending
	s.pending = nil
	child := workflow.WithChildOptions(workflow.WithValue(ctx, genesis.TraceKey{}, s.trace), workflow.ChildWorkflowOptions{
		WorkflowID:            in.CycleID,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_REQUEST_CANCEL, // TERMINATE would skip its rollback
		WaitForCancellation:   true,
		StaticSummary:         string(in.Trigger.ProblemType) + ": " + in.CycleID,
		StaticDetails:         asked(in),
	})
	started := workflow.Now(ctx)
	run := workflow.ExecuteChildWorkflow(child, genesis.WorkflowCycle, in)
	if isReset(ctx) { // the server may never report the end of a cycle that an earlier run started
		if err := workflow.Await(ctx, func() bool { return s.reset || run.IsReady() }); err != nil || s.reset {
			return err
		}
	}
	err := run.Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Info("cycle did not apply", "cycle", in.CycleID, "reason", err)
	}
	if isStarted(err) && s.version != workflow.DefaultVersion {
		s.follow(ctx, in.CycleID) // if it runs, another supervisor started it, and it records its own end
	}
	if !endRecorded(err) {
		s.cleanUp(ctx, in, started, err)
	}
	s.running = ""
	s.cycles++
	s.in.CooldownUntil = workflow.Now(ctx).Add(time.Duration(in.Policy.CooldownSec) * time.Second)
	s.record(ctx)
	if s.version == workflow.DefaultVersion {
		s.archive(ctx, in)
	} else {
		s.background(ctx, func(ctx workflow.Context) { s.archive(ctx, in) })
	}
	if errors.Is(ctx.Err(), workflow.ErrCanceled) {
		return temporal.NewCanceledError()
	}
	return nil
}

// archive keeps the history of an ended cycle beyond Temporal's retention period. Triggers do not wait for it.
func (s *supervisor) archive(ctx workflow.Context, in genesis.CycleInput) {
	if workflow.GetVersion(ctx, "archive", workflow.DefaultVersion, 1) == workflow.DefaultVersion {
		return
	}
	ctx, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	ctx = workflow.WithActivityOptions(ctx, archiveOptions("archive "+in.CycleID))
	ref := genesis.WorldRef{World: in.World, CycleID: in.CycleID}
	if err := workflow.ExecuteActivity(ctx, genesis.ActArchive, ref).Get(ctx, nil); err != nil {
		workflow.GetLogger(ctx).Error("a cycle's history is not archived", "cycle", in.CycleID, "error", err)
	}
}

// mustContinue reports whether this run's history has grown long enough to continue as new.
func (s *supervisor) mustContinue(ctx workflow.Context) bool {
	return s.cycles >= cyclesPerRun || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// drained waits a moment and reports whether continue-as-new would lose nothing. With an open child it would end the
// child; in the task that answers an update it would lose the answer.
func (s *supervisor) drained(ctx workflow.Context) bool {
	seen := s.updates
	if err := workflow.Sleep(ctx, settle); err != nil {
		return false
	}
	return s.updates == seen && s.pending == nil && s.running == "" && s.backgroundTasks == 0 &&
		workflow.AllHandlersFinished(ctx)
}
