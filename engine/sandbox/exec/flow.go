package exec

import (
	"iter"
	"slices"
)

// optimise takes out what the interpreter needed and compiled code does not: copies, tests of variables that were set
// just before, jumps to jumps. The order of what can fault, and of all that reaches the host, stays.
func optimise(p *Program, f *function) []*block {
	blocks := simplify(f)
	if len(blocks)*len(newSet(p)) > maxLiveness/2 {
		refuse("a function has too many branches and variables")
	}
	for range 2 {
		propagate(p, blocks)
		liveness(p, f, blocks)
		for _, b := range blocks {
			sweep(b)
		}
		known := counts(p, blocks)
		for _, b := range blocks {
			retarget(b, known)
		}
		liveness(p, f, blocks)
		for _, b := range blocks {
			decide(b)
			sweep(b)
		}
	}
	return blocks
}

// simplify straightens the jumps and returns the blocks that can be reached.
func simplify(f *function) []*block {
	for range 3 {
		f.entry = skip(f.entry)
		for _, b := range reachable(f.entry) {
			b.then, b.els = skip(b.then), skip(b.els)
			thread(b)
		}
		blocks := reachable(f.entry)
		for _, b := range blocks {
			join(b)
		}
	}
	return reachable(f.entry)
}

// skip follows jumps out of empty blocks.
func skip(b *block) *block {
	for steps := 0; b != nil && b.empty() && !b.branch && steps < 100; steps++ {
		b = b.then
	}
	return b
}

func (b *block) empty() bool { return len(b.code) == 0 && b.charge == 0 }

// reachable lists the blocks from entry on, each followed by its nearest successor, and counts who jumps to them.
func reachable(entry *block) (list []*block) {
	seen := map[*block]bool{}
	stack := []*block{entry}
	for len(stack) > 0 {
		b := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if b == nil {
			continue
		}
		if seen[b] {
			b.preds++
			continue
		}
		seen[b] = true
		b.index, b.preds = len(list), 1
		list = append(list, b)
		if b.branch {
			stack = append(stack, b.els)
		}
		stack = append(stack, b.then)
	}
	return list
}

// thread sends an edge on which a bool is known past the test of the same bool.
func thread(b *block) {
	if !b.branch || b.cond.op != opTrue && b.cond.op != opNot {
		return
	}
	follow := func(to *block, value bool) *block {
		for steps := 0; to != nil && to.empty() && to.branch && steps < 100; steps++ {
			if to.cond.a != b.cond.a || to.cond.op != opTrue && to.cond.op != opNot {
				break
			}
			if value == (to.cond.op == opTrue) {
				to = skip(to.then)
			} else {
				to = skip(to.els)
			}
		}
		return to
	}
	b.then = follow(b.then, b.cond.op == opTrue)
	b.els = follow(b.els, b.cond.op != opTrue)
}

// join takes the block that b jumps to into b, if nothing else jumps there. Lanes that come from elsewhere meet in a
// block of its own.
func join(b *block) {
	for !b.branch && b.then != nil && b.then != b && b.then.charge == 0 && b.then.preds == 1 {
		next := b.then
		b.code = append(b.code, next.code...)
		b.branch, b.cond, b.then, b.els = next.branch, next.cond, next.then, next.els
	}
}

// set is a set of slots.
type set []uint64

func newSet(p *Program) set { return make(set, (p.slots+63)/64) }

func (s set) has(r reg) bool { return s[r>>6]&(1<<(r&63)) != 0 }
func (s set) add(r reg)      { s[r>>6] |= 1 << (r & 63) }
func (s set) drop(r reg)     { s[r>>6] &^= 1 << (r & 63) }

// addSpan and dropSpan do so for a range, a word of the set at a time.
func (s set) addSpan(r span) {
	for i, mask := range r.masks() {
		s[i] |= mask
	}
}

func (s set) dropSpan(r span) {
	for i, mask := range r.masks() {
		s[i] &^= mask
	}
}

// hasAny reports whether one slot of a range is in the set.
func (s set) hasAny(r span) bool {
	for i, mask := range r.masks() {
		if s[i]&mask != 0 {
			return true
		}
	}
	return false
}

// masks are the bits of a range in each word of a set.
func (s span) masks() iter.Seq2[int, uint64] {
	return func(yield func(int, uint64) bool) {
		for from, to := int(s.from), int(s.from)+s.n; from < to; {
			next := min(to, (from|63)+1)
			if !yield(from>>6, ^uint64(0)>>(64-(next-from))<<(from&63)) {
				return
			}
			from = next
		}
	}
}

func (s set) merge(t set) (changed bool) {
	for i, w := range t {
		if s[i]|w != s[i] {
			s[i] |= w
			changed = true
		}
	}
	return changed
}

// liveness finds which slots are read after each block.
func liveness(p *Program, f *function, blocks []*block) {
	in := make([]set, len(blocks))
	exit := newSet(p)
	exit.add(p.depth)
	for _, r := range f.results {
		exit.add(r)
	}
	for i, b := range blocks {
		b.index, in[i], b.live = i, newSet(p), newSet(p)
	}
	work := newSet(p)
	for changed := true; changed; {
		changed = false
		if p.work += len(blocks) * len(work); p.work > maxWork {
			refuse("loops nest too deep for so many variables and branches")
		}
		for i := len(blocks) - 1; i >= 0; i-- {
			b := blocks[i]
			after := func(to *block) {
				if to == nil {
					b.live.merge(exit)
				} else {
					b.live.merge(in[to.index])
				}
			}
			after(b.then)
			if b.branch {
				after(b.els)
			}
			copy(work, b.live)
			b.backward(work, nil)
			changed = in[i].merge(work) || changed
		}
	}
}

// backward goes through a block from its end, with the slots that are live; keep is asked about each instruction.
func (b *block) backward(live set, keep func(i int) bool) {
	if b.branch {
		b.cond.uses(func(r *reg) { live.add(*r) })
	}
	for i := len(b.code) - 1; i >= 0; i-- {
		in := &b.code[i]
		if keep != nil && !keep(i) {
			continue
		}
		in.defs(func(r *reg) { live.drop(*r) })
		if in.op != opSetIndexed {
			live.dropSpan(in.writes())
		}
		in.uses(func(r *reg) { live.add(*r) })
		live.addSpan(in.reads())
	}
}

// forget drops what nobody reads of the parts of what a sense has found.
func forget(in *instr, live set) {
	if len(in.outs) <= parts {
		return
	}
	for i, r := range in.outs[:parts] {
		if r != none && !live.has(r) {
			in.outs[i] = none
		}
	}
}

// sweep drops what nobody reads.
func sweep(b *block) {
	live := append(set(nil), b.live...)
	dead := make([]bool, len(b.code))
	b.backward(live, func(i int) bool {
		in := &b.code[i]
		if in.op == opMethod {
			forget(in, live)
		}
		if !in.pure() {
			return true
		}
		needed := false
		in.defs(func(r *reg) { needed = needed || live.has(*r) })
		needed = needed || live.hasAny(in.writes())
		if in.op == opMove && in.d == in.a {
			needed = false
		}
		dead[i] = !needed
		return needed
	})
	kept := b.code[:0]
	for i, in := range b.code {
		if !dead[i] {
			kept = append(kept, in)
		}
	}
	b.code = kept
}

// survivors are the slots of a function that are read after a call by which it may be entered again. What nobody
// writes to is none.
func survivors(p *Program, f *function) (slots []reg) {
	liveness(p, f, f.blocks)
	after := newSet(p)
	for _, b := range f.blocks {
		live := append(set(nil), b.live...)
		b.backward(live, func(i int) bool {
			if in := &b.code[i]; in.op == opCall && in.fn.Recursive {
				after.merge(live)
			}
			return true
		})
	}
	known := counts(p, f.blocks)
	for r := reg(f.low); r < reg(f.high); r++ {
		if after.has(r) && (known[r].defs > 0 || slices.Contains(f.params, r)) {
			slots = append(slots, r)
		}
	}
	return slots
}
