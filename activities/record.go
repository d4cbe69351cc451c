package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Record writes the record of a cycle and announces the event that belongs to it. A second run repeats no line of the
// feed.
func (c *Cycles) Record(ctx context.Context, in genesis.RecordInput) error {
	return fail(c.record(ctx, in))
}

// record ignores a step that arrives late: a record without an outcome must not overwrite one that has it.
func (c *Cycles) record(ctx context.Context, in genesis.RecordInput) error {
	store, err := c.stores.Of(in.Cycle.World)
	if err != nil {
		return err
	}
	if in.Closing {
		if in, err = closing(ctx, store, in); err != nil {
			return err
		}
	}
	if in.Cycle.Outcome == "" {
		ended, err := store.Cycle(ctx, in.Cycle.ID)
		if err == nil && ended.Outcome != "" {
			return nil // a late run of this step, after the end of the cycle
		}
		if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
			return err
		}
	}
	if err := store.SaveCycle(ctx, in.Cycle); err != nil {
		return err
	}
	if err := store.ReplaceCurrentCycle(ctx, in.Cycle); err != nil {
		return err
	}
	if in.Event != nil {
		if err := announce(ctx, store, *in.Event); err != nil {
			return err
		}
	}
	if in.Feed == nil {
		return nil
	}
	return store.FeedOnce(ctx, stepToken(ctx), *in.Feed)
}

// closing merges the outcome in the input into the record that the cycle itself has written.
func closing(ctx context.Context, store *redisstore.Store, in genesis.RecordInput) (genesis.RecordInput, error) {
	c, err := store.Cycle(ctx, in.Cycle.ID)
	switch {
	case genesis.CodeOf(err) == genesis.CodeNotFound:
		return in, nil
	case err != nil:
		return in, err
	case c.Outcome != "" && c.Reason != in.Cycle.Reason: // it was not ended by an earlier run of this step
		in.Cycle, in.Feed = c, nil
		return in, nil
	}
	c.Stage, c.Outcome, c.Reason, c.EndedAt = in.Cycle.Stage, in.Cycle.Outcome, in.Cycle.Reason, in.Cycle.EndedAt
	in.Cycle = c
	return in, nil
}

func announce(ctx context.Context, store *redisstore.Store, e genesis.CycleEvent) error {
	switch {
	case e.Trigger != nil:
		if err := store.SaveTrigger(ctx, *e.Trigger); err != nil {
			return err
		}
		return store.PublishTrigger(ctx, *e.Trigger)
	case e.Plan != nil:
		if err := store.SavePlan(ctx, *e.Plan); err != nil {
			return err
		}
		return store.PublishPlan(ctx, *e.Plan)
	case e.Failed != nil:
		return store.PublishMutationFailed(ctx, *e.Failed)
	}
	return nil
}

// Tell writes a line to the feed. A second run does not repeat it.
func (c *Cycles) Tell(ctx context.Context, in genesis.TellInput) error {
	store, err := c.stores.Of(in.World)
	if err == nil {
		err = store.FeedOnce(ctx, stepToken(ctx), in.Feed)
	}
	return fail(err)
}

// RecordSupervisor stores what the next supervisor of a world must know if this one is terminated or lost.
func (c *Cycles) RecordSupervisor(ctx context.Context, in genesis.SupervisorRecordInput) error {
	store, err := c.stores.Of(in.World)
	if err == nil {
		err = store.SaveSupervisor(ctx, in.SupervisorRecord)
	}
	return fail(err)
}

// Standing tells a new supervisor the state of the world's cycles.
func (c *Cycles) Standing(ctx context.Context, in genesis.WorldRef) (genesis.Standing, error) {
	at, err := c.standing(ctx, in.World)
	return at, fail(err)
}

func (c *Cycles) standing(ctx context.Context, world string) (at genesis.Standing, err error) {
	store, err := c.stores.Of(world)
	if err != nil {
		return at, err
	}
	current, err := store.CurrentCycle(ctx)
	if err != nil {
		return at, err
	}
	if at.Record, err = store.Supervisor(ctx); err != nil {
		return at, err
	}
	if at.Last, err = c.lastNumber(ctx, world); err != nil {
		return at, err
	}
	if current != "" {
		switch runs, err := c.temporal.Runs(ctx, current); {
		case genesis.CodeOf(err) == genesis.CodeNotFound:
			at.Lost = current
			return at, nil
		case err != nil:
			return at, err
		case runs:
			at.Open = current
			return at, nil
		}
	}
	open, err := c.temporal.OpenCycles(ctx, world)
	for _, id := range open { // the list may be out of date, so check each one
		if runs, err := c.temporal.Runs(ctx, id); err == nil && runs {
			at.Open = id
		}
	}
	return at, err
}

// LastNumber returns the number of the newest cycle that Redis or Temporal knows, or 0. It asks both because either may
// have lost its records, and the id of a cycle must never be reused.
func (c *Cycles) LastNumber(ctx context.Context, in genesis.WorldRef) (int, error) {
	n, err := c.lastNumber(ctx, in.World)
	return n, fail(err)
}

func (c *Cycles) lastNumber(ctx context.Context, world string) (int, error) {
	store, err := c.stores.Of(world)
	if err != nil {
		return 0, err
	}
	cycles, _, err := store.Cycles(ctx, 1, "")
	if err != nil {
		return 0, err
	}
	last, err := c.temporal.NewestCycle(ctx, world)
	if err != nil || len(cycles) == 0 {
		return last, err
	}
	n, err := genesis.CycleNumber(cycles[0].ID)
	return max(last, n), err
}
