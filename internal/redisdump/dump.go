// Package redisdump dumps the content of a Redis as values rather than in the server's own format, so that another
// version, or the embedded store, can load it.
package redisdump

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/disk"
)

// Record is one key of a Redis and its value. Exactly one of the value fields is set.
type Record struct {
	Key     string
	Expires time.Time // zero: never
	String  []byte
	Hash    map[string]string
	List    []string
	Set     []string
	Sorted  []redis.Z
	Stream  []redis.XMessage
	Groups  map[string]string
	Kind    string
}

// dumpVersion is the first line of every dump.
const dumpVersion = "genesis redis dump 1"

// Save writes every key to the file at path, or leaves the file unchanged.
func Save(ctx context.Context, r redis.UniversalClient, path string) error {
	if err := disk.WriteWith(path, func(f *os.File) error { return Write(ctx, r, f, nil) }); err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	return nil
}

// Write writes the keys that want accepts; nil accepts all. It reads one key after the other while clients may write:
// each key is consistent, but two keys may be some milliseconds apart.
func Write(ctx context.Context, r redis.UniversalClient, w io.Writer, want func(key string) bool) error {
	buffered := bufio.NewWriter(w)
	enc := gob.NewEncoder(buffered)
	if err := enc.Encode(dumpVersion); err != nil {
		return err
	}
	keys := r.Scan(ctx, 0, "*", 1000).Iterator()
	for keys.Next(ctx) {
		if want != nil && !want(keys.Val()) {
			continue
		}
		k, err := readKey(ctx, r, keys.Val())
		if errors.Is(err, redis.Nil) {
			continue // expired since it was listed
		}
		if err != nil {
			return err
		}
		if err := enc.Encode(k); err != nil {
			return err
		}
	}
	return errors.Join(keys.Err(), buffered.Flush())
}

// Load writes the content of the file at path into r; a missing file counts as empty. The error is a *genesis.Error
// with code invalid if the file is not a complete dump.
func Load(ctx context.Context, r redis.UniversalClient, path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load dump: %w", err)
	}
	defer f.Close()
	err = Read(f, func(k Record) error { return k.Write(ctx, r) })
	if genesis.CodeOf(err) == genesis.CodeInvalid {
		return genesis.Errorf(genesis.CodeInvalid, "%s: %v: move it away to start without history", path, err)
	}
	return err
}

// Read calls each with every key of a dump. The error has code invalid if the input is not a complete dump.
func Read(from io.Reader, each func(Record) error) error {
	dec := gob.NewDecoder(bufio.NewReader(from))
	var version string
	if err := dec.Decode(&version); err != nil || version != dumpVersion {
		return genesis.Errorf(genesis.CodeInvalid, "this is not a dump of a Redis")
	}
	for {
		var k Record
		if err := dec.Decode(&k); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return genesis.Errorf(genesis.CodeInvalid, "the dump is damaged (%v)", err)
		}
		if err := each(k); err != nil {
			return fmt.Errorf("key %q of the dump: %w", k.Key, err)
		}
	}
}

func readKey(ctx context.Context, r redis.UniversalClient, key string) (k Record, err error) {
	k.Key = key
	ttl, err := r.PTTL(ctx, key).Result()
	if err != nil {
		return k, err
	}
	if ttl > 0 {
		k.Expires = time.Now().Add(ttl)
	}
	if k.Kind, err = r.Type(ctx, key).Result(); err != nil {
		return k, err
	}
	switch k.Kind {
	case "string":
		k.String, err = r.Get(ctx, key).Bytes()
	case "hash":
		k.Hash, err = r.HGetAll(ctx, key).Result()
	case "list":
		k.List, err = r.LRange(ctx, key, 0, -1).Result()
	case "set":
		k.Set, err = r.SMembers(ctx, key).Result()
	case "zset":
		k.Sorted, err = r.ZRangeWithScores(ctx, key, 0, -1).Result()
	case "stream":
		err = k.readStream(ctx, r)
	case "none":
		err = redis.Nil
	default:
		err = fmt.Errorf("key %s is a %s", key, k.Kind)
	}
	return k, err
}

func (k *Record) readStream(ctx context.Context, r redis.UniversalClient) (err error) {
	if k.Stream, err = r.XRange(ctx, k.Key, "-", "+").Result(); err != nil {
		return err
	}
	groups, err := r.XInfoGroups(ctx, k.Key).Result()
	k.Groups = map[string]string{}
	for _, g := range groups {
		k.Groups[g.Name] = g.LastDeliveredID
	}
	return err
}

// Write atomically replaces the key in r, unless the record has expired.
func (k *Record) Write(ctx context.Context, r redis.UniversalClient) error {
	if !k.Expires.IsZero() && !k.Expires.After(time.Now()) {
		return nil
	}
	sent, err := r.TxPipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, k.Key)
		k.fill(ctx, p)
		if !k.Expires.IsZero() {
			p.PExpireAt(ctx, k.Key, k.Expires)
		}
		return nil
	})
	for _, c := range sent {
		if why := c.Err(); redis.IsExecAbortError(err) && why != nil && !redis.IsExecAbortError(why) {
			return why // for example because memory is full
		}
	}
	return err
}

func (k *Record) fill(ctx context.Context, p redis.Pipeliner) {
	switch k.Kind {
	case "string":
		p.Set(ctx, k.Key, k.String, 0)
	case "hash":
		p.HSet(ctx, k.Key, k.Hash)
	case "list":
		p.RPush(ctx, k.Key, anys(k.List)...)
	case "set":
		p.SAdd(ctx, k.Key, anys(k.Set)...)
	case "zset":
		p.ZAdd(ctx, k.Key, k.Sorted...)
	case "stream":
		for _, m := range k.Stream {
			p.XAdd(ctx, &redis.XAddArgs{Stream: k.Key, ID: m.ID, Values: inOrder(m.Values)})
		}
		for name, last := range k.Groups {
			p.XGroupCreateMkStream(ctx, k.Key, name, last)
		}
	}
}

func anys(values []string) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = v
	}
	return out
}

// inOrder lists the fields of a stream entry sorted by name, so that loading a dump is deterministic.
func inOrder(values map[string]any) []any {
	out := make([]any, 0, 2*len(values))
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, name, values[name])
	}
	return out
}
