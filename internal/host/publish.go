package host

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	leasePollInterval = 500 * time.Millisecond // how often to check for viewers
	eventQueue        = 256                    // announcements that can wait for Redis
)

// publisher is the loop's sink: it carries events of the world to Redis outside of the loop. Of frames and states only
// the newest one waits. Announcements are queued up to a bound; what does not fit while Redis is unreachable is dropped
// and counted.
type publisher struct {
	store *redisstore.Store
	log   *slog.Logger

	watched  atomic.Bool
	frame    latest[[]byte]
	stats    latest[genesis.LoopStats]
	entities latest[[]genesis.Entity]
	registry *registryMirror
	film     *recorder // nil: no film is kept
	events   chan func(context.Context) error
	dropped  atomic.Int64 // announcements dropped because the queue was full
	faults   atomic.Uint64

	mu        sync.Mutex
	down      bool
	lastError string // the last error reported about a Redis that answers
}

var _ engine.Sink = (*publisher)(nil)

// latest holds the newest value that nobody has taken yet.
type latest[T any] chan T

func (b latest[T]) put(v T) {
	for {
		select {
		case b <- v:
			return
		default:
		}
		select {
		case <-b:
		default:
		}
	}
}

func newPublisher(store *redisstore.Store, world string, log *slog.Logger) *publisher {
	return &publisher{
		store: store, log: log,
		frame:    make(latest[[]byte], 1),
		stats:    make(latest[genesis.LoopStats], 1),
		entities: make(latest[[]genesis.Entity], 1),
		registry: newRegistryMirror(store, world),
		events:   make(chan func(context.Context) error, eventQueue),
	}
}

// Tick implements engine.Sink.
func (p *publisher) Tick(s genesis.LoopStats) {
	p.stats.put(s)
	p.film.tick(s.Tick)
}

// WantsFrame implements engine.Sink.
func (p *publisher) WantsFrame() bool { return p.watched.Load() || p.film.wantsFrame() }

// Frame implements engine.Sink.
func (p *publisher) Frame(f *genesis.Frame) {
	raw, err := f.AppendBinary(nil)
	if err != nil {
		return // never fails
	}
	if p.watched.Load() {
		p.frame.put(raw)
	}
	p.film.frame(f.Tick, raw)
}

// Entities implements engine.Sink.
func (p *publisher) Entities(all []genesis.Entity) { p.entities.put(all) }

// RegistryChanged implements engine.Sink.
func (p *publisher) RegistryChanged(r engine.Registry) { p.registry.put(r) }

// Snapshot implements engine.Sink.
func (p *publisher) Snapshot(s genesis.Snapshot) {
	for _, t := range s.Traits {
		p.faults.Add(uint64(t.Faults))
	}
	p.enqueue(func(ctx context.Context) error {
		key, err := p.store.WriteSnapshot(ctx, s)
		if err != nil {
			return err
		}
		return p.store.PublishTelemetry(ctx, genesis.TelemetryEvent{
			Tick: s.Tick, SnapshotKey: key, Timestamp: seconds(time.Now()),
		})
	})
}

// ParamsChanged implements engine.Sink.
func (p *publisher) ParamsChanged(c genesis.ParamsChanged) {
	p.enqueue(func(ctx context.Context) error {
		return p.store.PublishParamsChanged(ctx, c)
	})
}

// Tripped implements engine.Sink.
func (p *publisher) Tripped(trip engine.Trip) {
	id := genesis.TraitID(trip.Name, trip.Version)
	p.feed(genesis.FeedMessage{
		Agent: genesis.AgentEngine, Action: "trait_tripped", Message: "Trait " + id + " was unloaded: " + trip.Reason + ".",
		Metadata: map[string]string{"mutation_id": trip.MutationID, "trait": id},
	})
	p.enqueue(func(ctx context.Context) error { return p.rolledBack(ctx, trip) })
}

// rolledBack updates the record of a trait that tripped after its cycle had kept it. During a canary the cycle does
// this itself.
func (p *publisher) rolledBack(ctx context.Context, trip engine.Trip) error {
	m, err := p.store.Mutation(ctx, trip.MutationID)
	if genesis.CodeOf(err) == genesis.CodeNotFound || genesis.CodeOf(err) == genesis.CodeInvalid {
		return nil // loaded without a record
	}
	if err != nil || m.Status != genesis.StatusApplied {
		return err
	}
	m.Status, m.Error = genesis.StatusRolledBack, trip.Reason
	if err := p.store.SaveMutation(ctx, m); err != nil {
		return err
	}
	failed := genesis.MutationFailed{MutationID: m.ID, Error: trip.Reason, Stage: "execution"}
	return p.store.PublishMutationFailed(ctx, failed)
}

func (p *publisher) feed(m genesis.FeedMessage) {
	m.Timestamp = seconds(time.Now())
	p.enqueue(func(ctx context.Context) error { return p.store.Feed(ctx, m) })
}

// enqueue queues an announcement; if the queue is full, the announcement is dropped and counted.
func (p *publisher) enqueue(event func(context.Context) error) {
	select {
	case p.events <- event:
	default:
		if p.dropped.Add(1) == 1 {
			p.log.Warn("announcements are being dropped: Redis is too slow or away")
		}
	}
}

// publish writes what the sink receives to Redis until ctx ends.
func (h *Host) publish(ctx context.Context) error {
	p := h.pub
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.watch(ctx) })
	group.Go(func() error { return p.writeFrames(ctx) })
	group.Go(func() error { return p.writeEvents(ctx) })
	group.Go(func() error { return h.writeState(ctx) })
	return group.Wait()
}

// watch keeps track of whether there are viewers.
func (p *publisher) watch(ctx context.Context) error {
	return every(ctx, leasePollInterval, func() error {
		watched, err := p.store.HasViewers(ctx)
		p.watched.Store(watched && err == nil)
		return nil
	})
}

func (p *publisher) writeFrames(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case raw := <-p.frame:
			if err := p.store.PublishFrame(ctx, raw); err != nil {
				p.watched.Store(false)
			}
		}
	}
}

func (p *publisher) writeEvents(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case event := <-p.events:
			// Success proves nothing here: some announcements need no memory, so even a full Redis accepts them.
			if err := event(ctx); err != nil {
				p.connection(ctx, err)
			}
		}
	}
}

// watchRegistry warns once when the loaded traits exceed the configured memory, and reports when they no longer do.
func (h *Host) watchRegistry(held uint64) {
	most := uint64(h.settings.RegistryAlertMB) << 20
	switch {
	case held > most && !h.overMemory:
		h.overMemory = true
		h.log.Warn("the loaded traits hold much memory: roll some back, or raise GENESIS_REGISTRY_ALERT_MB",
			"mib", held>>20, "limit_mib", h.settings.RegistryAlertMB)
	case held < most-most/8 && h.overMemory:
		h.overMemory = false
		h.log.Info("the loaded traits hold less memory again", "mib", held>>20)
	}
}

func (p *publisher) isDown() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.down
}

// connection logs when Redis goes away and when it comes back, once each. It reports whether Redis has just come back.
func (p *publisher) connection(ctx context.Context, err error) (back bool) {
	if ctx.Err() != nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	was := p.down
	p.down = redisAway(err) && !redisstore.IsBroken(err) // a broken key is repaired, not reported
	switch {
	case p.down && !was:
		p.log.Warn("Redis takes nothing; the world runs on without its mirror", "error", err)
	case was && !p.down:
		p.log.Info("Redis is back", "announcements_lost", p.dropped.Swap(0))
		return true
	case err == nil:
		p.lastError = ""
	case !p.down && err.Error() != p.lastError: // report a state once, not each time it is seen
		p.lastError = err.Error()
		p.log.Error("mirror", "error", err)
	}
	return false
}
