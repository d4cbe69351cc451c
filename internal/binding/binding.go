// Package binding keeps a system together: the processes that work in one Temporal namespace have to share one Redis.
// Their task queues are shared by all worlds of the namespace, so a worker with another Redis would take steps of
// cycles whose records, sources and forks it does not find, and end them.
//
// A Redis database has an id, made once at random, in the key genesis:id. The namespace notes the id of the Redis that
// works in it. A process whose Redis has another id serves nothing there. When Redis is emptied, whoever has known its
// id puts it back: an engine from its data folder, other processes from memory. A process that has just begun can't
// know whose an empty Redis is, so it waits for the engine.
package binding

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
)

// Advice is what a person can do about a Redis that the namespace does not go with.
const Advice = "give this system a namespace of its own (GENESIS_TEMPORAL_NAMESPACE; the worker makes it), or set " +
	"GENESIS_REDIS_URL to the Redis of the other; if that is gone for good, `genesis doctor --claim` makes the " +
	"namespace this system's"

// guardTime bounds the look at Redis before a step.
const guardTime = time.Second

// Binding is the tie between a process's Redis and its namespace. It is safe for use by many goroutines.
type Binding struct {
	store    *redisstore.Store
	temporal *supervisor.Client

	mu sync.Mutex
	id string // of Redis, once it is known to be the namespace's
}

// New ties nothing yet. known is the id that the process's Redis had before, or "".
func New(store *redisstore.Store, temporal *supervisor.Client, known string) *Binding {
	return &Binding{store: store, temporal: temporal, id: known}
}

// Bind ties Redis and namespace if neither belongs to another, and checks it again when called again. The error has
// code conflict and says what to do if the namespace goes with another Redis, and not_found while Redis is empty and
// nobody has said yet whose it is. Other errors are of parts that do not answer.
func (b *Binding) Bind(ctx context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	owner, supported, err := b.temporal.Owner(ctx)
	if err != nil || !supported {
		return err
	}
	id, err := b.store.Identity(ctx)
	if err == nil && id == "" {
		id, err = b.name(ctx, owner)
	}
	if err != nil {
		return err
	}
	if owner == "" {
		if _, err := b.temporal.SetOwner(ctx, id); err != nil {
			return err
		}
	} else if owner != id {
		return Foreign(b.temporal.Namespace(), owner, id)
	}
	b.id = id
	return nil
}

// name gives a Redis without an id the one that it had, or a new one where nothing depends on it.
func (b *Binding) name(ctx context.Context, owner string) (string, error) {
	switch {
	case b.id != "":
		return b.store.ClaimIdentity(ctx, b.id)
	case owner == "":
		return b.store.ClaimIdentity(ctx, uuid.NewString())
	}
	return "", genesis.Errorf(genesis.CodeNotFound, "Redis is empty, and the Temporal namespace %s goes with a Redis "+
		"that had the id %s: the engine of that system puts it back when it starts. If this is another system: %s",
		b.temporal.Namespace(), owner, Advice)
}

// Guard returns an error of code unavailable while Redis is not the one that the namespace goes with, so that a step is
// done elsewhere or later. What Redis itself refuses is left to the step, which says it better.
func (b *Binding) Guard(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, guardTime)
	defer stop()
	b.mu.Lock()
	known := b.id
	b.mu.Unlock()
	if known == "" {
		return refusal(b.Bind(ctx))
	}
	id, err := b.store.Identity(ctx)
	if err == nil && id == "" {
		id, err = b.store.ClaimIdentity(ctx, known)
	}
	if err != nil || id == known {
		return nil
	}
	return refusal(Foreign(b.temporal.Namespace(), known, id))
}

// refusal is err as the error of a step that is to be done elsewhere or later, or nil.
func refusal(err error) error {
	if !Separate(err) {
		return nil
	}
	return genesis.Unavailable(genesis.PartRedis, "%v", err)
}

// Separate reports whether err of Bind or Check says that Redis and namespace do not go together, or not yet.
func Separate(err error) bool {
	code := genesis.CodeOf(err)
	return code == genesis.CodeConflict || code == genesis.CodeNotFound
}

// Check is Bind for a process that ties nothing, such as a gateway. Redis or a namespace without an id pass.
func Check(ctx context.Context, store *redisstore.Store, temporal *supervisor.Client) error {
	owner, _, err := temporal.Owner(ctx)
	if err != nil || owner == "" {
		return err
	}
	id, err := store.Identity(ctx)
	if err != nil || id == "" || id == owner {
		return err
	}
	return Foreign(temporal.Namespace(), owner, id)
}

// Claim makes the namespace this Redis's, whoever had it. A process of the other system leaves it within seconds.
func Claim(ctx context.Context, store *redisstore.Store, temporal *supervisor.Client) (id string, err error) {
	if id, err = store.ClaimIdentity(ctx, uuid.NewString()); err != nil {
		return "", err
	}
	supported, err := temporal.SetOwner(ctx, id)
	if err == nil && !supported {
		err = genesis.Errorf(genesis.CodeForbidden, "Temporal leaves the namespace %s to its operator: nothing can be noted "+
			"in it", temporal.Namespace())
	}
	return id, err
}

// Foreign is the error for a Redis that is not the namespace's.
func Foreign(name, owner, id string) error {
	return genesis.Errorf(genesis.CodeConflict, "the Temporal namespace %s goes with another Redis (id %s) than this one "+
		"(id %s): %s", name, owner, id, Advice)
}

// Await waits until Redis and namespace go together, or one of them does not answer, which the steps wait for. say is
// told each new reason to wait.
func (b *Binding) Await(ctx context.Context, say func(error)) error {
	said := ""
	for {
		err := b.Bind(ctx)
		if !Separate(err) {
			return ctx.Err()
		}
		if err.Error() != said {
			said = err.Error()
			say(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(interval):
		}
	}
}

const interval = 2 * time.Second // between two looks

// Keep looks again and again, and returns an error that wraps ErrSeparated when Redis and namespace do not go together
// any more; nil when ctx ends.
func (b *Binding) Keep(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(interval):
		}
		if err := b.Bind(ctx); Separate(err) {
			return fmt.Errorf("%w: %w", ErrSeparated, err)
		}
	}
}

// ErrSeparated is the end of Keep.
var ErrSeparated = errors.New("this Redis and the Temporal namespace do not go together")
