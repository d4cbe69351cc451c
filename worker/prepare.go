package worker

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// prepareInterval is the time between two checks that Temporal still has everything the worker needs. A check takes two
// calls that Temporal answers from memory.
const prepareInterval = 15 * time.Second

// keepPrepared keeps the namespace prepared while the worker runs. A Temporal server whose database was replaced knows
// neither the search attributes, without which no cycle proceeds, nor the cycle that was running. An error is logged
// only when it differs from the previous one.
func keepPrepared(ctx context.Context, o Options) error {
	failed := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(prepareInterval):
		}
		made, err := o.Supervisor.Prepare(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && err.Error() != failed:
			failed = err.Error()
			o.Log.Warn("the namespace can't be prepared", "error", err)
		case err == nil:
			failed = ""
		}
		if made {
			o.Log.Warn("Temporal's database was replaced: its namespace is prepared again")
			resume(ctx, o)
		}
	}
}

// resume starts a supervisor, which cleans up after the cycle that was running according to its record, if there is
// one.
func resume(ctx context.Context, o Options) {
	current, err := o.Store.CurrentCycle(ctx)
	if err == nil && current != "" {
		err = o.Supervisor.EnsureSupervisor(ctx, o.Settings.World)
	}
	if err != nil && genesis.CodeOf(err) != genesis.CodeNotFound {
		o.Log.Warn("nobody clears up yet after the cycle that ran", "cycle", current, "error", err)
	}
}
