package redisstore

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisdump"
)

// Export writes the records of the world: cycles with their histories, mutations, feed and telemetry. What an engine
// makes anew at its start, and what is on its way between processes, is left out.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	to := &sink{to: w}
	err := redisdump.Write(ctx, s.client, to, s.keys.isRecord)
	if to.err != nil {
		return fmt.Errorf("export the records: %w", err)
	}
	return wrap("export the records", err)
}

// sink remembers an error of writing, to tell it from one of Redis.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.err = err
	return n, err
}

// Import puts exported records in the place of those that there are. Before it changes anything it reads them all; the
// error has code invalid for what is not a whole export of this world. An import that failed half-way leaves what
// Forget drops. Until an engine takes the world, what was imported does not pass for records.
func (s *Store) Import(ctx context.Context, r io.ReadSeeker) error {
	if err := CheckExport(r, s.world); err != nil {
		return err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := s.Forget(ctx); err != nil {
		return err
	}
	if err := s.client.Set(ctx, s.keys.imported(), 1, 0).Err(); err != nil {
		return wrap("import the records", err)
	}
	return redisdump.Read(r, func(k redisdump.Record) error { return wrap("import the records", k.Write(ctx, s.client)) })
}

// CheckExport reads an export to its end. The error has code invalid if it is not whole or has keys that are not the
// world's.
func CheckExport(r io.Reader, world string) error {
	k := keysOf(world)
	return redisdump.Read(r, func(record redisdump.Record) error {
		if !k.isRecord(record.Key) {
			return genesis.Errorf(genesis.CodeInvalid, "it is not a record of world %s", world)
		}
		return nil
	})
}

// HasRecords reports whether Redis knows cycles or mutations of the world that an engine has made or taken.
func (s *Store) HasRecords(ctx context.Context) (bool, error) {
	var imported, records *redis.IntCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		imported = p.Exists(ctx, s.keys.imported())
		records = p.Exists(ctx, s.keys.cycles(), s.keys.mutations(""))
		return nil
	})
	return records.Val() > 0 && imported.Val() == 0, wrap("look for records", err)
}

// EngineRuns reports whether an engine holds the world.
func (s *Store) EngineRuns(ctx context.Context) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.engineLease()).Result()
	return n > 0, wrap("look for the engine", err)
}

// WorldExists reports whether an engine has ever run the world.
func (s *Store) WorldExists(ctx context.Context) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.params()).Result()
	return n > 0, wrap("look for the world", err)
}

// Forget drops everything that Redis has of the world.
func (s *Store) Forget(ctx context.Context) error {
	found := s.client.Scan(ctx, 0, "*", 1000).Iterator()
	var batch []string
	for found.Next(ctx) {
		if s.keys.owns(found.Val()) {
			batch = append(batch, found.Val())
		}
	}
	if err := found.Err(); err != nil {
		return wrap("forget the world", err)
	}
	for len(batch) > 0 {
		some := batch[:min(len(batch), 1000)]
		batch = batch[len(some):]
		if err := s.client.Unlink(ctx, some...).Err(); err != nil {
			return wrap("forget the world", err)
		}
	}
	return nil
}

// families start the keys of a world.
var families = []string{"ws:", "ent:", "meta:", "engine:", "view:", "cmd:", "blob:", "feed:", "evo:"}

// transientKeys starts the keys that tell of processes and of the moment.
var transientKeys = []string{"ent:", "engine:", "view:", "cmd:", "meta:engine", "meta:token:"}

func (k keys) owns(key string) bool     { return k.startsWith(key, families) }
func (k keys) isRecord(key string) bool { return k.owns(key) && !k.startsWith(key, transientKeys) }

func (k keys) startsWith(key string, names []string) bool {
	rest, ours := strings.CutPrefix(key, k.prefix)
	for _, name := range names {
		if ours && strings.HasPrefix(rest, name) {
			return true
		}
	}
	return false
}
