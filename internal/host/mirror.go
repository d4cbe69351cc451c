package host

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// How often what is written to Redis. Its log on disk grows by every write, so what nobody looks at is written seldom.
const (
	statsEvery        = time.Second
	requestedEvery    = 500 * time.Millisecond // molbots that somebody looks at
	allRequestedEvery = 5 * time.Second        // and all of them, while somebody reads the list
	markerEvery       = 500 * time.Millisecond // whether Redis still holds it all
	checkpointEvery   = 5 * time.Minute        // the copy of the checkpoint that lies on disk
)

// writeState keeps ws:tick, ws:params, the registry, the loop's figures and the molbots fresh.
func (h *Host) writeState(ctx context.Context) error {
	h.pub.connection(ctx, h.rewriteMirror(ctx))
	marker := time.NewTicker(markerEvery)
	defer marker.Stop()
	var stats time.Time // when they were written
	for {
		var err error
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s := <-h.pub.stats:
			err = h.writeFigures(ctx, s, &stats)
		case <-h.pub.registry.changed:
			err = h.pub.registry.write(ctx)
		case all := <-h.pub.entities:
			err = h.writeWorld(ctx, all)
		case <-marker.C:
			var wrote bool
			if wrote, err = h.checkMarker(ctx); err == nil && !wrote {
				continue // a Redis that takes no writes can still be read: that is no sign that it is back
			}
		}
		if h.pub.connection(ctx, err) {
			h.pub.connection(ctx, h.rewriteMirror(ctx))
		}
	}
}

func (h *Host) writeFigures(ctx context.Context, s genesis.LoopStats, last *time.Time) error {
	h.watchRegistry(s.RegistryBytes)
	if err := h.store.WriteTick(ctx, s.Tick); err != nil || time.Since(*last) < statsEvery {
		return err
	}
	*last = time.Now()
	s.BootID, s.ExpiredCommands, s.Faults = h.boot, h.store.ExpiredCommands(), h.pub.faults.Load()
	return h.store.WriteStats(ctx, s)
}

func (h *Host) writeWorld(ctx context.Context, all []genesis.Entity) error {
	if err := h.store.WriteEntities(ctx, all); err != nil {
		return err
	}
	var params map[string]float64
	if err := h.loop.Inspect(ctx, func(world *engine.Engine) { params = world.Params() }); err != nil {
		return nil // busy or stopping: the next round has it
	}
	return h.writeParams(ctx, params)
}

// writeParams writes the parameters if they are others than those written last.
func (h *Host) writeParams(ctx context.Context, params map[string]float64) error {
	if maps.Equal(params, h.params) {
		return nil
	}
	err := h.store.WriteParams(ctx, params)
	if err == nil {
		h.params = params
	}
	return err
}

// checkMarker writes all again when Redis has lost its data. wrote is whether it tried to.
func (h *Host) checkMarker(ctx context.Context) (wrote bool, err error) {
	if h.pub.isDown() {
		return false, nil // it is all written again when Redis is back
	}
	broken, err := h.store.MendBroken(ctx)
	for _, b := range broken {
		h.log.Warn("a key of the world in Redis held what is not ours: it is removed, and what belongs there is "+
			"written again",
			"key", b.Key, "it", b.Says)
	}
	if err != nil {
		return len(broken) > 0, err
	}
	there, err := h.store.HasMarker(ctx, redisstore.OwnerEngine)
	if err != nil || there {
		return false, err
	}
	if err := h.rewriteMirror(ctx); err != nil {
		return true, err
	}
	if len(broken) == 0 {
		h.log.Warn("Redis had lost what it held of the world, or genesis doctor had it dropped: the engine has written " +
			"it again")
	}
	return true, nil
}

// rewriteMirror writes again what the engine owns in Redis, for one that came back empty or is another one: the list of
// checkpoints and the newest one, the registry with records and sources of what is loaded, the parameters and the
// molbots. The marker comes last, so that what is cut short is done again.
func (h *Host) rewriteMirror(ctx context.Context) error {
	there, err := h.store.HasMarker(ctx, redisstore.OwnerEngine)
	if err == nil {
		err = h.mirrorCheckpoints(ctx)
	}
	if genesis.MissingPart(err) == genesis.PartDisk { // their folder is away: the list follows the next checkpoint
		err = nil
	}
	var registry engine.Registry
	if looked := h.loop.Inspect(ctx, func(world *engine.Engine) {
		registry = world.Registry()
		h.pub.RegistryChanged(registry)
		h.pub.Entities(world.Entities())
	}); looked != nil {
		return err // stopping, or busy: the marker is still missing
	}
	h.params = nil
	if err == nil && !there {
		err = h.rewriteRecords(ctx, registry)
	}
	if err == nil {
		err = h.pub.registry.write(ctx)
	}
	if err == nil {
		err = h.store.SetMarker(ctx, redisstore.OwnerEngine)
	}
	return err
}

// rewriteRecords writes the source and the record of each loaded trait that has none, and asks for a checkpoint soon.
func (h *Host) rewriteRecords(ctx context.Context, registry engine.Registry) error {
	for _, t := range registry.Traits {
		if !t.Generated || t.MutationID == "" {
			continue
		}
		ref, err := h.store.PutBlob(ctx, []byte(t.Source), 0)
		if err != nil {
			return err
		}
		if _, err := h.store.Mutation(ctx, t.MutationID); genesis.CodeOf(err) != genesis.CodeNotFound {
			if err != nil {
				return err
			}
			continue
		}
		m := genesis.Mutation{
			ID: t.MutationID, TraitName: t.Name, Version: t.Version, Status: genesis.StatusApplied, Hash: ref.SHA256,
			FilePath:    genesis.MutationPath(h.settings.World, t.Name, t.Version),
			Description: "written again by the engine: Redis had lost the record", CreatedAt: time.Now().UTC(),
			Score: t.Score, Pinned: t.Pinned,
		}
		if t.Canary {
			m.Status = genesis.StatusCanary
		} else {
			now := time.Now().UTC()
			m.AppliedAt = &now
		}
		if err := h.store.SaveMutation(ctx, m); err != nil {
			return err
		}
	}
	h.copiedAt.Store(0)
	return nil
}

// refreshRequested keeps the mirror of the molbots fresh that somebody looks at.
func (h *Host) refreshRequested(ctx context.Context) error {
	var all time.Time
	return every(ctx, requestedEvery, func() error {
		ids, err := h.store.RequestedEntities(ctx)
		if err != nil || len(ids) == 0 {
			return nil // who writes the state says that Redis is away
		}
		if slices.Contains(ids, redisstore.AllEntities) && time.Since(all) > allRequestedEvery {
			all = time.Now()
			h.mirrorMolbots(ctx)
			return nil
		}
		var some []genesis.Entity
		if h.loop.Inspect(ctx, func(world *engine.Engine) { some = world.Some(ids) }) == nil {
			_ = h.store.WriteSome(ctx, some)
		}
		return nil
	})
}

// mirrorMolbots has all molbots mirrored at once, after a command that a person wants to see the effect of.
func (h *Host) mirrorMolbots(ctx context.Context) {
	_ = h.loop.Inspect(ctx, func(world *engine.Engine) { h.pub.Entities(world.Entities()) }) // busy: its time comes
}
