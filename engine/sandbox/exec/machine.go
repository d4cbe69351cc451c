package exec

import (
	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Width is the number of molbots that a machine runs at once. Each instruction is carried out for all of them before
// the next one, so its fixed cost is paid once for all.
const Width = 32

const low = Width - 1

// lanes lists molbots of the batch by their index.
type lanes = []uint8

// A slot has one word for each lane; layout.go says what the words hold. The type floats is the same memory read as
// 64-bit floats.
type (
	words  = [Width]int64
	floats = [Width]float64
)

// step carries out an instruction for some lanes.
//
// Steps are written so that the compiler removes the checks from their loops: lane numbers are masked with low, which
// proves them in range, and element 0 of each slot is read first, which proves that the pointer is not nil.
type step func(on lanes)

// Host is what a machine needs from the sandbox.
type Host interface {
	// Ask asks the host about the run of one molbot of the batch, with up to four numbers. The result is the fuel that
	// the run has left; a negative result ends it.
	Ask(q ir.Question, lane, fuel, line int, v [4]int) int
}

// Machine is an instance of a program. It is not safe for concurrent use.
type Machine struct {
	host     Host
	molbots  [Width]*trait.Molbot
	fuel     [Width]int
	all      [Width]uint8
	body     *body
	bodies   map[*function]*body
	broken   bool // a run has panicked or has not ended
	usesHeap bool

	slots  []words
	senses []func([]*trait.Molbot) // each fills the slot of a free sense

	nowhere floats // receives results that are never read

	heaps *arena // nil between runs
	texts []byte // of constants

	stage []words
	saved []int64
}

// Run runs the program on at most Width molbots, each with the same fuel. If it panics, the state of all these runs is
// undefined.
func (m *Machine) Run(batch []*trait.Molbot, fuel int) {
	if m.broken {
		m.restart()
	}
	m.broken = true
	for l, molbot := range batch {
		m.molbots[l], m.fuel[l] = molbot, fuel
	}
	for _, read := range m.senses {
		read(m.molbots[:len(batch)])
	}
	m.occupy(len(batch))
	m.run(m.body, m.all[:len(batch)])
	m.vacate()
	m.broken = false
}

// Fuel is the fuel that a run has left. It is negative if the run was stopped.
func (m *Machine) Fuel(lane int) int { return m.fuel[lane] }

// restart clears the state that a panic left behind.
func (m *Machine) restart() {
	for _, b := range m.bodies {
		b.restart()
	}
	m.saved, m.heaps = m.saved[:0], nil
}

// charge takes fuel from each lane and returns the lanes that go on.
func (m *Machine) charge(on lanes, fuel, line int) lanes {
	k := 0
	for _, l := range on {
		l &= low
		left := m.fuel[l] - fuel
		m.fuel[l] = left
		if left < 0 && !m.refill(l, line) {
			continue
		}
		on[k] = l
		k++
	}
	return on[:k]
}

func (m *Machine) refill(l uint8, line int) bool {
	m.fuel[l] = m.host.Ask(ir.Refill, int(l), m.fuel[l], line, [4]int{})
	return m.fuel[l] >= 0
}

// Size estimates the memory that the machine holds [bytes].
func (m *Machine) Size() int {
	size := (len(m.slots)+len(m.stage))*Width*8 + cap(m.saved)*8
	for _, b := range m.bodies {
		for _, n := range b.nodes {
			size += 64 + 64*len(n.code)
		}
		size += len(b.frames) * (len(b.nodes) + 1) * 136
	}
	return size
}
