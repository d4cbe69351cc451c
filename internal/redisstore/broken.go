package redisstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/ai-genesis/ai-genesis"
)

// A key of the world is broken if it holds another type than this package keeps there, or far more data than it ever
// writes: another program has written to it. The original content is already lost then, so the repair is to delete the
// key. Its owner writes it again: the engine the mirror and the records of loaded traits, the worker the records of
// cycles. Indexes are rebuilt from the records.

// Types of values, as Redis names them.
const (
	kindString = "string"
	kindHash   = "hash"
	kindList   = "list"
	kindSet    = "set"
	kindSorted = "zset"
	kindStream = "stream"
)

// maxValue is far above the size of any key except those that may hold a blob of up to MaxBlob [bytes].
const maxValue = 8 << 20

// fixed returns the keys that exist once per world, with their types.
func (k keys) fixed() map[string]string {
	all := map[string]string{
		k.tick(): kindString, k.params(): kindHash, k.snapshots(): kindSorted, k.telemetry(): kindSorted,
		k.checkpoints(): kindString, k.checkpoint(): kindString, k.entities(): kindSet, k.wanted(): kindSet,
		k.mirrored(): kindString, k.registry(): kindHash, k.registryVersion(): kindString, k.stats(): kindHash,
		k.counters(): kindHash, k.model(): kindHash, k.engineLease(): kindString, k.imported(): kindString,
		k.probe(): kindString, k.viewLease(): kindString, k.commands(): kindStream, k.feed(): kindStream,
		k.marker(OwnerEngine): kindString, k.marker(OwnerWorker): kindString, k.broken(): kindSet,
		k.currentCycle(): kindString, k.cycles(): kindSorted, k.mutationSeq(): kindString,
		k.mutationHashes(): kindHash, k.traitVersions(): kindSorted, k.mutations(""): kindSorted,
	}
	for _, status := range statuses {
		all[k.mutations(status)] = kindSorted
	}
	return all
}

// kinds lists the types of all other keys by prefix. The first match wins.
var kinds = []struct{ prefix, kind string }{
	{"ws:snapshot:", kindHash}, {"ent:spatial:", kindSet}, {"ent:mol_", kindHash}, {"meta:once:", kindString},
	{"meta:token:", kindString},
	{"cmd:reply:", kindList}, {"blob:", kindString}, {"evo:trigger:", kindHash}, {"evo:plan:", kindHash},
	{"evo:cycle:cycle-", kindHash}, {"evo:writer:", kindString}, {"evo:waits:", kindString},
	{"evo:history:", kindString}, {"evo:mutation:", kindHash},
}

// kindOf returns the type that a key must have, or "" for a key that does not belong to the world.
func (k keys) kindOf(key string) string {
	rest, ours := strings.CutPrefix(key, k.prefix)
	if !ours {
		return ""
	}
	for _, many := range kinds {
		if strings.HasPrefix(rest, many.prefix) {
			return many.kind
		}
	}
	return k.fixed()[key]
}

// large reports whether a key may hold as much as a blob.
func (k keys) large(key string) bool {
	rest := strings.TrimPrefix(key, k.prefix)
	return key == k.checkpoint() || key == k.mutationHashes() ||
		strings.HasPrefix(rest, "blob:") || strings.HasPrefix(rest, "evo:history:")
}

// BrokenKey is a key of the world whose content this package has not written.
type BrokenKey struct {
	Key  string
	Says string // what is wrong with it
}

// brokenError is the error of a command that met a broken key.
type brokenError struct {
	BrokenKey
	cause error
}

func (b *brokenError) Error() string {
	return fmt.Sprintf("the key %s %s: another program has written it. The engine writes it again; `genesis doctor --fix` "+
		"does, too", b.Key, b.Says)
}

func (b *brokenError) Unwrap() error { return b.cause }

// IsBroken reports whether an operation failed because a key of the world is broken. Redis itself works then.
func IsBroken(err error) bool {
	_, ok := errors.AsType[*brokenError](err)
	return ok
}

// brokenHook is a client hook. When Redis refuses a command because of a key's type, or a value is far too large, it
// reports the key in the error and registers it for its owner to repair.
type brokenHook struct {
	store *Store
}

// DialHook implements redis.Hook.
func (brokenHook) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook implements redis.Hook.
func (h brokenHook) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if h.examine(ctx, cmd, err) {
			return cmd.Err()
		}
		return err
	}
}

// ProcessPipelineHook implements redis.Hook.
func (h brokenHook) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		for _, cmd := range slices.Backward(cmds) {
			if h.examine(ctx, cmd, cmd.Err()) { // report the first one
				err = cmd.Err()
			}
		}
		return err
	}
}

// examine checks a command that ended with err. If it met a broken key, examine replaces its error by one that names
// the key.
func (h brokenHook) examine(ctx context.Context, cmd redis.Cmder, err error) (broken bool) {
	s, args := h.store, cmd.Args()
	wrongType := err != nil && strings.HasPrefix(err.Error(), "WRONGTYPE")
	tooLarge := err == nil && answerSize(cmd) > maxValue
	if !wrongType && !tooLarge || len(args) < 2 { // true for nearly all commands
		return false
	}
	key, _ := args[1].(string)
	if several := scriptKeys(cmd); several != nil {
		if met, _ := s.broken(context.WithoutCancel(ctx), several); len(met) > 0 {
			key = met[0].Key
		}
	}
	kind := s.keys.kindOf(key)
	if kind == "" || tooLarge && s.keys.large(key) {
		return false
	}
	says := "is no " + kind
	if tooLarge {
		says = fmt.Sprintf("holds %d MB", answerSize(cmd)>>20)
	}
	cmd.SetErr(&brokenError{BrokenKey{key, says}, err})
	if key != s.keys.broken() {
		// Best effort: owners find all broken keys on their own except records, of which there are too many to check.
		_ = s.client.SAdd(context.WithoutCancel(ctx), s.keys.broken(), key).Err()
	}
	return true
}

// answerSize returns the size of the value that a command has read.
func answerSize(cmd redis.Cmder) (n int) {
	switch c := cmd.(type) {
	case *redis.StringCmd:
		return len(c.Val())
	case *redis.MapStringStringCmd:
		for name, text := range c.Val() {
			n += len(name) + len(text)
		}
	}
	return n
}

// MendBroken deletes broken keys, among those that exist once per world and those that a reader has registered, and
// removes the owners' markers so that they write everything again. It returns the keys it deleted.
func (s *Store) MendBroken(ctx context.Context) ([]BrokenKey, error) {
	suspects := make([]string, 0, 64)
	for key := range s.keys.fixed() {
		suspects = append(suspects, key)
	}
	// SRANDMEMBER rather than SPOP: the check must also work while Redis refuses writes.
	met, err := s.client.SRandMemberN(ctx, s.keys.broken(), maxPipeline).Result()
	if err != nil && !IsBroken(err) {
		return nil, wrap("look for broken keys", err)
	}
	for _, key := range met {
		if s.keys.kindOf(key) != "" {
			suspects = append(suspects, key)
		}
	}
	broken, err := s.broken(ctx, suspects)
	if err == nil && len(broken) > 0 {
		err = s.Mend(ctx, broken)
	}
	if err == nil && len(met) > 0 {
		err = wrap("mend broken keys", s.client.SRem(ctx, s.keys.broken(), toAny(met)...).Err())
	}
	return broken, err
}

func toAny(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// FindBroken checks all keys of the world.
func (s *Store) FindBroken(ctx context.Context) (broken []BrokenKey, err error) {
	found := s.client.Scan(ctx, 0, s.keys.prefix+"*", 1000).Iterator()
	var batch []string
	look := func(enough int) error {
		if len(batch) < enough {
			return nil
		}
		some, err := s.broken(ctx, batch)
		broken, batch = append(broken, some...), batch[:0]
		return err
	}
	for found.Next(ctx) {
		if s.keys.kindOf(found.Val()) != "" {
			batch = append(batch, found.Val())
		}
		if err := look(maxPipeline); err != nil {
			return broken, err
		}
	}
	return broken, errors.Join(wrap("look for broken keys", found.Err()), look(1))
}

// broken returns those of the suspects that are broken.
func (s *Store) broken(ctx context.Context, suspects []string) (found []BrokenKey, err error) {
	slices.Sort(suspects)
	suspects = slices.Compact(suspects)
	pipe := s.client.Pipeline()
	types := make([]*redis.StatusCmd, len(suspects))
	sizes := make([]*redis.IntCmd, len(suspects))
	for i, key := range suspects {
		types[i] = pipe.Type(ctx, key)
		switch kind := s.keys.kindOf(key); {
		case s.keys.large(key):
		case kind == kindString:
			sizes[i] = pipe.StrLen(ctx, key)
		case kind == kindHash:
			sizes[i] = pipe.MemoryUsage(ctx, key, 0)
		}
	}
	// Each answer is judged on its own: STRLEN fails for other types, and the embedded store does not support MEMORY
	// USAGE.
	if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) && !isAnswer(err) {
		return nil, wrap("look for broken keys", err)
	}
	for i, key := range suspects {
		switch kind := types[i].Val(); {
		case kind == "" || kind == "none":
		case kind != s.keys.kindOf(key):
			found = append(found, BrokenKey{key, fmt.Sprintf("is a %s where a %s belongs", kind, s.keys.kindOf(key))})
		case sizes[i] != nil && sizes[i].Err() == nil && sizes[i].Val() > maxValue:
			found = append(found, BrokenKey{key, fmt.Sprintf("holds %d MB", sizes[i].Val()>>20)})
		}
	}
	return found, nil
}

// isAnswer reports whether err is nil or an error that Redis itself has sent.
func isAnswer(err error) bool {
	_, ok := errors.AsType[redis.Error](err)
	return ok
}

// Mend deletes broken keys and removes the owners' markers. If an index is among the keys, it is rebuilt.
func (s *Store) Mend(ctx context.Context, broken []BrokenKey) error {
	pipe := s.client.Pipeline()
	index := false
	for _, b := range broken {
		pipe.Unlink(ctx, b.Key)
		rest := strings.TrimPrefix(b.Key, s.keys.prefix)
		index = index || rest == "evo:cycles" || rest == "evo:trait_versions" || strings.HasPrefix(rest, "evo:mutations")
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return wrap("mend broken keys", err)
	}
	if index {
		if err := s.reindex(ctx); err != nil {
			return err
		}
	}
	// The markers go last, so that an interrupted repair is started again.
	return wrap("mend broken keys",
		s.client.Del(ctx, s.keys.marker(OwnerEngine), s.keys.marker(OwnerWorker)).Err())
}

// reindex rebuilds the indexes of cycles and mutations from their records, oldest first.
func (s *Store) reindex(ctx context.Context) error {
	err := s.eachRecord(ctx, "evo:cycle:cycle-", func(id string) error {
		number, err := cycleNumber("cycle-" + id)
		if err != nil {
			return nil // not a cycle's record
		}
		return s.client.ZAdd(ctx, s.keys.cycles(), redis.Z{Score: float64(number), Member: "cycle-" + id}).Err()
	})
	if err != nil {
		return wrap("make an index again", err)
	}
	var all []genesis.Mutation
	err = s.eachRecord(ctx, "evo:mutation:", func(id string) error {
		m, err := s.Mutation(ctx, id)
		if err == nil && ValidMutation(m.ID) && genesis.ValidMutationStatus(m.Status) {
			all = append(all, m)
		}
		if IsBroken(err) || genesis.CodeOf(err) != genesis.CodeUnavailable {
			return nil
		}
		return err
	})
	if err != nil {
		return wrap("make an index again", err)
	}
	slices.SortStableFunc(all, func(a, b genesis.Mutation) int { return a.CreatedAt.Compare(b.CreatedAt) })
	// Rebuild the whole sequence: entries that survived may be in an order that contradicts their times.
	if err := s.client.Del(ctx, s.keys.mutations(""), s.keys.mutationSeq()).Err(); err != nil {
		return wrap("make an index again", err)
	}
	for _, m := range all {
		if err := s.SaveMutation(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// eachRecord calls f with the rest of each key that begins with prefix.
func (s *Store) eachRecord(ctx context.Context, prefix string, f func(id string) error) error {
	prefix = s.keys.prefix + prefix
	found := s.client.Scan(ctx, 0, prefix+"*", 1000).Iterator()
	for found.Next(ctx) {
		if err := f(strings.TrimPrefix(found.Val(), prefix)); err != nil {
			return err
		}
	}
	return found.Err()
}
