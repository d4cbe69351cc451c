// Package binding ensures that all processes that work in one Temporal namespace share one Redis. All worlds of a
// namespace share its task queues, so a worker with another Redis would take steps of cycles whose records, sources and
// forks it can't find, and fail them.
//
// A Redis database has a random id, created once, in the key genesis:id. The namespace stores the id of the Redis it
// belongs to. A process whose Redis has another id does no work in the namespace. When Redis is emptied, a process that
// knew its id writes it back: an engine from its data folder, other processes from memory. A process that has just
// started can't know to whom an empty Redis belongs, so it waits for the engine.
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

// Advice is what a user can do about a Redis that does not match the namespace.
const Advice = "give this system a namespace of its own (GENESIS_TEMPORAL_NAMESPACE; the worker makes it), or set " +
	"GENESIS_REDIS_URL to the Redis of the other; if that is gone for good, `genesis doctor --claim` makes the " +
	"namespace this system's"

// guardTime bounds the check of Redis before a step.
const guardTime = time.Second

// Binding is the association of a process's Redis with its namespace. It is safe for concurrent use.
type Binding struct {
	store    *redisstore.Store
	temporal *supervisor.Client

	turn chan struct{} // of capacity 1: serialises Bind, which may wait for Temporal for seconds, so mu must not

	mu sync.Mutex
	id string // id of Redis, once it is known to match the namespace
}

// New returns a Binding that is not established yet. known is the id that the process's Redis had before, or "".
func New(store *redisstore.Store, temporal *supervisor.Client, known string) *Binding {
	return &Binding{store: store, temporal: temporal, id: known, turn: make(chan struct{}, 1)}
}

// Bind associates Redis and namespace if neither belongs to another partner; repeated calls check the association. The
// error has code conflict, and says what to do, if the namespace belongs to another Redis; it has code not_found while
// Redis is empty and no process has claimed it. Other errors come from parts that do not answer.
func (b *Binding) Bind(ctx context.Context) error {
	select {
	case b.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-b.turn }()
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
	b.mu.Lock()
	b.id = id
	b.mu.Unlock()
	return nil
}

// known is the id of Redis, once it is known to be the namespace's.
func (b *Binding) known() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.id
}

// name gives a Redis without an id the id it had before, or a new one if nothing depends on it.
func (b *Binding) name(ctx context.Context, owner string) (string, error) {
	known := b.known()
	switch {
	case known != "":
		return b.store.ClaimIdentity(ctx, known)
	case owner == "":
		return b.store.ClaimIdentity(ctx, uuid.NewString())
	}
	return "", genesis.Errorf(genesis.CodeNotFound, "Redis is empty, and the Temporal namespace %s belongs to a Redis "+
		"that had the id %s: the engine of that system puts it back when it starts. If this is another system: %s",
		b.temporal.Namespace(), owner, Advice)
}

// Guard returns an error with code unavailable while Redis does not match the namespace, so that the step is retried
// elsewhere or later. If Redis itself refuses the check, Guard returns nil, because the step will report it better.
func (b *Binding) Guard(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, guardTime)
	defer stop()
	known := b.known()
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

// refusal converts err to the error of a step that is to be retried elsewhere or later; nil stays nil.
func refusal(err error) error {
	if !Separate(err) {
		return nil
	}
	return genesis.Unavailable(genesis.PartRedis, "%v", err)
}

// Separate reports whether an error of Bind or Check means that Redis and namespace do not match, or not yet.
func Separate(err error) bool {
	code := genesis.CodeOf(err)
	return code == genesis.CodeConflict || code == genesis.CodeNotFound
}

// Check is Bind for a process that must not establish the association, such as a gateway. A Redis or a namespace
// without an id passes.
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

// Claim assigns the namespace to this Redis, whoever had it. Processes of the other system stop working in it within
// seconds.
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

// Foreign returns the error for a Redis that does not match the namespace.
func Foreign(name, owner, id string) error {
	return genesis.Errorf(genesis.CodeConflict, "the Temporal namespace %s belongs to another Redis (id %s), not this "+
		"one (id %s): %s", name, owner, id, Advice)
}

// Await waits until Redis and namespace match. It also returns if one of them does not answer, because the steps
// themselves wait for that. say is called with each new reason to wait.
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

const interval = 2 * time.Second // between two checks

// Keep checks the association periodically. It returns an error that wraps ErrSeparated when Redis and namespace no
// longer match, and nil when ctx ends.
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

// ErrSeparated is the reason for which Keep returns an error.
var ErrSeparated = errors.New("this Redis and the Temporal namespace do not go together")
