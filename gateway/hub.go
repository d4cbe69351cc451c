package gateway

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// hub receives each frame and each line of the feed once and passes it to every viewer. It encodes once, whatever the
// number of viewers, and never waits for a viewer.
type hub struct {
	store       *redisstore.Store
	metrics     *metrics
	log         *slog.Logger
	max         int
	maxByCaller int           // limit of viewers for each address
	wanted      chan struct{} // requests frames at once

	mu          sync.Mutex
	members     map[*viewer]struct{}
	callers     map[string]int // number of viewers by address
	closed      string         // why no more viewers are accepted; "" while they are
	viewerGroup sync.WaitGroup

	frameMu sync.Mutex
	frame   genesis.Frame // the last one; reused
	frameAt time.Time
	message *websocket.PreparedMessage // the last frame as genesis.v1; nil if nobody wanted it
	scene   *scene                     // the last frame as genesis.v2
	keyAt   time.Time                  // when the scene's keyframe was made
	arrived chan struct{}              // closed at the next frame
	scratch []byte
}

const (
	leaseInterval = time.Second
	keyInterval   = time.Second             // between keyframes of genesis.v2
	frameFresh    = time.Second             // older frames are not shown as the current world
	frameWait     = 1500 * time.Millisecond // how long to wait for a requested frame
)

func newHub(store *redisstore.Store, most int, m *metrics, log *slog.Logger) *hub {
	return &hub{
		store: store, metrics: m, log: log, max: most, maxByCaller: max(most/2, 1), callers: map[string]int{},
		wanted:  make(chan struct{}, 1),
		members: map[*viewer]struct{}{}, arrived: make(chan struct{}),
	}
}

// run works until ctx ends.
func (h *hub) run(ctx context.Context) {
	var parts sync.WaitGroup
	parts.Go(func() { _ = h.store.ListenFrames(ctx, h.takeFrame) }) // returns only when ctx ends
	parts.Go(func() { _ = h.store.FollowFeed(ctx, "", h.broadcastLine) })
	parts.Go(func() { _ = h.store.ListenDrafts(ctx, h.broadcastDraft) })
	parts.Go(func() { h.keepLease(ctx) })
	parts.Wait()
	h.viewerGroup.Wait()
}

// keepLease renews the lease that makes the engine publish frames, while there are viewers.
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

// requestFrames asks for frames at once.
func (h *hub) requestFrames() {
	select {
	case h.wanted <- struct{}{}:
	default: // already requested
	}
}

// takeFrame encodes a raw frame in the formats that viewers want and puts it into every viewer's mailbox.
func (h *hub) takeFrame(raw []byte) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.encode(raw); err != nil {
		h.log.Warn("a frame could not be decoded: engine and gateway may be of different versions", "error", err)
		return
	}
	for v := range h.members {
		v.offerFrame(h.message, h.scene)
	}
}

// encode encodes the next frame. h.mu must be held, so that viewers come and go only between frames.
func (h *hub) encode(raw []byte) error {
	h.frameMu.Lock()
	defer h.frameMu.Unlock()
	if err := h.frame.UnmarshalBinary(raw); err != nil {
		return err
	}
	plain, rich, density := h.wantedFormats()
	var err error
	if h.message = nil; plain {
		h.message, err = h.encodePlain()
	}
	if rich && err == nil {
		err = h.encodeScene(density)
	} else {
		h.scene = nil
	}
	if err != nil {
		return err
	}
	h.frameAt = time.Now()
	close(h.arrived)
	h.arrived = make(chan struct{})
	return nil
}

// wantedFormats returns the formats that the viewers want. Without viewers that is the plain one, which the next viewer
// is likely to want.
func (h *hub) wantedFormats() (plain, rich, density bool) {
	plain = len(h.members) == 0
	for v := range h.members {
		plain = plain || !v.v2
		rich = rich || v.v2
		density = density || v.v2 && v.view.Load().density
	}
	return plain, rich, density
}

func (h *hub) encodePlain() (*websocket.PreparedMessage, error) {
	kind, encode := websocket.TextMessage, appendJSON
	if len(h.frame.Entities) >= binaryFrom {
		kind, encode = websocket.BinaryMessage, appendBinary
	}
	h.scratch = encode(h.scratch[:0], &h.frame)
	return websocket.NewPreparedMessage(kind, h.scratch) // copies the data
}

// encodeScene encodes a scene relative to the last keyframe. It starts a new keyframe when the last one is old, when
// the world has gone back in time, or when the table of trait sets, to which a keyframe refers, has changed.
func (h *hub) encodeScene(density bool) error {
	var last *keyframe
	if h.scene != nil {
		last = h.scene.keyframe
	}
	old := time.Since(h.keyAt) >= keyInterval
	if last == nil || old || h.frame.Tick < last.tick || !sameSets(last.sets, h.frame.Types) {
		key, err := newKeyframe(last, &h.frame)
		if err != nil {
			return err
		}
		last, h.keyAt = key, time.Now()
	}
	next := newScene(last, &h.frame, h.scene, density)
	next.collectEvents(h.scene, &h.frame)
	h.scene = next
	return nil
}

// broadcastLine puts a line of the feed into every viewer's queue.
func (h *hub) broadcastLine(e redisstore.FeedEntry) {
	l, err := newLine(e)
	if err != nil {
		h.log.Warn("a line of the feed was not sent", "id", e.ID, "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for v := range h.members {
		v.queueLine(l)
	}
}

// broadcastDraft sends what the model has written so far to every viewer of genesis.v2.
func (h *hub) broadcastDraft(d genesis.Draft) {
	data, err := json.Marshal(struct {
		Type string `json:"type"`
		genesis.Draft
	}{"draft", d})
	if err != nil {
		h.log.Warn("a draft was not sent", "cycle", d.CycleID, "error", err)
		return
	}
	m, err := websocket.NewPreparedMessage(websocket.TextMessage, data)
	if err != nil {
		h.log.Warn("a draft was not sent", "cycle", d.CycleID, "error", err)
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	for v := range h.members {
		v.offerDraft(m)
	}
}

// checkCapacity returns an error if no more viewers are accepted.
func (h *hub) checkCapacity(caller string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.capacityError(caller); err != nil {
		return err
	}
	return nil
}

func (h *hub) capacityError(caller string) *genesis.Error {
	if h.closed != "" {
		return genesis.Errorf(genesis.CodeUnavailable, "%s", h.closed)
	}
	if len(h.members) >= h.max {
		return genesis.Errorf(genesis.CodeBusy, "%d viewers are connected, which is the limit", h.max)
	}
	if h.callers[caller] >= h.maxByCaller {
		return genesis.Errorf(genesis.CodeBusy, "%d viewers are connected from your address, which is the limit",
			h.maxByCaller)
	}
	return nil
}

// join adds a viewer and gives it the last frame, if that is recent.
func (h *hub) join(v *viewer) *genesis.Error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.capacityError(v.caller); err != nil {
		return err
	}
	h.members[v] = struct{}{}
	h.callers[v.caller]++
	h.viewerGroup.Add(1)
	v.offerFrame(h.latestFrame())
	h.requestFrames()
	return nil
}

func (h *hub) latestFrame() (*websocket.PreparedMessage, *scene) {
	h.frameMu.Lock()
	defer h.frameMu.Unlock()
	if time.Since(h.frameAt) > frameFresh {
		return nil, nil
	}
	return h.message, h.scene
}

// leave is called once for each viewer that joined, after its goroutines have ended.
func (h *hub) leave(v *viewer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.members, v)
	if h.callers[v.caller]--; h.callers[v.caller] <= 0 {
		delete(h.callers, v.caller)
	}
	h.viewerGroup.Done()
}

func (h *hub) viewers() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.members)
}

// close disconnects every viewer with a reason and accepts no more. run waits until they are gone.
func (h *hub) close(reason string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = reason
	for v := range h.members {
		v.closeWith(websocket.CloseGoingAway, reason)
	}
}

// types returns the table of trait sets of a recent frame, and requests one if needed; ok is false if none arrived.
func (h *hub) types(ctx context.Context) (sets [][]string, ok bool) {
	timeout := time.NewTimer(frameWait)
	defer timeout.Stop()
	for {
		h.frameMu.Lock()
		fresh, sets, arrived := time.Since(h.frameAt) <= frameFresh, append([][]string{}, h.frame.Types...), h.arrived
		h.frameMu.Unlock()
		if fresh {
			return sets, true
		}
		h.requestFrames()
		select {
		case <-arrived:
		case <-timeout.C:
			return nil, false
		case <-ctx.Done():
			return nil, false
		}
	}
}
