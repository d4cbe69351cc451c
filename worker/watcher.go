package worker

import (
	"context"
	"fmt"
	"log/slog"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// watch reads the telemetry of the world and triggers a cycle for each anomaly until ctx ends. Every worker watches;
// the key of the trigger ensures that several workers start only one cycle for the same snapshot.
func watch(ctx context.Context, o Options) error {
	w := &watcher{Options: o}
	if snaps, err := o.Store.Snapshots(ctx, o.Settings.WatcherHistoryDepth); err == nil {
		slices.Reverse(snaps)
		w.history = snaps
	}
	return o.Store.ListenTelemetry(ctx, func(e genesis.TelemetryEvent) { w.onTelemetry(ctx, e) })
}

type watcher struct {
	Options
	history []genesis.Snapshot // oldest first
}

func (w *watcher) onTelemetry(ctx context.Context, e genesis.TelemetryEvent) {
	if w.binding.Guard(ctx) != nil {
		return // a cycle would run in another system
	}
	snap, err := w.Store.SnapshotByKey(ctx, e.SnapshotKey)
	if err != nil {
		w.Log.Warn("the watcher can't read a snapshot", "key", e.SnapshotKey, "error", err)
		return
	}
	w.history = evolution.Remember(w.history, snap, w.Settings.WatcherHistoryDepth)
	trigger, found := evolution.Anomaly(thresholds(w.Settings), w.Settings.World, w.history)
	if !found {
		return
	}
	trigger.SnapshotKey = e.SnapshotKey
	if trigger.ProblemType == genesis.ProblemStarvation {
		trigger.AffectedEntities = w.affected(ctx)
	}
	// The key is the same for every worker that reads this snapshot. The timestamp is part of it because a restored
	// world reaches the same tick again.
	key := fmt.Sprintf("watch-%s-%d-%s", w.Settings.World, snap.Tick, snap.Timestamp)
	id, err := w.Supervisor.Trigger(ctx, w.Settings.World, key, trigger)
	level, message := slog.LevelInfo, "the watcher triggered a cycle"
	switch genesis.CodeOf(err) {
	case "":
	case genesis.CodeConflict, genesis.CodeCooldown: // expected: one cycle at a time, with a cooldown after it
		level, message = slog.LevelDebug, "the watcher's trigger has to wait"
	default:
		level, message = slog.LevelWarn, "the watcher can't trigger a cycle"
	}
	said := []any{"problem", trigger.ProblemType, "reason", trigger.Reason}
	if err != nil {
		said = append(said, "error", err)
	} else {
		said = append(said, "cycle", id)
	}
	w.Log.Log(ctx, level, message, said...)
}

// affected names the least fed molbots. While a cycle runs it returns none, because the trigger will be refused and
// reading them would be wasted.
func (w *watcher) affected(ctx context.Context) []string {
	if id, err := w.Store.CurrentCycle(ctx); err != nil || id != "" {
		return []string{}
	}
	return leastFed(ctx, w.Store)
}

func thresholds(s config.Settings) evolution.Thresholds {
	return evolution.Thresholds{
		Deaths: s.AnomalyDeathThreshold, Growth: s.AnomalyOverpopThreshold, Depth: s.WatcherHistoryDepth,
	}
}
