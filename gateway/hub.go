package gateway

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// hub takes each frame and each line of the feed once and hands it to every viewer. It encodes once, whatever the number
// of viewers, and never waits for one of them.
type hub struct {
	store   *redisstore.Store
	metrics *metrics
	log     *slog.Logger
	max     int
	wanted  chan struct{} // someone wants frames now

	mu      sync.Mutex
	members map[*viewer]struct{}
	closed  string // why nobody is let in any more
	gone    sync.WaitGroup

	frameMu sync.Mutex
	frame   genesis.Frame // the last one, for its types; reused
	frameAt time.Time
	message *websocket.PreparedMessage // the last one encoded
	arrived chan struct{}              // closed at the next frame
	scratch []byte
}

const (
	leaseInterval = time.Second
	frameFresh    = time.Second             // a frame this old still shows the world
	frameWait     = 1500 * time.Millisecond // for a frame after asking for frames
)

func newHub(store *redisstore.Store, most int, m *metrics, log *slog.Logger) *hub {
	return &hub{
		store: store, metrics: m, log: log, max: most, wanted: make(chan struct{}, 1),
		members: map[*viewer]struct{}{}, arrived: make(chan struct{}),
	}
}

// run works until ctx ends.
func (h *hub) run(ctx context.Context) {
	var parts sync.WaitGroup
	parts.Go(func() { _ = h.store.ListenFrames(ctx, h.takeFrame) }) // ends with ctx only
	parts.Go(func() { _ = h.store.FollowFeed(ctx, "", h.takeLine) })
	parts.Go(func() { h.keepLease(ctx) })
	parts.Wait()
	h.gone.Wait()
}

// keepLease tells the engine while someone watches.
func (h *hub) keepLease(ctx context.Context) {
	ticker := time.NewTicker(leaseInterval)
	defer ticker.Stop()
	away := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.wanted:
		case <-ticker.C:
			if h.viewers() == 0 {
				continue
			}
		}
		err := h.store.RenewViewLease(ctx)
		if err != nil && !away && ctx.Err() == nil {
			h.log.Warn("viewers get no frames while Redis is away", "error", err)
		}
		away = err != nil
	}
}

// want asks for frames at once.
func (h *hub) want() {
	select {
	case h.wanted <- struct{}{}:
	default: // asked for already
	}
}

// takeFrame encodes a raw frame and puts it into every viewer's mailbox.
func (h *hub) takeFrame(raw []byte) {
	message, err := h.encode(raw)
	if err != nil {
		h.log.Warn("a frame was not understood: engine and gateway may be of different versions", "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for v := range h.members {
		v.offer(message)
	}
}

func (h *hub) encode(raw []byte) (*websocket.PreparedMessage, error) {
	h.frameMu.Lock()
	defer h.frameMu.Unlock()
	if err := h.frame.UnmarshalBinary(raw); err != nil {
		return nil, err
	}
	kind, encode := websocket.TextMessage, appendJSON
	if len(h.frame.Entities) >= binaryFrom {
		kind, encode = websocket.BinaryMessage, appendBinary
	}
	h.scratch = encode(h.scratch[:0], &h.frame)
	message, err := websocket.NewPreparedMessage(kind, h.scratch) // copies
	if err != nil {
		return nil, err
	}
	h.message, h.frameAt = message, time.Now()
	close(h.arrived)
	h.arrived = make(chan struct{})
	return message, nil
}

// takeLine puts a line of the feed into every viewer's queue.
func (h *hub) takeLine(e redisstore.FeedEntry) {
	l, err := newLine(e)
	if err != nil {
		h.log.Warn("a line of the feed was not sent", "id", e.ID, "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for v := range h.members {
		v.tell(l)
	}
}

// admits refuses when nobody more fits in.
func (h *hub) admits() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.room(); err != nil {
		return err
	}
	return nil
}

func (h *hub) room() *genesis.Error {
	if h.closed != "" {
		return genesis.Errorf(genesis.CodeUnavailable, "%s", h.closed)
	}
	if len(h.members) >= h.max {
		return genesis.Errorf(genesis.CodeBusy, "%d viewers are connected; no more fit", h.max)
	}
	return nil
}

// join lets a viewer in, with the last frame if it still shows the world.
func (h *hub) join(v *viewer) *genesis.Error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.room(); err != nil {
		return err
	}
	h.members[v] = struct{}{}
	h.gone.Add(1)
	if message := h.fresh(); message != nil {
		v.offer(message)
	}
	h.want()
	return nil
}

func (h *hub) fresh() *websocket.PreparedMessage {
	h.frameMu.Lock()
	defer h.frameMu.Unlock()
	if time.Since(h.frameAt) > frameFresh {
		return nil
	}
	return h.message
}

// leave is called once for each viewer that joined, after its goroutines have ended.
func (h *hub) leave(v *viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.members, v)
	h.gone.Done()
}

func (h *hub) viewers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.members)
}

// close sends every viewer away with a reason and lets nobody in any more. run waits until they are gone.
func (h *hub) close(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = reason
	for v := range h.members {
		v.dismiss(websocket.CloseGoingAway, reason)
	}
}

// types is the table of trait sets of a frame that is fresh, after asking for one if need be.
func (h *hub) types(ctx context.Context) ([][]string, error) {
	timeout := time.NewTimer(frameWait)
	defer timeout.Stop()
	for {
		h.frameMu.Lock()
		fresh, sets, arrived := time.Since(h.frameAt) <= frameFresh, append([][]string{}, h.frame.Types...), h.arrived
		h.frameMu.Unlock()
		if fresh {
			return sets, nil
		}
		h.want()
		select {
		case <-arrived:
		case <-timeout.C:
			return nil, genesis.Errorf(genesis.CodeUnavailable, "the engine sends no frames").With("missing", "engine")
		case <-ctx.Done():
			return nil, genesis.Errorf(genesis.CodeUnavailable, "the engine sends no frames").With("missing", "engine")
		}
	}
}
