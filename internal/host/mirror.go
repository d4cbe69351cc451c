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

// How often each part is written to Redis. Every write adds to Redis's log on disk, so what nobody looks at is written
// rarely.
const (
	statsEvery        = time.Second
	requestedEvery    = 500 * time.Millisecond // molbots that are being looked at
	allRequestedEvery = 5 * time.Second        // all molbots, while somebody reads the list
	markerEvery       = 500 * time.Millisecond // check whether Redis still holds everything
	checkpointEvery   = 5 * time.Minute        // copy of the checkpoint on disk
)

// writeState keeps ws:tick, ws:params, the registry, the loop's figures and the molbots up to date.
func (h *Host) writeState(ctx context.Context) error {
	h.pub.connection(ctx, h.rewriteMirror(ctx))
	marker := time.NewTicker(markerEvery)
	defer marker.Stop()
	var stats time.Time // time of the last write
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
				continue // a Redis that refuses writes can still be read, so this does not mean that it is back
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
		return nil // busy or stopping: the next round writes it
	}
	return h.writeParams(ctx, params)
}

// writeParams writes the parameters if they have changed since they were last written.
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

// checkMarker writes everything again if Redis has lost its data. wrote reports whether it tried to.
func (h *Host) checkMarker(ctx context.Context) (wrote bool, err error) {
	if h.pub.isDown() {
		return false, nil // everything is written again when Redis is back
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

// rewriteMirror writes again everything that the engine owns in Redis, for a Redis that was emptied or replaced: the
// list of checkpoints and the newest checkpoint, the registry with the records and sources of what is loaded, the
// parameters and the molbots. The marker comes last, so that an interrupted rewrite is repeated.
func (h *Host) rewriteMirror(ctx context.Context) error {
	there, err := h.store.HasMarker(ctx, redisstore.OwnerEngine)
	if err == nil {
		err = h.mirrorCheckpoints(ctx)
	}
	if genesis.MissingPart(err) == genesis.PartDisk { // folder missing: written with the next checkpoint
		err = nil
	}
	var registry engine.Registry
	if looked := h.loop.Inspect(ctx, func(world *engine.Engine) {
		registry = world.Registry()
		h.pub.RegistryChanged(registry)
		h.pub.Entities(world.Entities())
	}); looked != nil {
		return err // stopping or busy: the marker is still missing
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

// rewriteRecords writes the source and record of each loaded trait that has none, and requests a checkpoint soon.
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

// refreshRequested refreshes the mirror of the molbots that are being looked at.
func (h *Host) refreshRequested(ctx context.Context) error {
	var all time.Time
	return every(ctx, requestedEvery, func() error {
		ids, err := h.store.RequestedEntities(ctx)
		if err != nil || len(ids) == 0 {
			return nil // writeState already reports that Redis is unreachable
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

// mirrorMolbots mirrors all molbots at once, after a command whose effect the user wants to see.
func (h *Host) mirrorMolbots(ctx context.Context) {
	_ = h.loop.Inspect(ctx, func(world *engine.Engine) { h.pub.Entities(world.Entities()) }) // if busy: soon
}
