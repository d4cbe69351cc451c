package devstack

import (
	"bufio"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// dumpedKey is one key of a Redis with its value, of which exactly one field is set.
type dumpedKey struct {
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

// dumpVersion starts every dump.
const dumpVersion = "genesis redis dump 1"

// saveDump writes every key to the file at path, or leaves the file as it was. Keys are read one after the other while
// others write: each is whole, but two keys can be some milliseconds apart.
func saveDump(ctx context.Context, r *redis.Client, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".dump-*")
	if err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	defer os.Remove(f.Name()) // gone after the rename
	if err := errors.Join(writeDump(ctx, r, f), f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("dump: %w", err)
	}
	return nil
}

func writeDump(ctx context.Context, r *redis.Client, w io.Writer) error {
	buffered := bufio.NewWriter(w)
	enc := gob.NewEncoder(buffered)
	if err := enc.Encode(dumpVersion); err != nil {
		return err
	}
	keys := r.Scan(ctx, 0, "*", 1000).Iterator()
	for keys.Next(ctx) {
		k, err := readKey(ctx, r, keys.Val())
		if errors.Is(err, redis.Nil) {
			continue // it expired in between
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

// loadDump puts the content of a dump into r; a missing file is an empty one. It returns a *genesis.Error of code
// invalid for a file that is not a whole dump.
func loadDump(ctx context.Context, r *redis.Client, path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("load dump: %w", err)
	}
	defer f.Close()
	dec := gob.NewDecoder(bufio.NewReader(f))
	var version string
	if err := dec.Decode(&version); err != nil || version != dumpVersion {
		return genesis.Errorf(genesis.CodeInvalid, "%s is not a dump of the embedded Redis: move it away to start without history", path)
	}
	for {
		var k dumpedKey
		if err := dec.Decode(&k); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return genesis.Errorf(genesis.CodeInvalid, "%s is damaged (%v): move it away to start without history", path, err)
		}
		if err := k.write(ctx, r); err != nil {
			return fmt.Errorf("load dump: %s: %w", k.Key, err)
		}
	}
}

func readKey(ctx context.Context, r *redis.Client, key string) (k dumpedKey, err error) {
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

func (k *dumpedKey) readStream(ctx context.Context, r *redis.Client) (err error) {
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

func (k *dumpedKey) write(ctx context.Context, r *redis.Client) error {
	if !k.Expires.IsZero() && !k.Expires.After(time.Now()) {
		return nil
	}
	_, err := r.Pipelined(ctx, func(p redis.Pipeliner) error {
		p.Del(ctx, k.Key)
		k.fill(ctx, p)
		if !k.Expires.IsZero() {
			p.PExpireAt(ctx, k.Key, k.Expires)
		}
		return nil
	})
	return err
}

func (k *dumpedKey) fill(ctx context.Context, p redis.Pipeliner) {
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
			p.XAdd(ctx, &redis.XAddArgs{Stream: k.Key, ID: m.ID, Values: m.Values})
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
