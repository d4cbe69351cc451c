package exec

// slices makes the steps that make, cut, extend and copy slices.
func (b *binder) slices(in *instr) step {
	m, n := b.heap(), int64(in.n)
	switch in.op {
	case opMake:
		d, count := b.w(in.d), b.w(in.a)
		return each(func(l uint8) { d[l&low] = m.heaps[l&low].allocate(int(count[l&low] * n)) })
	case opSlice:
		at, first, last, room := b.w(in.list[0]), b.w(in.list[1]), b.w(in.list[2]), b.w(in.list[3])
		d, length, capacity := b.w(in.outs[0]), b.w(in.outs[1]), b.w(in.outs[2])
		return each(func(l uint8) {
			from, to, most := first[l&low], last[l&low], room[l&low]
			if uint64(to) > uint64(most) || uint64(from) > uint64(to) {
				panic(badSlice)
			}
			d[l&low], length[l&low], capacity[l&low] = at[l&low]+from*n, to-from, most-from
		})
	case opCopy:
		d := b.w(in.d)
		to, toLen, from, fromLen := b.w(in.list[0]), b.w(in.list[1]), b.w(in.list[3]), b.w(in.list[4])
		return each(func(l uint8) {
			memory, count := m.heaps[l&low].memory, min(toLen[l&low], fromLen[l&low])
			to, from := to[l&low], from[l&low]
			copy(memory[to:to+count*n], memory[from:from+count*n])
			d[l&low] = count
		})
	}
	return b.appending(in)
}

// appending makes the step of append(slice, slice...) if m < 0, else of append(slice, values...).
func (b *binder) appending(in *instr) step {
	m, n, size, pointers := b.heap(), int64(in.n), in.elem.Size, in.elem.Pointers()
	at, length, room := b.w(in.list[0]), b.w(in.list[1]), b.w(in.list[2])
	d, newLength, newRoom := b.w(in.outs[0]), b.w(in.outs[1]), b.w(in.outs[2])
	values, added := in.list[3:], int64(in.m)
	return each(func(l uint8) {
		h := &m.heaps[l&low]
		have, count := length[l&low], added
		if count < 0 {
			count = m.slots[values[1]][l&low]
		}
		to, capacity := at[l&low], room[l&low]
		if have+count > capacity {
			capacity = int64(grown(int(capacity), int(have+count), size, pointers))
			to = h.allocate(int(capacity * n))
			copy(h.memory[to:to+have*n], h.memory[at[l&low]:at[l&low]+have*n])
		}
		end := to + have*n
		if added < 0 {
			from := m.slots[values[0]][l&low]
			copy(h.memory[end:end+count*n], h.memory[from:from+count*n])
		} else {
			for i, r := range values {
				h.memory[end+int64(i)] = m.slots[r][l&low]
			}
		}
		d[l&low], newLength[l&low], newRoom[l&low] = to, have+count, capacity
	})
}
