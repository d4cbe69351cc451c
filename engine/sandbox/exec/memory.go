package exec

// between makes the steps that move values from slots to slots.
func (b *binder) between(in *instr) step {
	switch in.op {
	case opMoveN:
		to, from := b.span(in.to, in.n), b.span(in.from, in.n)
		return func(on lanes) {
			for i := range to {
				move(&to[i], &from[i], on)
			}
		}
	case opZeroN:
		to := b.span(in.to, in.n)
		return func(on lanes) {
			for i := range to {
				for _, l := range on {
					to[i][l&low] = 0
				}
			}
		}
	case opScale:
		d, x, n, add := b.w(in.d), b.w(in.a), int64(in.n), int64(in.m)
		return each(func(l uint8) { d[l&low] = x[l&low]*n + add })
	}
	list, i := b.span(in.to, in.n)[in.m:], b.w(in.a) // an element of an array in slots; the index has been checked
	if in.op == opIndexed {
		return b.indexed(list, i, in.outs)
	}
	return b.setIndexed(list, i, in.list)
}

// indexed makes the step that reads an element of one or more words.
func (b *binder) indexed(list []words, i *words, outs []reg) step {
	if len(outs) == 1 {
		d := b.w(outs[0])
		return func(on lanes) {
			_, _ = d[0], i[0]
			for _, l := range on {
				d[l&low] = list[i[l&low]][l&low]
			}
		}
	}
	return func(on lanes) {
		for k, r := range outs {
			d := b.w(r)
			for _, l := range on {
				d[l&low] = list[i[l&low]+int64(k)][l&low]
			}
		}
	}
}

// setIndexed makes the step that writes an element of one or more words.
func (b *binder) setIndexed(list []words, i *words, values []reg) step {
	if len(values) == 1 {
		x := b.w(values[0])
		return func(on lanes) {
			_, _ = i[0], x[0]
			for _, l := range on {
				list[i[l&low]][l&low] = x[l&low]
			}
		}
	}
	return func(on lanes) {
		for k, r := range values {
			x := b.w(r)
			for _, l := range on {
				list[i[l&low]+int64(k)][l&low] = x[l&low]
			}
		}
	}
}

func (b *binder) span(from reg, n int) []words {
	return b.slots[from : int(from)+n : int(from)+n]
}

// access makes the steps that move values between slots and memory.
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
		d := b.w(in.d)
		return func(on lanes) {
			for _, l := range on {
				d[l&low] = *m.heaps[l&low].cell(at[l&low], n)
			}
		}
	case opStore:
		x := b.w(in.b)
		return func(on lanes) {
			for _, l := range on {
				*m.heaps[l&low].cell(at[l&low], n) = x[l&low]
			}
		}
	case opLoadN:
		outs := in.outs
		return each(func(l uint8) {
			for i, w := range m.heaps[l&low].cells(at[l&low], n, len(outs)) {
				m.slots[outs[i]][l&low] = w
			}
		})
	}
	list := in.list
	return each(func(l uint8) {
		to := m.heaps[l&low].cells(at[l&low], n, len(list))
		for i, r := range list {
			to[i] = m.slots[r][l&low]
		}
	})
}

// texts makes the steps that work on strings, which are ranges of the lane's text.
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
	first, last := b.w(in.b), b.w(in.c)
	return each(func(l uint8) {
		from, to := first[l&low], last[l&low]
		if uint64(to) > uint64(textLen(x[l&low])) || uint64(from) > uint64(to) {
			panic(badSlice)
		}
		d[l&low] = packText(int(x[l&low]>>32+from), int(to-from))
	})
}
