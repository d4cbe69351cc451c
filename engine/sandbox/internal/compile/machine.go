package compile

import (
	"bytes"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// What a machine keeps of its memory between batches [words, bytes].
const (
	keptWords = 64 << 10
	keptBytes = 64 << 10
)

// The free senses: those of the molbot itself, then its memory. The order is that of lower.Senses.
const (
	ownSenses  = 10
	senseCount = ownSenses + trait.MemorySlots
)

// Host is what a machine needs of the sandbox.
type Host struct {
	// Refill gives more fuel, or a negative amount to end the run.
	Refill    func(fuel, line int) int
	Functions Functions
}

// Machine is an instance of a program. One goroutine may use it at a time.
type Machine struct {
	host   Host
	molbot *trait.Molbot
	fuel   int
	body   *node

	floats []float64
	words  []int64
	sense  [senseCount]float64
	senses int // how many are read, from 0 on

	memory []uint64
	top    int // of memory in use; address 0 is nil
	text   []byte
	fixed  int // text of constants

	stage       []int64
	savedFloats []float64
	savedWords  []int64
	bodies      map[*function]*node
	grown       map[growth]int
}

// node is a block, bound to the slots of a machine.
type node struct {
	charge int
	line   int
	tail   int
	after  int
	code   []func()
	branch func() *node // nil for a jump
	next   *node
}

// Run runs the program on a molbot with some fuel and returns what is left. It can panic; Fuel is what was left then.
func (m *Machine) Run(molbot *trait.Molbot, fuel int) (left int) {
	m.molbot, m.fuel = molbot, fuel
	if m.senses > 0 {
		m.fill()
	}
	m.top = 1
	if len(m.text) != m.fixed || len(m.savedWords) > 0 || len(m.savedFloats) > 0 {
		m.text, m.savedFloats, m.savedWords = m.text[:m.fixed], m.savedFloats[:0], m.savedWords[:0]
	}
	m.run(m.body)
	return m.fuel
}

// Fuel is what the run that panicked had left.
func (m *Machine) Fuel() int { return m.fuel }

func (m *Machine) run(n *node) {
	for n != nil {
		if n.charge != 0 {
			if m.fuel -= n.charge; m.fuel < 0 {
				if m.fuel = m.host.Refill(m.fuel, n.line); m.fuel < 0 {
					return
				}
			}
		}
		switch code := n.code; len(code) {
		case 0:
		case 1:
			code[0]()
		case 2:
			code[0]()
			code[1]()
		case 3:
			code[0]()
			code[1]()
			code[2]()
		default:
			for _, op := range code {
				op()
			}
		}
		if n.tail != 0 {
			if m.fuel -= n.tail; m.fuel < 0 {
				if m.fuel = m.host.Refill(m.fuel, n.after); m.fuel < 0 {
					return
				}
			}
		}
		if n.branch != nil {
			n = n.branch()
		} else {
			n = n.next
		}
	}
}

// fill lays out the free senses.
func (m *Machine) fill() {
	b := m.molbot.Body()
	s := &m.sense
	s[0], s[1], s[2], s[3], s[4] = b.Energy, b.MaxEnergy, b.Age, b.Lifespan, b.Speed
	s[5], s[6], s[7], s[8], s[9] = b.Heading, b.Size, b.SenseRadius, b.SinceMeal, b.Daylight
	if m.senses <= ownSenses {
		return
	}
	if b.Memory == nil {
		clear(s[ownSenses:])
		return
	}
	copy(s[ownSenses:], b.Memory[:])
}

// The core checks before it does what can fault, so these are the net below the net.
const (
	outOfRange = "index out of range"
	badSlice   = "slice bounds out of range"
	nilPointer = "nil pointer dereference"
)

// allocate returns the address of n cleared words.
func (m *Machine) allocate(n int) int64 {
	at := m.top
	m.top += n
	if m.top > len(m.memory) {
		grown := make([]uint64, max(2*len(m.memory), m.top, 64))
		copy(grown, m.memory)
		m.memory = grown
	}
	clear(m.memory[at:m.top])
	return int64(at)
}

// Trim gives back what an unusual run took.
func (m *Machine) Trim() {
	if len(m.memory) > keptWords {
		m.memory = nil
	}
	if cap(m.text) > keptBytes+m.fixed {
		m.text = append([]byte(nil), m.text[:m.fixed]...)
	}
}

// packText makes the word of a string.
func packText(offset, length int) int64 { return int64(offset)<<32 | int64(length) }

func textLen(w int64) int { return int(w & 0xffffffff) }

func (m *Machine) bytes(w int64) []byte { return m.text[w>>32 : int(w>>32)+textLen(w)] }

func (m *Machine) compareText(a, b int64) int { return bytes.Compare(m.bytes(a), m.bytes(b)) }

// concat is a + b, which was paid for.
func (m *Machine) concat(a, b int64) int64 {
	at := len(m.text)
	m.text = append(m.text, m.bytes(a)...)
	m.text = append(m.text, m.bytes(b)...)
	return packText(at, len(m.text)-at)
}
