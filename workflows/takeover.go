package workflows

import (
	"errors"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// errLost is why a cycle has ended that Temporal does not know any more.
//
//nolint:staticcheck // Temporal is a name
var errLost = errors.New("Temporal has lost it: its database was replaced, or its time was over")

// errEnding is why a supervisor starts no cycle any more.
var errEnding = errors.New("the supervisor was ended, and the next one starts with the next trigger")

// Pauses between looks at a cycle that is another supervisor's: the first is the time that a cancelled cycle takes to
// undo.
const (
	firstFollow   = 2 * time.Second
	longestFollow = time.Minute
)

// standing finds out how things stand, for a supervisor that starts anew: which number comes next, whether a cycle of
// an earlier supervisor still runs, and whether one was lost. Both are dealt with beside the triggers, which meet a
// conflict meanwhile.
func (s *supervisor) standing(ctx workflow.Context) error {
	var at genesis.Standing
	checkOptions := workflow.WithActivityOptions(ctx, standingOptions("how things stand"))
	if err := workflow.ExecuteActivity(checkOptions, genesis.ActStanding, genesis.WorldRef{World: s.in.World}).Get(ctx,
		&at); err != nil {
		return err
	}
	s.in.Next, s.ready = max(at.Last+1, s.in.Next), true
	s.restore(ctx, at.Record)
	if s.running == "" && (at.Open != "" || at.Lost != "") {
		s.running = at.Open + at.Lost // at most one is set; known before any trigger is answered
		s.background(ctx, func(ctx workflow.Context) { s.takeOver(ctx, at) })
	}
	return nil
}

// takeOver waits for the end of a cycle that runs, or clears up after one that was lost.
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

// follow waits until a cycle that is not this supervisor's child has ended.
func (s *supervisor) follow(ctx workflow.Context, cycleID string) {
	for pause := firstFollow; ; pause = min(2*pause, longestFollow) {
		if err := workflow.Sleep(ctx, pause); err != nil {
			return
		}
		var at genesis.Standing
		checkOptions := workflow.WithActivityOptions(ctx, recordOptions("does "+cycleID+" still run?"))
		err := workflow.ExecuteActivity(checkOptions, genesis.ActStanding, genesis.WorldRef{World: s.in.World}).Get(ctx, &at)
		if err != nil || at.Open != cycleID {
			return
		}
	}
}

// background does something beside the supervisor's cycles. The run does not end before it is done.
func (s *supervisor) background(ctx workflow.Context, f func(workflow.Context)) {
	s.backgroundTasks++
	aside, _ := workflow.NewDisconnectedContext(ctx)
	workflow.Go(aside, func(ctx workflow.Context) {
		defer func() { s.backgroundTasks-- }()
		f(ctx)
	})
}

// awaitBackground waits until all that goes on beside is done; a supervisor that is cancelled must not leave half of
// it.
func (s *supervisor) awaitBackground(ctx workflow.Context) {
	ctx, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	_ = workflow.Await(ctx, func() bool { return s.backgroundTasks == 0 }) // this context is never cancelled
}
