package exec

import "math"

// slots moves values between slots.
func (b *binder) slots(in *instr) step {
	switch in.op {
	case opMoveN:
		if in.to.isFloat() {
			return moveN(span64(b.floats, in.to, in.n), span64(b.floats, in.from, in.n))
		}
		return moveN(span64(b.words, in.to, in.n), span64(b.words, in.from, in.n))
	case opZeroN:
		if in.to.isFloat() {
			return zeroN(span64(b.floats, in.to, in.n))
		}
		return zeroN(span64(b.words, in.to, in.n))
	case opScale:
		d, x, n, add := b.w(in.d), b.w(in.a), int64(in.n), int64(in.m)
		return each(func(l uint8) { d[l&low] = x[l&low]*n + add })
	case opIndexed:
		if in.d.isFloat() {
			return indexed(b.f(in.d), span64(b.floats, in.from, in.n)[in.m:], b.w(in.a))
		}
		return indexed(b.w(in.d), span64(b.words, in.from, in.n)[in.m:], b.w(in.a))
	}
	if in.b.isFloat() {
		return setIndexed(span64(b.floats, in.to, in.n)[in.m:], b.w(in.a), b.f(in.b))
	}
	return setIndexed(span64(b.words, in.to, in.n)[in.m:], b.w(in.a), b.w(in.b))
}

func span64[T any](slots []T, from reg, n int) []T {
	return slots[from.index() : from.index()+n : from.index()+n]
}

func moveN[T float64 | int64](to, from [][Width]T) step {
	return func(on lanes) {
		for i := range to {
			for _, l := range on {
				to[i][l&low] = from[i][l&low]
			}
		}
	}
}

func zeroN[T float64 | int64](to [][Width]T) step {
	return func(on lanes) {
		for i := range to {
			for _, l := range on {
				to[i][l&low] = 0
			}
		}
	}
}

// indexed and setIndexed reach an element of an array in slots. Its index was checked.
func indexed[T float64 | int64](d *[Width]T, list [][Width]T, i *words) step {
	return func(on lanes) {
		_, _ = d[0], i[0]
		for _, l := range on {
			d[l&low] = list[i[l&low]][l&low]
		}
	}
}

func setIndexed[T float64 | int64](list [][Width]T, i *words, x *[Width]T) step {
	return func(on lanes) {
		_, _ = i[0], x[0]
		for _, l := range on {
			list[i[l&low]][l&low] = x[l&low]
		}
	}
}

// access moves values between slots and memory.
func (b *binder) access(in *instr) step {
	m, n := b.heap(), int64(in.n)
	at := b.w(in.a)
	switch in.op {
	case opElement:
		d, i, length := b.w(in.d), b.w(in.b), b.w(in.c)
		return func(on lanes) {
			for _, l := range on {
				if uint64(i[l&low]) >= uint64(length[l&low]) {
					panic(outOfRange)
				}
				d[l&low] = at[l&low] + i[l&low]*n
			}
		}
	case opLoad:
		if in.d.isFloat() {
			d := b.f(in.d)
			return func(on lanes) {
				for _, l := range on {
					d[l&low] = math.Float64frombits(*m.heaps[l&low].cell(at[l&low], n))
				}
			}
		}
		d := b.w(in.d)
		return each(func(l uint8) { d[l&low] = int64(*m.heaps[l&low].cell(at[l&low], n)) })
	case opStore:
		if in.b.isFloat() {
			x := b.f(in.b)
			return func(on lanes) {
				for _, l := range on {
					*m.heaps[l&low].cell(at[l&low], n) = math.Float64bits(x[l&low])
				}
			}
		}
		x := b.w(in.b)
		return each(func(l uint8) { *m.heaps[l&low].cell(at[l&low], n) = uint64(x[l&low]) })
	case opLoadN:
		outs := in.outs
		return each(func(l uint8) {
			for i, w := range m.heaps[l&low].cells(at[l&low], n, len(outs)) {
				m.set(outs[i], l, int64(w))
			}
		})
	}
	list := in.list
	return each(func(l uint8) {
		to := m.heaps[l&low].cells(at[l&low], n, len(list))
		for i, r := range list {
			to[i] = uint64(m.get(r, l))
		}
	})
}

// texts works on strings, which are parts of a lane's text.
func (b *binder) texts(in *instr) step {
	m := b.heap()
	d, x := b.w(in.d), b.w(in.a)
	switch in.op {
	case opTextLen:
		return each(func(l uint8) { d[l&low] = int64(textLen(x[l&low])) })
	case opTextAt:
		i := b.w(in.b)
		return each(func(l uint8) {
			if uint64(i[l&low]) >= uint64(textLen(x[l&low])) {
				panic(outOfRange)
			}
			d[l&low] = int64(m.heaps[l&low].text[x[l&low]>>32+i[l&low]])
		})
	}
	first, last := b.w(in.b), (*words)(nil)
	if in.c != none {
		last = b.w(in.c)
	}
	return each(func(l uint8) {
		end := int64(textLen(x[l&low]))
		if last != nil {
			if uint64(last[l&low]) > uint64(end) {
				panic(badSlice)
			}
			end = last[l&low]
		}
		if uint64(first[l&low]) > uint64(end) {
			panic(badSlice)
		}
		d[l&low] = packText(int(x[l&low]>>32+first[l&low]), int(end-first[l&low]))
	})
}
