package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// errLost is the reason recorded for a cycle that Temporal no longer knows.
//
//nolint:staticcheck // Temporal is a name
var errLost = errors.New("Temporal no longer has it: its database was replaced, or its retention period is over")

// errEnding is why a supervisor that is ending starts no more cycles.
var errEnding = errors.New("the supervisor is ending, and the next trigger starts a new one")

// Pauses between checks of a cycle that another supervisor started. The first pause is about as long as a cancelled
// cycle needs to undo its changes.
const (
	firstFollow   = 2 * time.Second
	longestFollow = time.Minute
)

// standing reads the state of the world for a supervisor that starts anew: the next cycle number, whether a cycle of an
// earlier supervisor still runs, and whether one was lost. The supervisor deals with such a cycle in the background;
// until it has ended, triggers are refused with a conflict.
func (s *supervisor) standing(ctx workflow.Context) error {
	var at genesis.Standing
	checkOptions := workflow.WithActivityOptions(ctx, standingOptions("state of the cycles"))
	if err := workflow.ExecuteActivity(checkOptions, genesis.ActStanding, genesis.WorldRef{World: s.in.World}).Get(ctx,
		&at); err != nil {
		return err
	}
	s.in.Next, s.ready = max(at.Last+1, s.in.Next), true
	s.restore(ctx, at.Record)
	if s.running == "" && (at.Open != "" || at.Lost != "") {
		s.running = at.Open + at.Lost // at most one is set; it must be known before any trigger is answered
		s.background(ctx, func(ctx workflow.Context) { s.takeOver(ctx, at) })
	}
	return nil
}

// takeOver waits until a running cycle has ended, or cleans up after a lost one.
func (s *supervisor) takeOver(ctx workflow.Context, at genesis.Standing) {
	defer func() { s.running = "" }()
	if at.Lost != "" {
		number, err := genesis.CycleNumber(at.Lost)
		if err != nil {
			return
		}
		s.cleanUp(ctx, genesis.CycleInput{World: s.in.World, CycleID: at.Lost, Number: number}, workflow.Now(ctx), errLost)
		return
	}
	s.follow(ctx, at.Open)
}

// follow waits until a cycle that is not a child of this supervisor has ended.
func (s *supervisor) follow(ctx workflow.Context, cycleID string) {
	for pause := firstFollow; ; pause = min(2*pause, longestFollow) {
		if err := workflow.Sleep(ctx, pause); err != nil {
			return
		}
		var at genesis.Standing
		checkOptions := workflow.WithActivityOptions(ctx, recordOptions("is "+cycleID+" still running?"))
		err := workflow.ExecuteActivity(checkOptions, genesis.ActStanding, genesis.WorldRef{World: s.in.World}).Get(ctx, &at)
		if err != nil || at.Open != cycleID {
			return
		}
	}
}

// background runs f concurrently with the supervisor's cycles. The workflow run does not end before f has returned.
func (s *supervisor) background(ctx workflow.Context, f func(workflow.Context)) {
	s.backgroundTasks++
	aside, _ := workflow.NewDisconnectedContext(ctx)
	workflow.Go(aside, func(ctx workflow.Context) {
		defer func() { s.backgroundTasks-- }()
		f(ctx)
	})
}

// awaitBackground waits until all background tasks are done. It uses a disconnected context because a cancelled
// supervisor must not abandon them half-way.
func (s *supervisor) awaitBackground(ctx workflow.Context) {
	ctx, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	_ = workflow.Await(ctx, func() bool { return s.backgroundTasks == 0 }) // this context is never cancelled
}
