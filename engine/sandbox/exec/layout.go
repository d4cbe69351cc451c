package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// A value takes ir.Type.Words consecutive slots or words of memory: the leaves of structs and arrays in order, three
// words for a slice (address, length, capacity), one for anything else. A word holds a float64 or a float32 as its
// bits, an integer widened to 64 bits, a bool as 0 or 1, a string as the offset and length of its bytes, and a pointer
// as an address of words.

// place is where a value is: in the slots from first on; among the slots of an array, at an offset known only at run
// time (moved); or in memory at address+first. The builder resolves constant paths to slots, so that fields and
// constant indexes cost nothing at run time.
type place struct {
	*ir.Type
	first   int
	moved   bool
	move    reg    // the offset, added to first
	array   [2]int // the slots of the outermost array: first, count
	memory  bool
	address reg
}

// at returns the place of a value in the slots from r on.
func at(t *ir.Type, r reg) place { return place{Type: t, first: int(r)} }

// slots lists the slots of a place.
func (p place) slots() []reg {
	slots := make([]reg, p.Words)
	for i := range slots {
		slots[i] = reg(p.first + i)
	}
	return slots
}

// reg returns the slot of a value of one word.
func (p place) reg() reg {
	if p.Words != 1 || p.memory || p.moved {
		refuse("a value in one slot is needed")
	}
	return reg(p.first)
}

// part returns the place of field i.
func part(p place, i int) place {
	for _, f := range p.Fields[:i] {
		p.first += f.Type.Words
	}
	p.Type = p.Fields[i].Type
	return p
}

// element returns the place of the element at a constant index.
func element(p place, i int) place {
	p.Type = p.Elem
	p.first += i * p.Words
	return p
}
