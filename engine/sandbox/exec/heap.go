package exec

import (
	"bytes"
	"sync"
)

// arena is the memory of the lanes of a machine while it runs. Machines take arenas from a pool, so there are only as
// many as machines run at a time, and memory that was used once is reused instead of allocated again.
type arena [Width]heap

var arenas = sync.Pool{New: func() any { return new(arena) }}

// The memory that a lane may keep between runs [words, bytes]. The budgets of fuel and bytes allow little more.
const (
	maxFreeWords = 32 << 10
	maxFreeBytes = 128 << 10
)

// heap is the memory of one lane: slices, the targets of pointers, and the bytes of strings. Allocation only moves top
// forward, and nothing is freed before the run ends: the budget of bytes bounds the memory of a run, so it needs no
// collector.
type heap struct {
	memory []int64
	top    int // end of the memory in use; address 0 is nil
	text   []byte
}

// empty frees everything and loads the text of the string constants.
func (h *heap) empty(constants []byte) { h.top, h.text = 1, append(h.text[:0], constants...) }

// Panics of the memory's own checks. Lowered code checks first, so they show a defect of the sandbox.
const (
	outOfRange = "index out of range"
	badSlice   = "slice bounds out of range"
	nilPointer = "nil pointer dereference"
)

// allocate returns the address of n cleared words.
func (h *heap) allocate(n int) int64 {
	at := h.top
	h.top += n
	if h.top > len(h.memory) {
		grown := make([]int64, max(2*len(h.memory), h.top, 64))
		copy(grown, h.memory)
		h.memory = grown
	}
	clear(h.memory[at:h.top])
	return int64(at)
}

// cell returns the word at address at+n.
func (h *heap) cell(at, n int64) *int64 {
	if at == 0 {
		panic(nilPointer)
	}
	return &h.memory[at+n]
}

func (h *heap) cells(at, n int64, count int) []int64 {
	if at == 0 {
		panic(nilPointer)
	}
	return h.memory[at+n : at+n+int64(count)]
}

// occupy takes an arena from the pool for the first n lanes.
func (m *Machine) occupy(n int) {
	if !m.usesHeap {
		return
	}
	m.heaps = arenas.Get().(*arena)
	for l := range n {
		m.heaps[l].empty(m.texts)
	}
}

// vacate returns the arena to the pool without the memory of unusually large runs.
func (m *Machine) vacate() {
	if m.heaps == nil {
		return
	}
	for l := range m.heaps {
		h := &m.heaps[l]
		if len(h.memory) > maxFreeWords {
			h.memory = nil
		}
		if cap(h.text) > maxFreeBytes {
			h.text = nil
		}
	}
	arenas.Put(m.heaps)
	m.heaps = nil
}

// packText returns the word that represents a string.
func packText(offset, length int) int64 { return int64(offset)<<32 | int64(length) }

func textLen(w int64) int { return int(w & 0xffffffff) }

func (h *heap) bytes(w int64) []byte { return h.text[w>>32 : int(w>>32)+textLen(w)] }

func (h *heap) compareText(a, b int64) int { return bytes.Compare(h.bytes(a), h.bytes(b)) }

// concat returns a + b. The program has already been charged for it.
func (h *heap) concat(a, b int64) int64 {
	at := len(h.text)
	h.text = append(h.text, h.bytes(a)...)
	h.text = append(h.text, h.bytes(b)...)
	return packText(at, len(h.text)-at)
}
