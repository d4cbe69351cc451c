package exec

// copied records that a slot is a copy of another one and when each of them was last written.
type copied struct {
	from        reg
	self, other int // the clock at the last write to each
}

// propagate makes instructions read the source of a copy instead of the copy, within each straight line of code.
//
// It numbers the instructions with a clock and remembers when each slot was last written. A copy may be read through as
// long as neither slot has been written since. start marks the beginning of the straight line: a block continues the
// line of the block before it if that is its only predecessor. Writes to arrays at dynamic indexes may hit any slot of
// the array, so such slots count as written by each of them.
func propagate(p *Program, blocks []*block) {
	written, copies := make([]int, p.slots), make([]copied, p.slots)
	clock, start := 0, 0
	arrays, indexed := newSet(p), 0 // the slots of arrays written at dynamic indexes; the clock at the last such write
	for _, b := range blocks {
		for i := range b.code {
			if in := &b.code[i]; in.op == opSetIndexed {
				arrays.addSpan(in.writes())
			}
		}
	}
	source := func(r *reg) {
		c := copies[*r]
		if c.self <= start || c.self != written[*r] || c.other != written[c.from] {
			return
		}
		if c.self > indexed || !arrays.has(*r) && !arrays.has(c.from) {
			*r = c.from
		}
	}
	for i, b := range blocks {
		if i == 0 || b.preds != 1 || blocks[i-1].then != b && blocks[i-1].els != b {
			clock++
			start = clock
		}
		for j := range b.code {
			in := &b.code[j]
			in.uses(source)
			clock++
			in.defs(func(r *reg) { written[*r] = clock })
			switch in.op {
			case opSetIndexed:
				indexed = clock
			case opMoveN, opZeroN:
				for i := range in.n {
					written[in.to+reg(i)] = clock
				}
			case opCall:
				written[p.depth] = clock
				if in.fn.Recursive { // only variables may be live across the call: its price counts nothing else
					start = clock
				}
			}
			if in.op == opMove && in.d != in.a {
				copies[in.d] = copied{in.a, clock, written[in.a]}
			}
		}
		if b.branch {
			b.cond.uses(source)
		}
	}
}

// count is how often a slot is written and read in a function.
type count struct{ defs, uses int }

func counts(p *Program, blocks []*block) []count {
	known := make([]count, p.slots+1)
	spans := make([]count, p.slots+1) // differences between neighbouring slots in the number of ranges that cover them
	use := func(r *reg) { known[*r].uses++ }
	for _, b := range blocks {
		for i := range b.code {
			in := &b.code[i]
			in.uses(use)
			in.defs(func(r *reg) { known[*r].defs++ })
			r, w := in.reads(), in.writes()
			spans[r.from].uses += 2
			spans[int(r.from)+r.n].uses -= 2
			spans[w.from].defs += 2
			spans[int(w.from)+w.n].defs -= 2
		}
		if b.branch {
			b.cond.uses(use)
		}
	}
	var in count
	for r, change := range spans {
		in.defs, in.uses = in.defs+change.defs, in.uses+change.uses
		known[r].defs, known[r].uses = known[r].defs+in.defs, known[r].uses+in.uses
	}
	return known
}

// retarget makes an instruction write straight to the variable that its result is copied to shortly after. The
// temporary must be written and read exactly once in the function, and nothing between the instruction and the copy may
// use or change the variable. Only the 20 instructions before a copy are searched, to keep the pass linear.
func retarget(b *block, known []count) {
	for j := range b.code {
		move := &b.code[j]
		if move.op != opMove || known[move.a] != (count{1, 1}) {
			continue
		}
		d, t := move.d, move.a
		for i := j - 1; i >= 0 && i > j-20; i-- {
			in := &b.code[i]
			defined, touched := false, false
			in.defs(func(r *reg) { defined = defined || *r == t; touched = touched || *r == d })
			touched = touched || in.writes().has(d) || in.writes().has(t) || in.reads().has(d)
			if defined && !touched {
				in.defs(func(r *reg) {
					if *r == t {
						*r = d
					}
				})
				move.a = d // a copy to itself, which sweep removes
			}
			in.uses(func(r *reg) { touched = touched || *r == d })
			touched = touched || in.op == opCall // the callee may write results
			if defined || touched {
				break
			}
		}
	}
}

// decide merges the comparison that sets the bool of a branch into the branch. That saves writing the bool and lets a
// single lane branch without a call. The bool must be dead afterwards, and the operands of the comparison must not
// change between it and the branch.
func decide(b *block) {
	if !b.branch || b.cond.op != opTrue && b.cond.op != opNot {
		return
	}
	r := b.cond.a
	if b.live.has(r) {
		return
	}
	for i := len(b.code) - 1; i >= 0; i-- {
		in := &b.code[i]
		used, stop := false, false
		in.uses(func(u *reg) { used = used || *u == r })
		if in.d == r {
			if in.op < opEq || in.op > opNot {
				return
			}
			cond := *in
			cond.d = none
			for _, later := range b.code[i+1:] {
				later.defs(func(d *reg) { stop = stop || *d == cond.a || *d == cond.b })
				stop = stop || later.writes().has(cond.a) || later.writes().has(cond.b) || later.op == opCall
			}
			if stop {
				return
			}
			if b.cond.op == opNot {
				b.then, b.els = b.els, b.then
			}
			b.cond = cond
			b.code = append(b.code[:i], b.code[i+1:]...)
			return
		}
		if used {
			return
		}
	}
}
