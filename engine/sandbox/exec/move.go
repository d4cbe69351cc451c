package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// Beyond this many leaves, values are moved by one instruction.
const manyLeaves = 8

// load brings a value into slots.
func (b *builder) load(p place) place {
	switch {
	case p.memory:
		v := b.room(p.layout)
		if len(p.leaves) > manyLeaves {
			in := instruction(opLoadN)
			in.a, in.n, in.outs = p.address, p.offset, v.slots()
			b.emit(in)
			return v
		}
		for i, r := range v.slots() {
			in := instruction(opLoad)
			in.d, in.a, in.n = r, p.address, p.offset+i
			b.emit(in)
		}
		return v
	case p.moved:
		v := b.room(p.layout)
		b.each(p, func(i int, in instr) {
			in.op, in.d = opIndexed, v.slots()[i]
			in.to, in.from = 0, in.to
			b.emit(in)
		})
		return v
	}
	return p
}

// store puts a value, which is in slots, into a place.
func (b *builder) store(p, v place) {
	if len(p.leaves) != len(v.leaves) {
		refuse("assignment of different types")
	}
	values := v.slots()
	switch {
	case p.memory && len(p.leaves) > manyLeaves:
		in := instruction(opStoreN)
		in.a, in.n, in.list = p.address, p.offset, values
		b.emit(in)
	case p.memory:
		for i, r := range values {
			in := instruction(opStore)
			in.a, in.n, in.b = p.address, p.offset+i, r
			b.emit(in)
		}
	case p.moved:
		b.each(p, func(i int, in instr) {
			in.op, in.b = opSetIndexed, values[i]
			b.emit(in)
		})
	case len(p.leaves) > manyLeaves:
		b.moveN(p, v)
	default:
		for i, r := range p.slots() {
			if r != values[i] {
				b.emit2(opMove, 0, r, values[i], none)
			}
		}
	}
}

// each calls f for every leaf of a place within an array that is indexed dynamically.
func (b *builder) each(p place, f func(int, instr)) {
	nf, nw := 0, 0
	for i, k := range p.leaves {
		in := instruction(opIndexed)
		base, move, array := floatReg(p.arrayF[0]), p.moveF, p.arrayF[1]
		shift := p.float + nf
		if k == ir.Float64 {
			nf++
		} else {
			base, move, array = wordReg(p.arrayW[0]), p.moveW, p.arrayW[1]
			shift = p.word + nw
			nw++
		}
		in.to, in.n, in.m, in.a = base, array, shift, move
		f(i, in)
	}
}

// span is slots of one class that follow each other.
type span struct {
	from reg
	n    int
}

func (p place) spans() [2]span {
	return [2]span{{floatReg(p.float), p.floats}, {wordReg(p.word), p.words}}
}

func (b *builder) moveN(p, v place) {
	from := v.spans()
	for i, to := range p.spans() {
		in := instruction(opMoveN)
		if in.to, in.from, in.n = to.from, from[i].from, to.n; in.n > 0 && in.to != in.from {
			b.emit(in)
		}
	}
}

// zero clears slots.
func (b *builder) zero(p place) {
	if len(p.leaves) > manyLeaves {
		for _, c := range p.spans() {
			in := instruction(opZeroN)
			if in.to, in.n = c.from, c.n; c.n > 0 {
				b.emit(in)
			}
		}
		return
	}
	for _, r := range p.slots() {
		if r.isFloat() {
			b.emit2(opMove, 0, r, b.constFloat(0), none)
		} else {
			b.emit2(opMove, 0, r, b.constWord(0), none)
		}
	}
}
