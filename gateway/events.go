package gateway

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/fasthttp/websocket"

	"github.com/ai-genesis/ai-genesis"
)

const (
	eventHead  = 16
	eventBytes = 21
	maxEvents  = math.MaxUint16 // in one message
	// eventHistory is the number of frames whose events are kept for viewers that skip frames.
	eventHistory = 30
)

// eventBatch holds the encoded events of one frame. It is immutable.
type eventBatch struct {
	tick    uint64
	count   int
	events  []byte                     // each eventBytes long
	message *websocket.PreparedMessage // of this frame's events only
}

// newEventBatch encodes the events of a frame. It returns nil if there are none.
func newEventBatch(k *keyframe, f *genesis.Frame) *eventBatch {
	if len(f.Events) == 0 {
		return nil
	}
	list := f.Events[:min(len(f.Events), maxEvents)]
	h := &eventBatch{tick: f.Tick, count: len(list), events: make([]byte, 0, len(list)*eventBytes)}
	for _, e := range list {
		b := append(h.events, byte(e.Kind))
		b = binary.LittleEndian.AppendUint16(b, k.quantise(e.X))
		b = binary.LittleEndian.AppendUint16(b, k.quantise(e.Y))
		b = binary.LittleEndian.AppendUint64(b, e.Serial)
		h.events = binary.LittleEndian.AppendUint64(b, e.Other)
	}
	h.message = prepared(eventMessage(k.unit, h))
	return h
}

// eventMessage merges the events of several frames into one message, whose header has the tick of the last one.
func eventMessage(unit float32, frames ...*eventBatch) []byte {
	count, size := 0, eventHead
	for _, h := range frames {
		count += h.count
		size += len(h.events)
	}
	le := binary.LittleEndian
	b := append(make([]byte, 0, size), kindEvents, wireVersion)
	b = le.AppendUint16(b, uint16(min(count, maxEvents)))
	b = le.AppendUint32(b, math.Float32bits(unit))
	b = le.AppendUint64(b, frames[len(frames)-1].tick)
	for _, h := range frames {
		b = append(b, h.events...)
	}
	return b[:min(len(b), eventHead+maxEvents*eventBytes)]
}

// collectEvents adds this frame's events to those of earlier frames. The unit of coordinates rarely changes; when it
// does, earlier events are dropped.
func (s *scene) collectEvents(earlier *scene, f *genesis.Frame) {
	now := newEventBatch(s.keyframe, f)
	if earlier != nil && earlier.unit == s.unit && earlier.tick <= s.tick {
		s.recentEvents = earlier.recentEvents
	}
	if now != nil {
		s.recentEvents = append(slices.Clip(s.recentEvents), now)
	}
	s.recentEvents = s.recentEvents[max(0, len(s.recentEvents)-eventHistory):]
}

// eventsSince returns a message with the events after a tick, or nil if there are none.
func (s *scene) eventsSince(tick uint64) *websocket.PreparedMessage {
	n := len(s.recentEvents)
	for n > 0 && s.recentEvents[n-1].tick > tick {
		n--
	}
	switch news := s.recentEvents[n:]; len(news) {
	case 0:
		return nil
	case 1:
		return news[0].message
	default:
		return prepared(eventMessage(s.unit, news...))
	}
}
