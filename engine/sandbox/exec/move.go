package exec

// Values of more than manyLeaves words are moved by a single instruction.
const manyLeaves = 8

// load copies a value into slots, unless it is in slots at a constant offset already.
func (b *builder) load(p place) place {
	if !p.memory && !p.moved {
		return p
	}
	v := b.room(p.Type)
	if p.memory && p.Words > manyLeaves {
		in := instruction(opLoadN)
		in.a, in.n, in.outs = p.address, p.first, v.slots()
		b.emit(in)
		return v
	}
	if p.moved {
		in := p.indexed(opIndexed)
		in.outs = v.slots()
		b.emit(in)
		return v
	}
	for i, r := range v.slots() {
		in := instruction(opLoad)
		in.a, in.n, in.d = p.address, p.first+i, r
		b.emit(in)
	}
	return v
}

// store writes a value that is in slots to a place.
func (b *builder) store(p, v place) {
	if p.Words != v.Words {
		refuse("assignment of different types")
	}
	values := v.slots()
	switch many := p.Words > manyLeaves; {
	case p.memory && many:
		in := instruction(opStoreN)
		in.a, in.n, in.list = p.address, p.first, values
		b.emit(in)
	case p.memory:
		for i, r := range values {
			in := instruction(opStore)
			in.a, in.n, in.b = p.address, p.first+i, r
			b.emit(in)
		}
	case p.moved:
		in := p.indexed(opSetIndexed)
		in.list = values
		b.emit(in)
	case p.first == v.first:
	case many:
		in := instruction(opMoveN)
		in.to, in.from, in.n = reg(p.first), reg(v.first), p.Words
		b.emit(in)
	default:
		for i, r := range p.slots() {
			b.emit2(opMove, 0, r, values[i], none)
		}
	}
}

// indexed returns an instruction on a place within an array at a dynamic index.
func (p place) indexed(o op) instr {
	in := instruction(o)
	in.to, in.n, in.m, in.a = reg(p.array[0]), p.array[1], p.first, p.move
	return in
}

// zero clears slots.
func (b *builder) zero(p place) {
	if p.Words > manyLeaves {
		in := instruction(opZeroN)
		in.to, in.n = reg(p.first), p.Words
		b.emit(in)
		return
	}
	for _, r := range p.slots() {
		b.emit2(opMove, 0, r, b.constWord(0), none)
	}
}
