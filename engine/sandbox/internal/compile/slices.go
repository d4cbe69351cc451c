package compile

import "reflect"

// slices makes slices of slices, grows and copies them.
func (b *binder) slices(in *instr) func() {
	m, n := b.Machine, int64(in.n)
	switch in.op {
	case opMake:
		d, count := b.w(in.d), b.w(in.a)
		return func() { *d = m.allocate(int(*count * n)) }
	case opSlice:
		at, low, high, room := b.w(in.list[0]), b.w(in.list[1]), b.w(in.list[2]), b.w(in.list[3])
		d, length, capacity := b.w(in.outs[0]), b.w(in.outs[1]), b.w(in.outs[2])
		return func() {
			from, to, most := *low, *high, *room
			if uint64(to) > uint64(most) || uint64(from) > uint64(to) {
				panic(badSlice)
			}
			*d, *length, *capacity = *at+from*n, to-from, most-from
		}
	case opCopy:
		d := b.w(in.d)
		to, toLen, from, fromLen := b.w(in.list[0]), b.w(in.list[1]), b.w(in.list[3]), b.w(in.list[4])
		return func() {
			count := min(*toLen, *fromLen)
			copy(m.memory[*to:*to+count*n], m.memory[*from:*from+count*n])
			*d = count
		}
	}
	return b.appending(in)
}

// appending is append(slice, slice...) for m < 0, else append(slice, values…).
func (b *binder) appending(in *instr) func() {
	m, n, elem := b.Machine, int64(in.n), in.elem
	at, length, room := b.w(in.list[0]), b.w(in.list[1]), b.w(in.list[2])
	d, newLength, newRoom := b.w(in.outs[0]), b.w(in.outs[1]), b.w(in.outs[2])
	values, added := in.list[3:], int64(in.m)
	return func() {
		have, count := *length, added
		if count < 0 {
			count = m.words[values[1].index()]
		}
		to, capacity := *at, *room
		if have+count > capacity {
			capacity = int64(m.capacity(elem, int(capacity), int(have+count)))
			to = m.allocate(int(capacity * n))
			copy(m.memory[to:to+have*n], m.memory[*at:*at+have*n])
		}
		end := to + have*n
		if added < 0 {
			from := m.words[values[0].index()]
			copy(m.memory[end:end+count*n], m.memory[from:from+count*n])
		} else {
			for i, r := range values {
				m.memory[end+int64(i)] = uint64(m.get(r))
			}
		}
		*d, *newLength, *newRoom = to, have+count, capacity
	}
}

// growth is the question how large a slice becomes.
type growth struct {
	size       int
	pointers   bool
	room, need int
}

// maxGrown bounds what a machine remembers about growth.
const maxGrown = 1 << 12

// capacity is the capacity that Go gives a slice that must grow. A program can see it, and what it allocates depends on
// it, so it is taken from Go itself, once for each case.
func (m *Machine) capacity(elem *layout, room, need int) int {
	g := growth{elem.size, elem.pointers, room, need}
	if c, ok := m.grown[g]; ok {
		return c
	}
	t := reflect.ArrayOf(elem.size, reflect.TypeFor[byte]())
	if elem.pointers {
		t = reflect.ArrayOf(elem.size/8, reflect.TypeFor[*byte]())
	}
	old := reflect.MakeSlice(reflect.SliceOf(t), room, room)
	more := reflect.MakeSlice(reflect.SliceOf(t), need-room, need-room)
	c := reflect.AppendSlice(old, more).Cap()
	if len(m.grown) < maxGrown {
		m.grown[g] = c
	}
	return c
}
