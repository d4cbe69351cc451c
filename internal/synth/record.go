package synth

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// tally is the record of the molbots that carried one candidate.
type tally struct {
	time   float64 // [molbot-ticks]
	net    float64 // energy taken in minus energy spent
	acts   float64 // [molbot-ticks] in which the program did more than eat
	bites  float64 // [molbot-ticks] in which the program attacked
	births float64
	deaths float64
}

func (t *tally) add(o tally) {
	t.time += o.time
	t.net += o.net
	t.acts += o.acts
	t.bites += o.bites
	t.births += o.births
	t.deaths += o.deaths
}

// production is the net energy per 1,000 molbot-ticks.
func (t tally) production() float64 { return per1000(t.net, t.time) }

func per1000(v, time float64) float64 {
	if time == 0 {
		return 0
	}
	return 1000 * v / time
}

// birthDrop is the smallest loss of energy in one tick that counts as a birth, if the molbot was ready to breed before
// and is not any more.
const birthDrop = 8

// birthPrice is the energy that a birth costs in addition to what the child receives.
var birthPrice = engine.NewParams().Biology.BreedPrice

// recorder is a trait that all molbots of a trial world carry. It assigns one of several programs to each molbot at
// random and measures the result by the energy of the molbot's body. Program 0 is no program at all: the control. The
// recorder reads only what traits may read, so the engine needs no support for it.
type recorder struct {
	programs []trait.Native
	control  float64 // share of molbots without a program
	seed     uint64
	draws    uint64
	slots    []slotState
	tallies  []tally
}

// slotState is the molbot in a slot as of the previous tick.
type slotState struct {
	candidate   int
	age, energy float64
	ready       bool
	here        bool
	seen        bool
}

func newRecorder(programs []trait.Native, control float64, seed uint64) *recorder {
	return &recorder{programs: programs, control: control, seed: seed, tallies: make([]tally, len(programs)+1)}
}

// native returns the trait. The world must run on a single goroutine.
func (r *recorder) native() trait.Native {
	return func(m *trait.Molbot) {
		candidate := r.note(m.Body())
		if candidate > 0 {
			r.programs[candidate-1](m)
			if acts(m.Intents()) {
				r.tallies[candidate].acts++
			}
			if m.Intents().Attack != 0 {
				r.tallies[candidate].bites++
			}
		}
	}
}

// acts reports whether a program wants anything that molbots do not do by themselves.
func acts(in *trait.Intents) bool {
	return in.Move.Kind != trait.MoveNone || in.Breed.Kind != trait.BreedNone || in.Attack != 0 || in.Share.To != 0 ||
		in.Scent != [trait.ScentChannels]float64{}
}

// note updates the record of the slot and returns the program that the molbot runs. A molbot in the slot whose age has
// not advanced by one tick is a new one, so the last one has died. A birth shows as a sudden loss of energy by a molbot
// that was ready to breed; only its price counts as spent.
func (r *recorder) note(b *trait.Body) int {
	for len(r.slots) <= b.Slot {
		r.slots = append(r.slots, slotState{})
	}
	o := &r.slots[b.Slot]
	if !o.here || b.Age != o.age+1 {
		if o.here {
			r.tallies[o.candidate].deaths++
		}
		*o = slotState{candidate: r.draw(), here: true}
	} else {
		t, change := &r.tallies[o.candidate], b.Energy-o.energy
		t.time++
		if o.ready && !b.CanBreed && change < -birthDrop {
			t.births++
			change = -birthPrice // the rest of the energy went to the child
		}
		t.net += change
	}
	o.age, o.energy, o.ready, o.seen = b.Age, b.Energy, b.CanBreed, true
	return o.candidate
}

// sweep is called after each tick. A molbot that did not run in it has died.
func (r *recorder) sweep() {
	for i := range r.slots {
		o := &r.slots[i]
		if o.here && !o.seen {
			r.tallies[o.candidate].deaths++
			// The energy of the dead body is lost rather than spent, so it does not count against production.
			o.here = false
		}
		o.seen = false
	}
}

// forget drops the counts so far: molbots that have just changed their behaviour still profit or suffer from the old
// one.
func (r *recorder) forget() { clear(r.tallies) }

func (r *recorder) draw() int {
	r.draws++
	lot := unitHash(r.seed ^ mix(r.draws))
	if lot < r.control {
		return 0
	}
	n := len(r.programs)
	return 1 + min(n-1, int(math.Floor((lot-r.control)/(1-r.control)*float64(n))))
}

// unitHash maps z to a number in [0, 1).
func unitHash(z uint64) float64 { return float64(mix(z+0x9e3779b97f4a7c15)>>11) / (1 << 53) }

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
