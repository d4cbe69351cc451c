// Package workflows holds the two workflows of AI-Genesis: the supervisor that starts one evolution cycle at a time for
// its world, and the cycle itself. They are thin: a step is an activity called by its name in package genesis, what a
// step costs and may take stands in policies.go, and what is decided is decided by pure functions (Gate, WeighParams,
// JudgeCanary). Only genesis and the Temporal SDK come in; no clock, I/O, randomness or interpreter does.
package workflows

import (
	"errors"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

const (
	keysKept     = 64  // idempotency keys remembered over continue-as-new
	cyclesPerRun = 100 // cycles after which an idle supervisor continues as new
	settle       = time.Second
)

// supervisor is the state of one run of EvolutionSupervisor.
type supervisor struct {
	in      genesis.SupervisorInput
	ready   bool                // Next is known
	pending *genesis.CycleInput // accepted, not started yet
	running string              // cycle id, from acceptance to end
	cycles  int                 // ended in this run
	updates int                 // answered in this run
}

// EvolutionSupervisor starts evolution cycles of one world, one at a time, as its update "trigger" asks for them.
func EvolutionSupervisor(ctx workflow.Context, in genesis.SupervisorInput) error {
	s := &supervisor{in: in, ready: in.Next > 0}
	if err := s.handle(ctx); err != nil {
		return err
	}
	if err := s.number(ctx); err != nil {
		return err
	}
	for {
		err := workflow.Await(ctx, func() bool { return s.pending != nil || s.due(ctx) })
		switch {
		case err != nil:
			return err
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
			World: s.in.World, Running: s.running, Next: s.in.Next, CooldownUntil: s.in.CooldownUntil,
		}, nil
	}); err != nil {
		return err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, genesis.UpdateTrigger, s.trigger,
		workflow.UpdateHandlerOptions{Validator: s.validate})
}

// number asks the records where to go on, so that a supervisor that starts anew never repeats a cycle's id.
func (s *supervisor) number(ctx workflow.Context) error {
	if s.ready {
		return nil
	}
	var last int
	ctx = workflow.WithActivityOptions(ctx, recordOptions("number of the newest cycle"))
	err := workflow.ExecuteActivity(ctx, genesis.ActLastNumber, genesis.WorldRef{World: s.in.World}).Get(ctx, &last)
	s.in.Next, s.ready = last+1, err == nil
	return err
}

// validate refuses a trigger without a trace in the history. It must not change s.
func (s *supervisor) validate(ctx workflow.Context, req genesis.TriggerRequest) error {
	if s.known(workflow.GetCurrentUpdateInfo(ctx).ID) != "" {
		return nil
	}
	if s.running != "" {
		return conflict(s.running)
	}
	left := s.in.CooldownUntil.Sub(workflow.Now(ctx))
	if req.Trigger.Origin == genesis.OriginWatcher && left > 0 {
		return temporal.NewNonRetryableApplicationError("the world rests after its last cycle",
			string(genesis.CodeCooldown), nil, left.Milliseconds())
	}
	return nil
}

func conflict(cycleID string) error {
	return temporal.NewNonRetryableApplicationError("a cycle is running: "+cycleID, string(genesis.CodeConflict), nil,
		cycleID)
}

// trigger takes the next number and leaves the start of the cycle to the main coroutine.
func (s *supervisor) trigger(ctx workflow.Context, req genesis.TriggerRequest) (genesis.TriggerReply, error) {
	defer func() { s.updates++ }()
	if err := workflow.Await(ctx, func() bool { return s.ready }); err != nil {
		return genesis.TriggerReply{}, err
	}
	key := workflow.GetCurrentUpdateInfo(ctx).ID
	if id := s.known(key); id != "" {
		return genesis.TriggerReply{CycleID: id}, nil
	}
	if s.running != "" { // another one was accepted while this one waited for the number
		return genesis.TriggerReply{}, conflict(s.running)
	}
	n := s.in.Next
	s.in.Next++
	s.running = genesis.CycleID(s.in.World, n)
	s.pending = &genesis.CycleInput{
		World: s.in.World, CycleID: s.running, Number: n, Trigger: req.Trigger, Policy: req.Policy,
	}
	s.remember(key, s.running)
	return genesis.TriggerReply{CycleID: s.running}, nil
}

func (s *supervisor) known(key string) string {
	for _, k := range s.in.Keys {
		if k.Key == key {
			return k.CycleID
		}
	}
	return ""
}

func (s *supervisor) remember(key, cycleID string) {
	s.in.Keys = append(s.in.Keys, genesis.KeyCycle{Key: key, CycleID: cycleID})
	if over := len(s.in.Keys) - keysKept; over > 0 {
		s.in.Keys = s.in.Keys[over:]
	}
}

// cycle runs the pending cycle to its end. How it ended is the cycle's own business; only the supervisor's own
// cancellation comes back as an error, once the cycle has compensated.
func (s *supervisor) cycle(ctx workflow.Context) error {
	in := *s.pending
	s.pending = nil
	child := workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		WorkflowID:            in.CycleID,
		WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE,
		ParentClosePolicy:     enums.PARENT_CLOSE_POLICY_REQUEST_CANCEL, // TERMINATE would skip its rollback
		WaitForCancellation:   true,
		StaticSummary:         string(in.Trigger.ProblemType) + ": " + in.CycleID,
	})
	started := workflow.Now(ctx)
	err := workflow.ExecuteChildWorkflow(child, genesis.WorkflowCycle, in).Get(ctx, nil)
	if err != nil {
		workflow.GetLogger(ctx).Info("cycle did not apply", "cycle", in.CycleID, "reason", err)
	}
	if !told(err) {
		s.clear(ctx, in, started, err)
	}
	s.running = ""
	s.cycles++
	s.in.CooldownUntil = workflow.Now(ctx).Add(time.Duration(in.Policy.CooldownSec) * time.Second)
	if errors.Is(ctx.Err(), workflow.ErrCanceled) {
		return temporal.NewCanceledError()
	}
	return nil
}

// due says that this run has grown long.
func (s *supervisor) due(ctx workflow.Context) bool {
	return s.cycles >= cyclesPerRun || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// drained waits a moment and says whether nothing is left that continue-as-new would lose: with an open child it would
// end the child, and in the task that answers an update it would lose the answer.
func (s *supervisor) drained(ctx workflow.Context) bool {
	seen := s.updates
	if err := workflow.Sleep(ctx, settle); err != nil {
		return false
	}
	return s.updates == seen && s.pending == nil && s.running == "" && workflow.AllHandlersFinished(ctx)
}
