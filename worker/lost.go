package worker

import (
	"cmp"
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// lostCheckInterval is the time between two checks whether Redis still holds the records of cycles.
const lostCheckInterval = 2 * time.Second

// rewriteLost restores the records of cycles from Temporal when Redis has lost its data, which the absence of the
// worker's marker shows. Failed writes are retried. An error is logged only when it differs from the previous one.
func rewriteLost(ctx context.Context, o Options) error {
	failed := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(lostCheckInterval):
		}
		if o.binding.Guard(ctx) != nil {
			continue // this is not the Redis of these cycles
		}
		there, err := o.Store.HasMarker(ctx, redisstore.OwnerWorker)
		if err != nil || there {
			continue // others report that Redis is unavailable
		}
		n, err := rewriteCycles(ctx, o)
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil && n > 0:
			o.Log.Warn("Redis had lost records of cycles: the worker has written them again", "records", n)
			failed = ""
		case err != nil && err.Error() != failed:
			failed = err.Error()
			o.Log.Warn("the records of cycles can't be written again yet", "error", err)
		}
	}
}

// rewriteCycles writes the missing records, including that of the running cycle, and then the marker.
func rewriteCycles(ctx context.Context, o Options) (written int, err error) {
	ids, err := o.Supervisor.CycleIDs(ctx, o.Settings.World)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		if _, err := o.Store.Cycle(ctx, id); genesis.CodeOf(err) != genesis.CodeNotFound {
			if err != nil {
				return written, err
			}
			continue
		}
		record, err := o.Supervisor.Record(ctx, id)
		if err != nil {
			if genesis.CodeOf(err) == genesis.CodeUnavailable {
				return written, err
			}
			o.Log.Warn("a cycle's record is lost: its workflow can't tell it", "cycle", id, "error", err)
			continue
		}
		if record.Outcome == "" {
			if err := ending(ctx, o, &record); err != nil {
				return written, err
			}
		}
		if err := o.Store.QueueCycle(ctx, record); err != nil {
			return written, err
		}
		written++
	}
	if err := rewriteCurrent(ctx, o); err != nil {
		return written, err
	}
	return written, o.Store.SetMarker(ctx, redisstore.OwnerWorker)
}

// ending fills in how a cycle ended whose workflow can't tell: it was terminated, or reset while it ran.
func ending(ctx context.Context, o Options, c *genesis.Cycle) error {
	end, err := o.Supervisor.Ending(ctx, c.ID)
	if err == nil && !end.Running {
		c.Outcome, c.Stage, c.EndedAt, c.Reason = end.Outcome, genesis.StageDone, &end.At, cmp.Or(end.Reason, c.Reason)
	}
	return err
}

// rewriteCurrent restores the name of the running cycle in Redis. The cycle may end at the same moment, after it has
// cleared the name, so rewriteCurrent asks again whether it still runs.
func rewriteCurrent(ctx context.Context, o Options) error {
	state, err := o.Supervisor.State(ctx, o.Settings.World)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if err := rewriteSupervisor(ctx, o, state); err != nil || state.Running == "" {
		return err
	}
	named, err := o.Store.CurrentCycle(ctx)
	if err != nil || named != "" {
		return err
	}
	if err := o.Store.SetCurrentCycle(ctx, state.Running); err != nil {
		return err
	}
	if runs, err := o.Supervisor.Runs(ctx, state.Running); err != nil || runs {
		return err
	}
	return o.Store.SetCurrentCycle(ctx, "")
}

// rewriteSupervisor restores the record of a supervisor unless the supervisor has written one in the meantime.
func rewriteSupervisor(ctx context.Context, o Options, state genesis.SupervisorState) error {
	if there, err := o.Store.Supervisor(ctx); err != nil || there != nil {
		return err
	}
	return o.Store.SaveSupervisor(ctx, genesis.SupervisorRecord{Paused: state.Paused, CooldownUntil: state.CooldownUntil})
}
