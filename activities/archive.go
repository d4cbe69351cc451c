package activities

import (
	"context"
	"errors"
	"fmt"

	"go.temporal.io/sdk/activity"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// caughtUp is how many cycles back an archive is looked at for gaps: the cycles of one run of a supervisor, which may
// have begun with a build that kept no archive.
const caughtUp = 100

// Archive keeps the history of a cycle that has ended beside its record, so that it can be read and replayed when
// Temporal's retention is over, and those of earlier cycles that are not kept yet. A second run writes the same. A
// history that can't be kept, whatever is tried, is logged once and keeps no other from being kept.
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
		case err == nil || code == genesis.CodeNotFound: // Temporal may have lost it
		case nonRetryable[code]:
			c.warnOnce(ctx, id, err)
		default:
			failed = append(failed, fmt.Errorf("archive %s: %w", id, err))
		}
	}
	return errors.Join(failed...)
}

// warnOnce logs that an earlier history can't be kept. It is tried again after each cycle, and may be kept by a build
// that can do more.
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
