package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// layout is how a type is laid out. In slots, the leaves of a value are split into floats and words; in memory they follow
// each other, a word each. Floats of 64 bits live in slots of their own, everything else in words: integers widened to 64
// bits, float32 as its bits, bools as 0 and 1, strings as offset and length of bytes, pointers as addresses of words.
type layout struct {
	*ir.Type
	leaves []ir.Kind
	floats int
	words  int
	elem   *layout // of arrays, slices and pointers
	fields []field
}

// field is a part of a struct.
type field struct {
	*layout
	float, word int // slots before it
	leaf        int // leaves before it
}

// layout returns the layout of t, which is made once.
func (b *builder) layout(t *ir.Type) *layout {
	if l := b.layouts[t]; l != nil {
		return l
	}
	if t.Words > maxSlots {
		refuse("a value of %d words", t.Words)
	}
	l := &layout{Type: t}
	b.layouts[t] = l
	if t.Elem != nil {
		l.elem = b.layout(t.Elem)
	}
	switch t.Kind {
	case ir.Slice:
		l.add(ir.Pointer, ir.Int64, ir.Int64)
	case ir.Array:
		for range t.Len {
			l.add(l.elem.leaves...)
		}
	case ir.Struct:
		for _, v := range t.Fields {
			f := field{b.layout(v.Type), l.floats, l.words, len(l.leaves)}
			l.fields = append(l.fields, f)
			l.add(f.leaves...)
		}
	default:
		l.add(t.Kind)
	}
	return l
}

func (l *layout) add(kinds ...ir.Kind) {
	l.leaves = append(l.leaves, kinds...)
	for _, k := range kinds {
		if k == ir.Float64 {
			l.floats++
		} else {
			l.words++
		}
	}
}

// place is where a value is: in slots from float and word on; among the slots of arrays, moved by dynamic indexes; or in
// memory at address+offset.
type place struct {
	*layout
	float, word  int // first slots
	moved        bool
	moveF, moveW reg // added to the first slots
	arrayF       [2]int
	arrayW       [2]int // the slots of the outermost array: first, count
	memory       bool
	address      reg
	offset       int
}

// slots is the leaves of a place in slots.
func (p place) slots() []reg {
	slots := make([]reg, 0, len(p.leaves))
	f, w := p.float, p.word
	for _, k := range p.leaves {
		if k == ir.Float64 {
			slots = append(slots, floatReg(f))
			f++
		} else {
			slots = append(slots, wordReg(w))
			w++
		}
	}
	return slots
}

// single reports whether p is one slot.
func (p place) single() bool { return len(p.leaves) == 1 && !p.memory && !p.moved }

// reg is the slot of a value of one leaf.
func (p place) reg() reg {
	if !p.single() {
		refuse("a value in one slot is needed")
	}
	if p.leaves[0] == ir.Float64 {
		return floatReg(p.float)
	}
	return wordReg(p.word)
}

// at is the place of a leaf in slot r.
func at(l *layout, r reg) place {
	if r.isFloat() {
		return place{layout: l, float: r.index()}
	}
	return place{layout: l, word: r.index()}
}

// part is the place of a field.
func part(p place, i int) place {
	f := p.fields[i]
	q := p
	q.layout = f.layout
	q.float, q.word = p.float+f.float, p.word+f.word
	if p.memory {
		q.offset = p.offset + f.leaf
	}
	return q
}

// element is the place of an element whose index is known.
func element(p place, i int) place {
	q := p
	q.layout = p.elem
	q.float, q.word = p.float+i*p.elem.floats, p.word+i*p.elem.words
	if p.memory {
		q.offset = p.offset + i*len(p.elem.leaves)
	}
	return q
}
