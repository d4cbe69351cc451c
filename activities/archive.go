package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// caughtUp is how many cycles back an archive is looked at for gaps: the cycles of one run of a supervisor, which may
// have begun with a build that kept no archive.
const caughtUp = 100

// Archive keeps the history of a cycle that has ended beside its record, so that it can be read and replayed when
// Temporal's retention is over, and those of earlier cycles that are not kept yet. A second run writes the same.
func (c *Cycles) Archive(ctx context.Context, in genesis.WorldRef) error {
	return fail(c.archive(ctx, in))
}

func (c *Cycles) archive(ctx context.Context, in genesis.WorldRef) error {
	store, err := c.stores.Of(in.World)
	if err != nil {
		return err
	}
	if err := c.keep(ctx, store, in.CycleID); err != nil {
		return err
	}
	missing, err := store.Unarchived(ctx, caughtUp)
	if err != nil {
		return err
	}
	for _, id := range missing {
		if err := c.keep(ctx, store, id); err != nil &&
			genesis.CodeOf(err) != genesis.CodeNotFound { // Temporal may have lost it
			return err
		}
	}
	return nil
}

func (c *Cycles) keep(ctx context.Context, store *redisstore.Store, cycleID string) error {
	history, err := c.temporal.HistoryJSON(ctx, cycleID)
	if err != nil {
		return err
	}
	return store.SaveHistory(ctx, cycleID, history)
}
