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

// Export writes the records of the world: cycles with their histories, mutations, feed and telemetry. It leaves out
// what an engine rebuilds at its start and messages in transit between processes.
func (s *Store) Export(ctx context.Context, w io.Writer) error {
	to := &sink{to: w}
	err := redisdump.Write(ctx, s.client, to, s.keys.isRecord)
	if to.err != nil {
		return fmt.Errorf("export the records: %w", err)
	}
	return wrap("export the records", err)
}

// sink remembers a write error, to distinguish it from an error of Redis.
type sink struct {
	to  io.Writer
	err error
}

func (s *sink) Write(p []byte) (int, error) {
	n, err := s.to.Write(p)
	s.err = err
	return n, err
}

// Import replaces the existing records by exported ones. It reads the whole export before it changes anything; the
// error has code invalid if this is not a complete export of this world. An import that fails half-way leaves keys that
// Forget deletes. Imported data do not count as records until an engine takes over the world.
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

// CheckExport reads an export to its end. The error has code invalid if it is incomplete or has keys that don't belong
// to the world.
func CheckExport(r io.Reader, world string) error {
	k := keysOf(world)
	return redisdump.Read(r, func(record redisdump.Record) error {
		if !k.isRecord(record.Key) {
			return genesis.Errorf(genesis.CodeInvalid, "it is not a record of world %s", world)
		}
		return nil
	})
}

// HasRecords reports whether Redis holds cycles or mutations of the world, other than imported ones that no engine has
// taken over yet.
func (s *Store) HasRecords(ctx context.Context) (bool, error) {
	var imported, records *redis.IntCmd
	_, err := s.client.Pipelined(ctx, func(p redis.Pipeliner) error {
		imported = p.Exists(ctx, s.keys.imported())
		records = p.Exists(ctx, s.keys.cycles(), s.keys.mutations(""))
		return nil
	})
	return records.Val() > 0 && imported.Val() == 0, wrap("look for records", err)
}

// EngineRuns reports whether an engine runs the world.
func (s *Store) EngineRuns(ctx context.Context) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.engineLease()).Result()
	return n > 0, wrap("look for the engine", err)
}

// WorldExists reports whether an engine has ever run the world.
func (s *Store) WorldExists(ctx context.Context) (bool, error) {
	n, err := s.client.Exists(ctx, s.keys.params()).Result()
	return n > 0, wrap("look for the world", err)
}

// Forget deletes everything that Redis holds of the world.
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

// families are the prefixes of a world's keys.
var families = []string{"ws:", "ent:", "meta:", "engine:", "view:", "cmd:", "blob:", "feed:", "evo:"}

// transientKeys are the prefixes of keys about processes and the current moment.
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
