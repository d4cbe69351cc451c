package workflows

import (
	"slices"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// cellsPerRun is how many cells an experiment starts before it continues as new. A cell takes about four events, and a
// history may hold 51,200.
const cellsPerRun = 2000

// experiment is the state of one run of Experiment.
type experiment struct {
	in      genesis.ExperimentInput
	cells   []genesis.ExperimentCell
	key     string // under which the results are stored
	todo    []int
	running int
	begun   int // cells started in this run
	cellCtx workflow.Context
	halt    workflow.CancelFunc // cancels the running cells
}

// Experiment runs every cell of an experiment on some worker. A cell is deterministic: its result is the same on any
// worker and on every run, and it is stored outside of Temporal. The workflow therefore only has to ensure that every
// cell has one result: it asks which are missing, hands those out, and ends when none is. Heartbeats detect a worker
// that died; its cell goes to another worker.
func Experiment(ctx workflow.Context, in genesis.ExperimentInput) (out genesis.ExperimentResult, err error) {
	x := &experiment{in: in, cells: in.Experiment.Cells()}
	x.listen(ctx)
	for {
		missing, err := x.open(ctx)
		if err != nil {
			return out, err
		}
		if missing == 0 {
			break
		}
		if err := x.live(ctx); err != nil {
			return out, err
		}
	}
	out = genesis.ExperimentResult{Name: in.Experiment.Name, Cells: len(x.cells), Failed: x.in.Failed}
	ctx = workflow.WithActivityOptions(ctx, recordOptions("end of the experiment"))
	return out, workflow.ExecuteActivity(ctx, genesis.ActExperimentClose, out).Get(ctx, nil)
}

// open asks which cells have a result and returns how many are missing.
func (x *experiment) open(ctx workflow.Context) (missing int, err error) {
	var found genesis.ExperimentOpened
	ctx = workflow.WithActivityOptions(ctx, openOptions("which cells have a result"))
	if err := workflow.ExecuteActivity(ctx, genesis.ActExperimentOpen, x.in.Experiment).Get(ctx, &found); err != nil {
		return 0, temporal.NewNonRetryableApplicationError(words(err), failType(err), nil)
	}
	over := make([]bool, len(x.cells))
	for _, n := range found.Done {
		over[n] = true
	}
	for _, f := range x.in.Failed {
		over[f.Cell] = true
	}
	x.key, x.todo = found.Key, nil
	for n := range over {
		if !over[n] {
			x.todo = append(x.todo, n)
		}
	}
	return len(x.todo), nil
}

// live runs the cells in x.todo, as many at once as the experiment allows.
func (x *experiment) live(ctx workflow.Context) error {
	x.renew(ctx)
	for {
		err := workflow.Await(ctx, func() bool { return x.canBegin(ctx) || x.idle(ctx) })
		if err != nil {
			return err
		}
		if !x.canBegin(ctx) {
			break
		}
		n := x.todo[0]
		x.todo = x.todo[1:]
		x.running++
		x.begun++
		workflow.Go(x.cellCtx, func(ctx workflow.Context) { x.cell(ctx, n) })
	}
	if len(x.todo) == 0 {
		return nil
	}
	return workflow.NewContinueAsNewError(ctx, genesis.WorkflowExperiment, x.in)
}

func (x *experiment) canBegin(ctx workflow.Context) bool {
	return !x.in.Stopped && len(x.todo) > 0 && x.running < x.in.Experiment.Parallel && !x.mustContinue(ctx)
}

// idle reports whether no cell is running and none will start in this run.
func (x *experiment) idle(ctx workflow.Context) bool {
	return x.running == 0 && (len(x.todo) == 0 || x.mustContinue(ctx))
}

func (x *experiment) mustContinue(ctx workflow.Context) bool {
	return x.begun >= cellsPerRun || workflow.GetInfo(ctx).GetContinueAsNewSuggested()
}

// cell runs one cell. A cell that was interrupted is added to x.todo again.
func (x *experiment) cell(ctx workflow.Context, n int) {
	c := x.cells[n]
	options := workflow.WithActivityOptions(ctx, cellOptions(x.in.Experiment.Cycles, c.String()))
	err := workflow.ExecuteActivity(options, genesis.ActExperimentCell, genesis.CellInput{
		Experiment: x.in.Experiment.One(c), Key: x.key, Cell: n,
	}).Get(ctx, nil)
	x.running--
	switch {
	case err == nil:
	case temporal.IsCanceledError(err):
		x.todo = append(x.todo, n)
		slices.Sort(x.todo)
	default:
		x.in.Failed = append(x.in.Failed, genesis.ExperimentFailure{Cell: n, Name: c.String(), Reason: words(err)})
	}
}

// renew creates the context for the cells that start from now on.
func (x *experiment) renew(ctx workflow.Context) { x.cellCtx, x.halt = workflow.WithCancel(ctx) }

// listen handles the signals that stop and resume the experiment. The memo shows whether it is stopped, for readers who
// look while no worker answers queries.
func (x *experiment) listen(ctx workflow.Context) {
	if x.in.Stopped { // carried over from the run before
		x.note(ctx)
	}
	stop := workflow.GetSignalChannel(ctx, genesis.SignalStop)
	resume := workflow.GetSignalChannel(ctx, genesis.SignalResume)
	workflow.Go(ctx, func(ctx workflow.Context) {
		for ctx.Err() == nil {
			workflow.NewSelector(ctx).
				AddReceive(ctx.Done(), func(workflow.ReceiveChannel, bool) {}).
				AddReceive(stop, func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil); x.stop(ctx, true) }).
				AddReceive(resume, func(c workflow.ReceiveChannel, _ bool) { c.Receive(ctx, nil); x.stop(ctx, false) }).
				Select(ctx)
		}
	})
}

// stop cancels the running cells, or lets the remaining ones continue.
func (x *experiment) stop(ctx workflow.Context, is bool) {
	if x.in.Stopped == is {
		return
	}
	x.in.Stopped = is
	x.note(ctx)
	if x.halt == nil { // no cell has begun
		return
	}
	x.halt()
	if !is {
		x.renew(ctx)
	}
}

// note writes into the memo whether the experiment is stopped.
func (x *experiment) note(ctx workflow.Context) {
	if err := workflow.UpsertMemo(ctx, map[string]any{genesis.MemoStopped: x.in.Stopped}); err != nil {
		workflow.GetLogger(ctx).Warn("the memo does not say whether the experiment is stopped", "error", err)
	}
}
