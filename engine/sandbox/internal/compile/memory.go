package compile

import "math"

// slots moves values between slots.
func (b *binder) slots(in *instr) func() {
	m := b.Machine
	switch in.op {
	case opMoveN:
		if in.to.isFloat() {
			to, from := span64(m.floats, in.to, in.n), span64(m.floats, in.from, in.n)
			return func() { copy(to, from) }
		}
		to, from := span64(m.words, in.to, in.n), span64(m.words, in.from, in.n)
		return func() { copy(to, from) }
	case opZeroN:
		if in.to.isFloat() {
			to := span64(m.floats, in.to, in.n)
			return func() { clear(to) }
		}
		to := span64(m.words, in.to, in.n)
		return func() { clear(to) }
	case opScale:
		d, x, n, add := b.w(in.d), b.w(in.a), int64(in.n), int64(in.m)
		return func() { *d = *x*n + add }
	case opIndexed:
		return b.indexed(in)
	}
	return b.setIndexed(in)
}

func span64[T any](slots []T, from reg, n int) []T {
	return slots[from.index() : from.index()+n : from.index()+n]
}

// indexed and setIndexed reach an element of an array in slots. Its index was checked.
func (b *binder) indexed(in *instr) func() {
	i, add := b.w(in.a), in.m
	if in.d.isFloat() {
		d, list := b.f(in.d), span64(b.floats, in.from, in.n)[add:]
		return func() { *d = list[*i] }
	}
	d, list := b.w(in.d), span64(b.words, in.from, in.n)[add:]
	return func() { *d = list[*i] }
}

func (b *binder) setIndexed(in *instr) func() {
	i, add := b.w(in.a), in.m
	if in.b.isFloat() {
		x, list := b.f(in.b), span64(b.floats, in.to, in.n)[add:]
		return func() { list[*i] = *x }
	}
	x, list := b.w(in.b), span64(b.words, in.to, in.n)[add:]
	return func() { list[*i] = *x }
}

// access moves values between slots and memory.
func (b *binder) access(in *instr) func() {
	m, n := b.Machine, int64(in.n)
	at := b.w(in.a)
	switch in.op {
	case opElement:
		d, i, length := b.w(in.d), b.w(in.b), b.w(in.c)
		return func() {
			if uint64(*i) >= uint64(*length) {
				panic(outOfRange)
			}
			*d = *at + *i*n
		}
	case opLoad:
		if in.d.isFloat() {
			d := b.f(in.d)
			return func() { *d = math.Float64frombits(*m.cell(*at, n)) }
		}
		d := b.w(in.d)
		return func() { *d = int64(*m.cell(*at, n)) }
	case opStore:
		if in.b.isFloat() {
			x := b.f(in.b)
			return func() { *m.cell(*at, n) = math.Float64bits(*x) }
		}
		x := b.w(in.b)
		return func() { *m.cell(*at, n) = uint64(*x) }
	case opLoadN:
		outs := in.outs
		return func() {
			for i, w := range m.cells(*at, n, len(outs)) {
				m.set(outs[i], int64(w))
			}
		}
	}
	list := in.list
	return func() {
		to := m.cells(*at, n, len(list))
		for i, r := range list {
			to[i] = uint64(m.get(r))
		}
	}
}

// cell is a word of memory.
func (m *Machine) cell(at, n int64) *uint64 {
	if at == 0 {
		panic(nilPointer)
	}
	return &m.memory[at+n]
}

func (m *Machine) cells(at, n int64, count int) []uint64 {
	if at == 0 {
		panic(nilPointer)
	}
	return m.memory[at+n : at+n+int64(count)]
}

// texts works on strings, which are parts of the machine's text.
func (b *binder) texts(in *instr) func() {
	m := b.Machine
	d, x := b.w(in.d), b.w(in.a)
	switch in.op {
	case opTextLen:
		return func() { *d = int64(textLen(*x)) }
	case opTextAt:
		i := b.w(in.b)
		return func() {
			if uint64(*i) >= uint64(textLen(*x)) {
				panic(outOfRange)
			}
			*d = int64(m.text[*x>>32+*i])
		}
	}
	low, high := b.w(in.b), (*int64)(nil)
	if in.c != none {
		high = b.w(in.c)
	}
	return func() {
		end := int64(textLen(*x))
		if high != nil {
			if uint64(*high) > uint64(end) {
				panic(badSlice)
			}
			end = *high
		}
		if uint64(*low) > uint64(end) {
			panic(badSlice)
		}
		*d = packText(int(*x>>32+*low), int(end-*low))
	}
}
