package host

import (
	"context"
	"sync"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// registryMirror is the only writer of the registry's mirror in Redis: which version stands for a trait's name, and
// what is pinned. The loop's sink passes it each registry; it always writes the newest one. While a version is in its
// canary beside its predecessor, the new version stands for the name, both here and for readers of the mirror; see
// engine.Registry.Files.
type registryMirror struct {
	store   *redisstore.Store
	world   string
	changed chan struct{} // signals that the newest registry is not in Redis yet

	writing sync.Mutex // held during writes to Redis; always acquired before mu
	mu      sync.Mutex // guards newest; held briefly, because the loop takes it
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

// take returns the newest registry; the caller must write it.
func (m *registryMirror) take() engine.Registry {
	select {
	case <-m.changed:
	default:
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.newest
}

// write brings Redis up to date. It also sets the pinned flag in the records of pinned traits, because the process that
// pinned a trait may have been unable to write its record while Redis refused writes.
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

// mirrorRegistry returns once Redis has the current registry, so that the next step of a cycle sees what the last one
// changed.
func (h *Host) mirrorRegistry(ctx context.Context) error {
	err := h.loop.Inspect(ctx, func(world *engine.Engine) { h.pub.RegistryChanged(world.Registry()) })
	if err != nil {
		return err
	}
	if err = h.pub.registry.write(ctx); err != nil {
		h.pub.registry.wake() // the step may give up, but the mirror must not
	}
	return err
}
