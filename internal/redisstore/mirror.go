package redisstore

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

const (
	snapshotKept = 5 * time.Minute
	maxSnapshots = 1000 // ticks in the index of snapshots
)

// WriteTick mirrors the current tick.
func (s *Store) WriteTick(ctx context.Context, tick uint64) error {
	return wrap("write the tick", s.client.Set(ctx, s.keys.tick(), tick, 0).Err())
}

// Tick returns the last mirrored tick; the error has code not_found before the first.
func (s *Store) Tick(ctx context.Context) (uint64, error) {
	tick, err := s.client.Get(ctx, s.keys.tick()).Uint64()
	if errors.Is(err, redis.Nil) {
		return 0, genesis.Errorf(genesis.CodeNotFound, "the world %s has never run", s.world)
	}
	return tick, wrap("read the tick", err)
}

// WriteParams mirrors the world's parameters. Names that are not given keep their values.
func (s *Store) WriteParams(ctx context.Context, params map[string]float64) error {
	if len(params) == 0 {
		return nil
	}
	fields := make(map[string]any, len(params))
	for name, v := range params {
		fields[name] = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return wrap("write the parameters", s.client.HSet(ctx, s.keys.params(), fields).Err())
}

// Params reads the world's parameters; empty before the world's first start.
func (s *Store) Params(ctx context.Context) (map[string]float64, error) {
	fields, err := s.client.HGetAll(ctx, s.keys.params()).Result()
	if err != nil {
		return nil, wrap("read the parameters", err)
	}
	params := make(map[string]float64, len(fields))
	for name, text := range fields {
		v, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("parameter %s holds %.60q", name, text)
		}
		params[name] = v
	}
	return params, nil
}

// WriteSnapshot stores a snapshot for 5 minutes and returns its key for the telemetry event. An empty timestamp is
// replaced by the current time.
func (s *Store) WriteSnapshot(ctx context.Context, snap genesis.Snapshot) (key string, err error) {
	if snap.Timestamp == "" {
		snap.Timestamp = time.Now().UTC().Format(time.RFC3339)
	}
	if snap.Traits == nil {
		snap.Traits = []genesis.TraitCensus{}
	}
	fields, err := flatten(snap)
	if err != nil {
		return "", fmt.Errorf("write a snapshot: %w", err)
	}
	key = s.keys.snapshot(snap.Tick)
	index, tick := s.keys.snapshots(), strconv.FormatUint(snap.Tick, 10)
	pipe := s.client.TxPipeline()
	pipe.Del(ctx, key)
	pipe.HSet(ctx, key, fields)
	pipe.Expire(ctx, key, snapshotKept)
	pipe.ZRemRangeByScore(ctx, index, "("+tick, "+inf") // ticks that the world undid when it went back to a checkpoint
	pipe.ZAdd(ctx, index, redis.Z{Score: float64(snap.Tick), Member: tick})
	pipe.ZRemRangeByRank(ctx, index, 0, -maxSnapshots-1)
	if err := s.keepRow(ctx, pipe, snap); err != nil {
		return "", fmt.Errorf("write a snapshot: %w", err)
	}
	_, err = pipe.Exec(ctx)
	return key, wrap("write a snapshot", err)
}

// SnapshotKey returns the key of a tick's snapshot, as events and triggers name it.
func (s *Store) SnapshotKey(tick uint64) string { return s.keys.snapshot(tick) }

// Snapshot reads the snapshot of a tick; the error has code not_found after its expiry.
func (s *Store) Snapshot(ctx context.Context, tick uint64) (genesis.Snapshot, error) {
	return s.SnapshotByKey(ctx, s.keys.snapshot(tick))
}

// SnapshotByKey reads the snapshot that a telemetry event names.
func (s *Store) SnapshotByKey(ctx context.Context, key string) (genesis.Snapshot, error) {
	var snap genesis.Snapshot
	err := s.readHash(ctx, key, "snapshot "+key+": it is gone", &snap)
	return snap, err
}

// newestFirst returns the members of a sorted set between two ranks, highest score first.
func newestFirst(ctx context.Context, c *redis.Client, key string, from, to int) ([]string, error) {
	return c.ZRangeArgs(ctx, redis.ZRangeArgs{Key: key, Start: from, Stop: to, Rev: true}).Result()
}

// Snapshots returns up to limit snapshots that have not expired, newest first.
func (s *Store) Snapshots(ctx context.Context, limit int) ([]genesis.Snapshot, error) {
	ticks, err := newestFirst(ctx, s.client, s.keys.snapshots(), 0, limit-1)
	if err != nil {
		return nil, wrap("read the snapshots", err)
	}
	return s.snapshotsAt(ctx, ticks)
}

func (s *Store) snapshotsAt(ctx context.Context, ticks []string) ([]genesis.Snapshot, error) {
	key := func(tick string) string {
		n, _ := strconv.ParseUint(tick, 10, 64) // can't fail: WriteSnapshot wrote it
		return s.keys.snapshot(n)
	}
	found := make([]genesis.Snapshot, 0, len(ticks))
	err := s.readHashes(ctx, ticks, key, func(fields map[string]string) error {
		var snap genesis.Snapshot
		if err := unflatten(fields, &snap); err != nil {
			return err
		}
		found = append(found, snap)
		return nil
	})
	return found, err
}

// WriteRegistry replaces the mirror of the trait registry: its version and the file of each loaded trait.
func (s *Store) WriteRegistry(ctx context.Context, version int64, files map[string]string) error {
	pipe := s.client.TxPipeline()
	pipe.Del(ctx, s.keys.registry())
	if len(files) > 0 {
		pipe.HSet(ctx, s.keys.registry(), files)
	}
	pipe.Set(ctx, s.keys.registryVersion(), version, 0)
	_, err := pipe.Exec(ctx)
	return wrap("write the registry", err)
}

// Registry reads the mirror of the trait registry: version 0 and no files before the first load. It avoids a
// transaction, because a Redis that refuses writes may refuse MULTI as well; instead it reads the version before and
// after the files.
func (s *Store) Registry(ctx context.Context) (version int64, files map[string]string, err error) {
	for {
		pipe := s.client.Pipeline()
		before, all := pipe.Get(ctx, s.keys.registryVersion()), pipe.HGetAll(ctx, s.keys.registry())
		after := pipe.Get(ctx, s.keys.registryVersion())
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return 0, nil, wrap("read the registry", err)
		}
		if before.Val() == after.Val() {
			version, _ = after.Int64() // absent before the first load
			return version, all.Val(), nil
		}
	}
}

// Owner is a process that writes its own data again when Redis has lost them.
type Owner string

// The owners.
const (
	OwnerEngine Owner = "engine" // the mirror of the world, and the records of what is loaded
	OwnerWorker Owner = "worker" // who writes the traits, and the records of cycles
)

// SetMarker sets the marker that HasMarker checks.
func (s *Store) SetMarker(ctx context.Context, by Owner) error {
	return wrap("leave the marker", s.client.Set(ctx, s.keys.marker(by), 1, 0).Err())
}

// DropMarker makes the owner write everything again, within a second if it runs.
func (s *Store) DropMarker(ctx context.Context, by Owner) error {
	return wrap("drop the marker", s.client.Del(ctx, s.keys.marker(by)).Err())
}

// HasMarker reports whether Redis still holds what was written before SetMarker. A FLUSHALL, an eviction or a different
// server take the marker away with the data.
func (s *Store) HasMarker(ctx context.Context, by Owner) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.marker(by)).Result()
	return n == 1, wrap("look for the marker", err)
}

// ReadStats reads the loop's figures; alive is false if the engine is down.
func (s *Store) ReadStats(ctx context.Context) (stats genesis.LoopStats, alive bool, err error) {
	err = s.readHash(ctx, s.keys.stats(), "running engine", &stats)
	if genesis.CodeOf(err) == genesis.CodeNotFound {
		return genesis.LoopStats{}, false, nil
	}
	return stats, err == nil, err
}
