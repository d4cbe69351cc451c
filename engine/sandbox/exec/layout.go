package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// A value takes ir.Type.Words slots, or as many words of memory, which follow each other: the leaves of structs and
// arrays in order, three words for a slice (address, length, capacity), one for anything else. A word holds a float64
// as its bits, an integer widened to 64 bits, a float32 as its bits, a bool as 0 or 1, a string as offset and length of
// bytes, a pointer as an address of words.

// place is where a value is: in slots from first on; among the slots of an array, moved by dynamic indexes; or in
// memory at address+first.
type place struct {
	*ir.Type
	first   int
	moved   bool
	move    reg    // added to first
	array   [2]int // the slots of the outermost array: first, count
	memory  bool
	address reg
}

// at is the place of a value in slots from r on.
func at(t *ir.Type, r reg) place { return place{Type: t, first: int(r)} }

// slots is the leaves of a place in slots.
func (p place) slots() []reg {
	slots := make([]reg, p.Words)
	for i := range slots {
		slots[i] = reg(p.first + i)
	}
	return slots
}

// reg is the slot of a value of one leaf.
func (p place) reg() reg {
	if p.Words != 1 || p.memory || p.moved {
		refuse("a value in one slot is needed")
	}
	return reg(p.first)
}

// part is the place of a field.
func part(p place, i int) place {
	for _, f := range p.Fields[:i] {
		p.first += f.Type.Words
	}
	p.Type = p.Fields[i].Type
	return p
}

// element is the place of an element whose index is known.
func element(p place, i int) place {
	p.Type = p.Elem
	p.first += i * p.Words
	return p
}
