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
	eventsMax  = math.MaxUint16 // in one message
	// eventsKept is for how many frames events wait for a viewer that skips some.
	eventsKept = 30
)

// happenings are the events of one frame. Nothing in them changes after they were made.
type happenings struct {
	tick    uint64
	count   int
	events  []byte                     // each eventBytes long
	message *websocket.PreparedMessage // of these alone
}

// newHappenings encodes the events of a frame, nil if there are none.
func newHappenings(k *keyframe, f *genesis.Frame) *happenings {
	if len(f.Events) == 0 {
		return nil
	}
	list := f.Events[:min(len(f.Events), eventsMax)]
	h := &happenings{tick: f.Tick, count: len(list), events: make([]byte, 0, len(list)*eventBytes)}
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

// eventMessage puts the events of some frames, the last one's tick in its head, into one message.
func eventMessage(unit float32, frames ...*happenings) []byte {
	count, size := 0, eventHead
	for _, h := range frames {
		count += h.count
		size += len(h.events)
	}
	le := binary.LittleEndian
	b := append(make([]byte, 0, size), kindEvents, wireVersion)
	b = le.AppendUint16(b, uint16(min(count, eventsMax)))
	b = le.AppendUint32(b, math.Float32bits(unit))
	b = le.AppendUint64(b, frames[len(frames)-1].tick)
	for _, h := range frames {
		b = append(b, h.events...)
	}
	return b[:min(len(b), eventHead+eventsMax*eventBytes)]
}

// recall is what happened lately: the events of earlier frames, and those of this one. Units of coordinates change
// seldom; events in another unit are forgotten.
func (s *scene) recall(earlier *scene, f *genesis.Frame) {
	now := newHappenings(s.keyframe, f)
	if earlier != nil && earlier.unit == s.unit && earlier.tick <= s.tick {
		s.lately = earlier.lately
	}
	if now != nil {
		s.lately = append(slices.Clip(s.lately), now)
	}
	s.lately = s.lately[max(0, len(s.lately)-eventsKept):]
}

// since is the message with the events after a tick, nil without any.
func (s *scene) since(tick uint64) *websocket.PreparedMessage {
	n := len(s.lately)
	for n > 0 && s.lately[n-1].tick > tick {
		n--
	}
	switch news := s.lately[n:]; len(news) {
	case 0:
		return nil
	case 1:
		return news[0].message
	default:
		return prepared(eventMessage(s.unit, news...))
	}
}
