package world

import "github.com/ai-genesis/ai-genesis"

// maxEvents is the number of events that are remembered.
const maxEvents = 256

// Events remembers the latest births, deaths, attacks and gifts, for frames. It is not part of the state.
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

// Attacked records a successful attack.
func (w *World) Attacked(i, victim int32) { w.tell(genesis.EventAttack, i, w.Bots.Serial[victim]) }

// Shared records a gift.
func (w *World) Shared(i, other int32) { w.tell(genesis.EventShare, i, w.Bots.Serial[other]) }

// Since appends the remembered events with a number of at least from that happened after a tick, and returns the number
// of the next event.
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

// deathEvents maps the cause of a death to its event.
var deathEvents = [Causes]genesis.EventKind{
	Starvation: genesis.EventStarved, Age: genesis.EventAged, Collision: genesis.EventCollided, Other: genesis.EventKilled,
}
