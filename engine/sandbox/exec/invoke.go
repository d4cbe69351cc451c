package exec

// call makes the step that calls a function of the program. The arguments pass through m.stage, because in a recursive
// call they may be the callee's own slots. A recursive function has its slots restored after the call.
func (b *binder) call(in *instr) step {
	m, fn, callee := b.Machine, in.fn, b.bodies[in.fn]
	arguments, results := in.list, in.outs
	return func(on lanes) {
		for i, r := range arguments {
			move(&m.stage[i], &m.slots[r], on)
		}
		if fn.Recursive {
			m.save(fn, on)
		}
		for i, r := range fn.params {
			move(&m.slots[r], &m.stage[i], on)
		}
		m.run(callee, on)
		if fn.Recursive {
			m.restore(fn, on)
		}
		for i, r := range results {
			move(&m.slots[r], &m.slots[fn.results[i]], on)
		}
	}
}

// save pushes the slots that fn must save, for all lanes of a call, onto the stack m.saved, and restore pops them in
// the same order. Lanes that ended during the call are restored as well, which does no harm.
func (m *Machine) save(fn *function, on lanes) {
	for _, r := range fn.saved {
		slot := &m.slots[r]
		for _, l := range on {
			m.saved = append(m.saved, slot[l&low])
		}
	}
}

func (m *Machine) restore(fn *function, on lanes) {
	from := len(m.saved) - len(fn.saved)*len(on)
	k := from
	for _, r := range fn.saved {
		slot := &m.slots[r]
		for _, l := range on {
			slot[l&low] = m.saved[k]
			k++
		}
	}
	m.saved = m.saved[:from]
}
