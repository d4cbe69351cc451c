package compile

import "bytes"

// What a lane keeps of its memory between batches [words, bytes].
const (
	keptWords = 8 << 10
	keptBytes = 4 << 10
)

// heap is the memory of a lane: slices, what pointers point to, and the bytes of strings.
type heap struct {
	memory []uint64
	top    int // of memory in use; address 0 is nil
	text   []byte
}

// empty frees all but the text of constants.
func (h *heap) empty(fixed int) { h.top, h.text = 1, h.text[:fixed] }

// The core checks before it does what can fault, so these are the net below the net.
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
		grown := make([]uint64, max(2*len(h.memory), h.top, 64))
		copy(grown, h.memory)
		h.memory = grown
	}
	clear(h.memory[at:h.top])
	return int64(at)
}

// cell is a word of memory.
func (h *heap) cell(at, n int64) *uint64 {
	if at == 0 {
		panic(nilPointer)
	}
	return &h.memory[at+n]
}

func (h *heap) cells(at, n int64, count int) []uint64 {
	if at == 0 {
		panic(nilPointer)
	}
	return h.memory[at+n : at+n+int64(count)]
}

// Trim gives back what unusual runs took.
func (m *Machine) Trim() {
	if !m.usesHeap {
		return
	}
	for l := range m.heaps {
		h := &m.heaps[l]
		if len(h.memory) > keptWords {
			h.memory = nil
		}
		if cap(h.text) > keptBytes+m.fixed {
			h.text = append([]byte(nil), h.text[:m.fixed]...)
		}
	}
}

// packText makes the word of a string.
func packText(offset, length int) int64 { return int64(offset)<<32 | int64(length) }

func textLen(w int64) int { return int(w & 0xffffffff) }

func (h *heap) bytes(w int64) []byte { return h.text[w>>32 : int(w>>32)+textLen(w)] }

func (h *heap) compareText(a, b int64) int { return bytes.Compare(h.bytes(a), h.bytes(b)) }

// concat is a + b, which was paid for.
func (h *heap) concat(a, b int64) int64 {
	at := len(h.text)
	h.text = append(h.text, h.bytes(a)...)
	h.text = append(h.text, h.bytes(b)...)
	return packText(at, len(h.text)-at)
}
