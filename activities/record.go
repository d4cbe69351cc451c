package activities

import (
	"context"
	"strconv"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Record writes a cycle's record and announces what goes with it. A second run may repeat a line of the feed.
func (c *Cycles) Record(ctx context.Context, in genesis.RecordInput) error {
	return fail(c.record(ctx, in))
}

func (c *Cycles) record(ctx context.Context, in genesis.RecordInput) error {
	store, err := c.stores.Of(in.Cycle.World)
	if err != nil {
		return err
	}
	if err := store.SaveCycle(ctx, in.Cycle); err != nil {
		return err
	}
	current := in.Cycle.ID
	if in.Cycle.Outcome != "" {
		current = ""
	}
	if err := store.SetCurrentCycle(ctx, current); err != nil {
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
	return store.Feed(ctx, *in.Feed)
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

// LastNumber is the number of the newest cycle on record, 0 for none.
func (c *Cycles) LastNumber(ctx context.Context, in genesis.WorldRef) (int, error) {
	store, err := c.stores.Of(in.World)
	if err != nil {
		return 0, fail(err)
	}
	cycles, _, err := store.Cycles(ctx, 1, "")
	if err != nil || len(cycles) == 0 {
		return 0, fail(err)
	}
	id := cycles[0].ID
	n, err := strconv.Atoi(id[strings.LastIndexByte(id, '-')+1:])
	return n, fail(err)
}
