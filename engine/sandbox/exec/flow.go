package exec

import (
	"iter"
	"slices"
)

// optimise removes what only the interpreter needs: copies, tests of variables that were just set, and jumps to jumps.
// It keeps the order of everything that can fault or that reaches the host, so that both runtimes stay equal.
//
// One round propagates copies, which leaves the copied slots unread; drops the instructions that are now dead; lets
// results go straight to the variables that they were copied to; and moves comparisons into the branches that test
// them. Each pass gives the others more to do, and two rounds find nearly all of it. All passes are linear but for
// liveness, whose sets take a bit for each slot in each block, so the product of the two is bounded.
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

// simplify removes redundant jumps and returns the reachable blocks. Each pass can make other blocks empty or leave
// them with a single predecessor, so it repeats.
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

// skip follows the jumps of empty blocks to the first block that does something.
func skip(b *block) *block {
	for steps := 0; b != nil && b.empty() && !b.branch && steps < 100; steps++ {
		b = b.then
	}
	return b
}

func (b *block) empty() bool { return len(b.code) == 0 && b.charge == 0 }

// reachable lists the blocks that can be reached from entry, each followed by its nearest successor, and counts the
// predecessors of each.
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

// thread redirects a branch on a bool past later tests of the same bool, whose result is known on that edge.
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

// join merges the successor of b into b if b is its only predecessor. Any other successor stays a block of its own,
// where lanes from different predecessors meet. A block with a charge stays apart, because its fuel is taken on entry.
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

// addSpan and dropSpan add and drop a range of slots, a word of the set at a time.
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

// hasAny reports whether the set holds any slot of a range.
func (s set) hasAny(r span) bool {
	for i, mask := range r.masks() {
		if s[i]&mask != 0 {
			return true
		}
	}
	return false
}

// masks yields, for each word of a set that the range touches, the bits of the range in it.
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

// liveness computes which slots may be read after each block: the usual backward data-flow analysis, iterated until
// nothing changes.
//
// A function's exit keeps its results and the depth counter alive. The blocks are visited in reverse order, so that
// most functions take few iterations. The work is counted against maxWork, because a hostile source could nest many
// loops over many variables.
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

// backward walks a block from its end and updates the set of live slots. It leaves out the instructions for which keep,
// if set, returns false.
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

// forget drops the outputs of a finding sense that are never read.
func forget(in *instr, live set) {
	parts := 0
	switch len(in.outs) {
	case foodParts + 1:
		parts = foodParts
	case neighborParts + 2:
		parts = neighborParts
	}
	for i, r := range in.outs[:parts] {
		if r != none && !live.has(r) {
			in.outs[i] = none
		}
	}
}

// sweep removes the instructions whose results are never read. It keeps instructions that can fault or that reach the
// host or the world, even if their results are not needed.
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

// survivors returns the slots that a recursive function must save: those that it reads after a recursive call and that
// it writes, since other slots never change.
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
