package activities

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/activity"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// caughtUp is how many cycles back Archive looks for missing histories: those of one run of a supervisor, which may
// have begun with a build that archived nothing.
const caughtUp = 100

// Archive stores the history of a finished cycle with its record, so that it can be read and replayed after Temporal's
// retention, and does the same for earlier cycles whose histories are missing. A second run writes the same data. A
// history that cannot be stored at all is logged once and does not prevent the others from being stored.
func (c *Cycles) Archive(ctx context.Context, in genesis.WorldRef) error {
	return fail(c.archive(ctx, in))
}

func (c *Cycles) archive(ctx context.Context, in genesis.WorldRef) error {
	store, err := c.stores.Of(in.World)
	if err != nil {
		return err
	}
	var failed []error
	if err := c.keep(ctx, store, in.CycleID); err != nil {
		failed = append(failed, fmt.Errorf("archive %s: %w", in.CycleID, err))
	}
	missing, err := store.Unarchived(ctx, caughtUp)
	if err != nil {
		failed = append(failed, err)
	}
	for _, id := range missing {
		if id == in.CycleID {
			continue
		}
		err := c.keep(ctx, store, id)
		switch code := genesis.CodeOf(err); {
		case err == nil || code == genesis.CodeNotFound: // Temporal may have deleted it
		case nonRetryable[code]:
			c.warnOnce(ctx, id, err)
		default:
			failed = append(failed, fmt.Errorf("archive %s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

// warnOnce logs that an earlier history cannot be archived. Archive tries again after each cycle, because a later build
// may be able to.
func (c *Cycles) warnOnce(ctx context.Context, id string, err error) {
	if _, told := c.unkept.LoadOrStore(id, true); !told {
		activity.GetLogger(ctx).Error("the history of an earlier cycle can't be archived; the others are", "cycle", id,
			"error", err)
	}
}

func (c *Cycles) keep(ctx context.Context, store *redisstore.Store, cycleID string) error {
	history, err := c.temporal.HistoryJSON(ctx, cycleID)
	if err != nil {
		return err
	}
	return store.SaveHistory(ctx, cycleID, history)
}
