package world

import "github.com/ai-genesis/ai-genesis"

// maxEvents is how many of the newest events are remembered.
const maxEvents = 256

// Events remembers the newest births, deaths, attacks and gifts, for pictures. It is no part of the state.
type Events struct {
	ring [maxEvents]event
	next uint64 // number of the next event
}

type event struct {
	genesis.FrameEvent
	tick uint64
}

func (w *World) tell(kind genesis.EventKind, i int32, other uint64) {
	b := &w.Bots
	w.Events.ring[w.Events.next%maxEvents] = event{genesis.FrameEvent{
		Kind: kind, Serial: b.Serial[i], Other: other, X: float32(b.X[i]), Y: float32(b.Y[i]),
	}, w.Tick}
	w.Events.next++
}

// Attacked and Shared are for the systems to tell what came off.
func (w *World) Attacked(i, victim int32) { w.tell(genesis.EventAttack, i, w.Bots.Serial[victim]) }

// Shared tells of a gift.
func (w *World) Shared(i, other int32) { w.tell(genesis.EventShare, i, w.Bots.Serial[other]) }

// Since appends the events from number from on that happened after a tick, as far as they are remembered, and returns
// the number of the next one.
func (e *Events) Since(from, tick uint64, dst []genesis.FrameEvent) ([]genesis.FrameEvent, uint64) {
	if e.next > maxEvents {
		from = max(from, e.next-maxEvents)
	}
	for n := from; n < e.next; n++ {
		if happened := &e.ring[n%maxEvents]; happened.tick > tick {
			dst = append(dst, happened.FrameEvent)
		}
	}
	return dst, e.next
}

// deathEvents names the events of deaths by their cause.
var deathEvents = [Causes]genesis.EventKind{
	Starvation: genesis.EventStarved, Age: genesis.EventAged, Collision: genesis.EventCollided, Other: genesis.EventKilled,
}
