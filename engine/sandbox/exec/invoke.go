package exec

import "math"

// get and set move any leaf as its bits.
func (m *Machine) get(r reg, l uint8) int64 {
	if r.isFloat() {
		return int64(math.Float64bits(m.floats[r.index()][l&low]))
	}
	return m.words[r.index()][l&low]
}

func (m *Machine) set(r reg, l uint8, v int64) {
	if r.isFloat() {
		m.floats[r.index()][l&low] = math.Float64frombits(uint64(v))
		return
	}
	m.words[r.index()][l&low] = v
}

// call runs a function of the core. Its arguments go through a stage, since they may be its own slots; a recursive
// function finds its slots as it left them.
func (b *binder) call(in *instr) step {
	m, fn, callee := b.Machine, in.fn, b.bodies[in.fn]
	arguments, results := in.list, in.outs
	return func(on lanes) {
		for i, r := range arguments {
			for _, l := range on {
				m.stage[i][l&low] = m.get(r, l)
			}
		}
		if fn.Recursive {
			m.save(fn, on)
		}
		for i, r := range fn.params {
			for _, l := range on {
				m.set(r, l, m.stage[i][l&low])
			}
		}
		m.run(callee, on)
		if fn.Recursive {
			m.restore(fn, on)
		}
		for i, r := range results {
			for _, l := range on {
				m.set(r, l, m.get(fn.results[i], l))
			}
		}
	}
}

func (m *Machine) save(fn *function, on lanes) {
	m.savedFloats = push(m.savedFloats, m.floats[fn.lowF:fn.highF], on)
	m.savedWords = push(m.savedWords, m.words[fn.lowW:fn.highW], on)
}

func (m *Machine) restore(fn *function, on lanes) {
	m.savedFloats = pop(m.savedFloats, m.floats[fn.lowF:fn.highF], on)
	m.savedWords = pop(m.savedWords, m.words[fn.lowW:fn.highW], on)
}

func push[T float64 | int64](saved []T, slots [][Width]T, on lanes) []T {
	for i := range slots {
		for _, l := range on {
			saved = append(saved, slots[i][l&low])
		}
	}
	return saved
}

func pop[T float64 | int64](saved []T, slots [][Width]T, on lanes) []T {
	from := len(saved) - len(slots)*len(on)
	k := from
	for i := range slots {
		for _, l := range on {
			slots[i][l&low] = saved[k]
			k++
		}
	}
	return saved[:from]
}
