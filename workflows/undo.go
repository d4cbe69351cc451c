package workflows

import (
	"errors"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// compensation undoes one step. It must do nothing where the step did nothing.
type compensation func(ctx workflow.Context, e *ending) error

// push registers a compensation; it is called before the step that it undoes.
func (c *cycle) push(undo compensation) { c.undo = append(c.undo, undo) }

// compensate undoes the cycle's steps, last one first, each whatever became of the others.
func (c *cycle) compensate(ctx workflow.Context, e *ending) error {
	var failed []error
	for i := len(c.undo) - 1; i >= 0; i-- {
		failed = append(failed, c.undo[i](ctx, e))
	}
	return errors.Join(failed...)
}

// takeOut undoes Save and Load: the trait leaves the world and its record says why.
func (c *cycle) takeOut(p program) compensation {
	return func(ctx workflow.Context, e *ending) error {
		ref := c.mutation(p)
		ref.Reason, ref.Stage, ref.Status = e.reason, e.stage, genesis.StatusRolledBack
		if e.outcome == genesis.OutcomeFailed {
			ref.Status = genesis.StatusFailed
		}
		return c.do(ctx, c.undoing("take "+p.name+" out"), genesis.ActRollback, ref, nil)
	}
}

// setBack undoes SetParam, but for what a person has moved since.
func (c *cycle) setBack(before map[string]float64) compensation {
	return func(ctx workflow.Context, _ *ending) error {
		in := genesis.SetParamInput{WorldRef: c.ref(), Params: before, Still: c.plan.Params}
		ctx = workflow.WithActivityOptions(ctx, undoOptions(c.in.World, "set parameters back"))
		return workflow.ExecuteActivity(ctx, genesis.ActSetParam, in).Get(ctx, nil)
	}
}

// undoing are the options of a compensation that says what it waits for.
func (c *cycle) undoing(summary string) workflow.ActivityOptions {
	o := undoOptions(c.in.World, summary)
	if c.version != workflow.DefaultVersion {
		o.RetryPolicy.MaximumAttempts, o.ScheduleToStartTimeout = quick, notTaken
	}
	return o
}
