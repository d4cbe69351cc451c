package workflows

import (
	"fmt"
	"hash/fnv"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// An idempotency key is remembered for a day, across continue-as-new. maxKeys keys take up about one megabyte, half of
// what a workflow's input may hold. Only a world that starts a cycle every eleven seconds for a whole day reaches that
// limit, and it then forgets its oldest keys.
const (
	keyTTL        = 24 * time.Hour
	maxKeys       = 8000
	maxKeyLen     = 40 // bytes; a longer key is stored as its hash
	maxKeysBefore = 64 // the limit of supervisors that began before versionDayKeys, which keep keys of any age
)

// cycleOfKey returns the id of the cycle that a key started, or "".
func (s *supervisor) cycleOfKey(ctx workflow.Context, key string) string {
	short := shortKey(key)
	for _, k := range s.in.Keys {
		if k.Key != key && k.Key != short {
			continue
		}
		if k.At.IsZero() || workflow.Now(ctx).Sub(k.At) < keyTTL {
			return k.CycleID
		}
	}
	return ""
}

func (s *supervisor) rememberKey(ctx workflow.Context, key, cycleID string) {
	most, k := maxKeysBefore, genesis.KeyCycle{Key: key, CycleID: cycleID}
	if s.version != workflow.DefaultVersion {
		most, k.Key, k.At = maxKeys, shortKey(key), workflow.Now(ctx).UTC().Truncate(time.Second)
		s.expireKeys(ctx)
	}
	s.in.Keys = append(s.in.Keys, k)
	if over := len(s.in.Keys) - most; over > 0 {
		s.in.Keys = s.in.Keys[over:]
	}
}

// expireKeys drops keys older than keyTTL. Keys left by an older supervisor have no time; they count from now.
func (s *supervisor) expireKeys(ctx workflow.Context) {
	var kept []genesis.KeyCycle
	for _, k := range s.in.Keys {
		if k.At.IsZero() {
			k.At = workflow.Now(ctx).UTC().Truncate(time.Second)
		}
		if workflow.Now(ctx).Sub(k.At) < keyTTL {
			kept = append(kept, k)
		}
	}
	s.in.Keys = kept
}

func shortKey(key string) string {
	if len(key) <= maxKeyLen {
		return key
	}
	h := fnv.New128a()
	h.Write([]byte(key)) // never fails
	return fmt.Sprintf("fnv128a:%x", h.Sum(nil))
}
