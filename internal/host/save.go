package host

import (
	"context"
	"fmt"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

const (
	saveEvery       = 30 * time.Second
	syncEvery       = time.Second
	leaseTTL        = 3 * time.Second
	leaseEvery      = time.Second
	shutdownTimeout = 5 * time.Second // for the last save when the process stops
)

func (h *Host) saveOnTimer(ctx context.Context) error {
	return every(ctx, saveEvery, func() error {
		if h.unchanged(ctx) {
			return nil
		}
		_, err := h.save(ctx, checkpointEvery)
		h.logSaveError(ctx, err)
		return nil
	})
}

// logSaveError logs a failed checkpoint. If only Redis refused it, it is on disk and nothing is logged here: the mirror
// reports that Redis is away and writes the list of checkpoints when it is back.
func (h *Host) logSaveError(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if genesis.MissingPart(err) == genesis.PartRedis {
		err = nil
	}
	h.disk.says("the world is not saved", err)
}

// unchanged reports whether the world is the same as when it was last saved, which means that it is paused.
func (h *Host) unchanged(ctx context.Context) bool {
	var now mark
	if h.loop.Inspect(ctx, func(world *engine.Engine) { now = mark{tick: world.Now(), seq: h.journal.seq()} }) != nil {
		return false
	}
	h.saving.Lock()
	defer h.saving.Unlock()
	return h.saved == now
}

// save writes a checkpoint taken between two ticks, and copies it to Redis unless that was done within rest. It returns
// the checkpoint's tick.
func (h *Host) save(ctx context.Context, rest time.Duration) (uint64, error) {
	h.saving.Lock() // must include the freeze, so that an older world never replaces a newer one
	defer h.saving.Unlock()
	var frozen *engine.Frozen
	var seq uint64
	err := h.loop.Inspect(ctx, func(world *engine.Engine) { frozen, seq = world.Freeze(), h.journal.seq() })
	if err != nil {
		return 0, fmt.Errorf("take checkpoint: %w", err)
	}
	return frozen.Tick(), h.writeCheckpoint(ctx, mark{tick: frozen.Tick(), seq: seq}, frozen, rest)
}

// writeCheckpoint writes a checkpoint to disk and then to Redis, and its hash to the journal for later replays.
func (h *Host) writeCheckpoint(ctx context.Context, m mark, frozen *engine.Frozen, rest time.Duration) error {
	if err := h.journal.inPlace(); err != nil { // a checkpoint without the journal that follows it would lose commands
		return err
	}
	data, err := frozen.Checkpoint()
	if err != nil {
		return fmt.Errorf("encode checkpoint: %w", err)
	}
	// First, because a replay from this checkpoint won't yield them.
	if err := h.answers.write(h.kept.dir, h.loop.Answers()); err != nil {
		return err
	}
	if err := h.kept.write(m, data); err != nil {
		return err
	}
	if err := h.journal.add(entry{Tick: m.tick, Seen: m.seq, Hash: hashText(engine.HashOf(data))}); err != nil {
		return err
	}
	h.saved = mark{}
	if seq := h.journal.seq(); seq == m.seq+1 { // only the hash was added since
		h.saved = mark{tick: m.tick, seq: seq}
	}
	if err := h.boundJournal(); err != nil {
		return err
	}
	if err := h.mirrorCheckpoints(ctx); err != nil || time.Now().UnixNano()-h.copiedAt.Load() < int64(rest) {
		return err // not fatal: the copy in Redis is only for a lost disk
	}
	if err := h.store.PutCheckpoint(ctx, data); err != nil {
		return err
	}
	h.copiedAt.Store(time.Now().UnixNano())
	return nil
}

func (h *Host) mirrorCheckpoints(ctx context.Context) error {
	kept, err := h.kept.list()
	if err != nil {
		return err
	}
	return h.store.WriteCheckpoints(ctx, kept)
}

// maxJournalBytes bounds the journal [bytes].
const maxJournalBytes = 64 << 20

// boundJournal trims the journal to what the oldest kept checkpoint needs. If that is still too much, it deletes this
// checkpoint.
func (h *Host) boundJournal() error {
	marks, err := h.kept.marks()
	if err != nil {
		return err
	}
	size, err := h.journal.size()
	if err != nil {
		return err
	}
	if size > maxJournalBytes && len(marks) > newestKept {
		if err := h.kept.drop(marks[0]); err != nil {
			return err
		}
		marks = marks[1:]
	}
	return h.journal.trim(marks[0].seq)
}

// redisAway reports whether an error means that the data are on disk but Redis has not accepted them.
func redisAway(err error) bool {
	return genesis.CodeOf(err) == genesis.CodeUnavailable && genesis.MissingPart(err) != genesis.PartDisk
}

// saveAtShutdown saves the world and announces the stop.
func (h *Host) saveAtShutdown(reason string) error {
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	tick, err := h.save(ctx, 0)
	if redisAway(err) {
		h.log.Warn("the last checkpoint is on disk, but not in Redis", "error", err)
		err = nil
	}
	if err != nil {
		return fmt.Errorf("save the world: %w", err)
	}
	h.log.Info("the world is saved", "tick", tick, "reason", reason)
	event := genesis.SystemShutdown{Reason: reason, Tick: tick, Timestamp: seconds(time.Now())}
	if err := h.store.PublishShutdown(ctx, event); err != nil {
		h.log.Warn("the stop was not announced", "error", err)
	}
	return nil
}

// syncJournal flushes the journal to disk once a second, so that the loop need not wait for the disk.
func (h *Host) syncJournal(ctx context.Context) error {
	return every(ctx, syncEvery, func() error {
		h.disk.says("the folder of the world is not where it was", h.keepFolder(ctx))
		h.disk.says("the journal of commands is not on the disk", h.journal.sync())
		return nil
	})
}

// softRestart ends the process when it has run for long or has loaded many traits, to release memory that interpreters
// leak. The process's supervisor starts it again.
func (h *Host) softRestart(ctx context.Context, stop context.CancelCauseFunc) error {
	begun := time.Now()
	limit := time.Duration(h.settings.SoftRestartIntervalHours) * time.Hour
	threshold := int64(h.settings.SoftRestartMutationThreshold)
	return every(ctx, time.Second, func() error {
		aged := limit > 0 && time.Since(begun) >= limit
		worn := threshold > 0 && h.loop.Stats().Generation-h.generation >= threshold
		if aged || worn {
			stop(errSoftRestart)
		}
		return nil
	})
}

// takeLease makes this process the world's only engine. It waits until the lease of an engine that just died expires,
// and continues without a lease if Redis is unreachable: the world must not depend on Redis.
func (h *Host) takeLease(ctx context.Context) error {
	for deadline := time.Now().Add(leaseTTL + time.Second); ; {
		err := h.store.AcquireEngine(ctx, h.boot, leaseTTL)
		switch genesis.CodeOf(err) {
		case "":
			return nil
		case genesis.CodeUnavailable:
			h.log.Warn("Redis is away; the world starts without its lease", "error", err)
			return nil
		case genesis.CodeConflict:
			if time.Now().After(deadline) {
				return err
			}
		default:
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(leaseEvery / 4):
		}
	}
}

// keepLease renews the lease and ends this engine if another one holds it.
func (h *Host) keepLease(ctx context.Context) error {
	return every(ctx, leaseEvery, func() error {
		err := h.store.RenewEngine(ctx, h.boot, leaseTTL)
		if genesis.CodeOf(err) == genesis.CodeConflict {
			return err
		}
		return nil // Redis is unreachable: what it misses is written when it is back
	})
}

// every calls f at an interval until ctx ends or f fails.
func every(ctx context.Context, interval time.Duration, f func() error) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
			if err := f(); err != nil {
				return err
			}
		}
	}
}

func seconds(t time.Time) float64 { return float64(t.UnixMicro()) / 1e6 }
