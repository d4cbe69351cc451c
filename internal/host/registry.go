package host

import (
	"context"
	"sync"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// registryMirror is the one writer of the registry's mirror in Redis: which version stands for the name of a trait, and
// what is pinned. The loop's sink feeds it with each registry; what it writes is always the newest one. While a version
// is in its canary beside the one before, it stands for the name, here and for whoever reads the mirror; see
// engine.Registry.Files.
type registryMirror struct {
	store   *redisstore.Store
	world   string
	changed chan struct{} // the newest registry is not in Redis yet

	writing sync.Mutex // held while Redis is written to; always taken before mu
	mu      sync.Mutex // guards newest: the loop takes it
	newest  engine.Registry
}

func newRegistryMirror(store *redisstore.Store, world string) *registryMirror {
	return &registryMirror{store: store, world: world, changed: make(chan struct{}, 1)}
}

// put takes a registry from the loop's goroutine.
func (m *registryMirror) put(r engine.Registry) {
	m.mu.Lock()
	m.newest = r
	m.mu.Unlock()
	m.wake()
}

func (m *registryMirror) wake() {
	select {
	case m.changed <- struct{}{}:
	default:
	}
}

// take is the newest registry, which whoever takes it writes.
func (m *registryMirror) take() engine.Registry {
	select {
	case <-m.changed:
	default:
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.newest
}

// write brings Redis up to date. What is pinned in the world is pinned in its record too: whoever pinned it may not
// have come to write the record, since Redis took no writes.
func (m *registryMirror) write(ctx context.Context) error {
	m.writing.Lock()
	defer m.writing.Unlock()
	r := m.take()
	err := m.store.WriteRegistry(ctx, r.Generation, r.Files(m.world))
	for _, t := range r.Traits {
		if err == nil && t.Generated && t.MutationID != "" {
			err = m.store.MarkPinned(ctx, t.MutationID, t.Pinned)
		}
	}
	return err
}

// mirrorRegistry returns when Redis has the registry as it is now: a step of a cycle that has changed it goes on from
// there.
func (h *Host) mirrorRegistry(ctx context.Context) error {
	err := h.loop.Inspect(ctx, func(world *engine.Engine) { h.pub.RegistryChanged(world.Registry()) })
	if err != nil {
		return err
	}
	if err = h.pub.registry.write(ctx); err != nil {
		h.pub.registry.wake() // the step may give up: the mirror does not
	}
	return err
}
