package exec

import "math/bits"

// node is a block, bound to the slots of a machine.
type node struct {
	charge, line int
	code         []step
	test         step   // writes cond, unless something else has
	cond         *words // 0 or 1; nil for a jump
	direct       direct // does what test does for one lane, if it has operands
	then, els    int    // the nodes that follow
}

// body is a function, bound to the slots of a machine. Its nodes stand in the order of the source: a lane runs the
// first node that any lane waits for, so lanes that took different branches meet again where these do.
type body struct {
	nodes  []node
	entry  int
	frames []*frame // one for each call that is under way
	depth  int
}

// frame is a call under way.
type frame struct {
	queues  []queue  // of the lanes that wait for each node; the last takes those that have left
	waiting []uint64 // the set of nodes with waiting lanes
	first   int      // of them, or the number of the last queue: no lane waits for a node before it
}

// queue holds the lanes that wait for a node, and those that run it.
type queue struct {
	n       int
	waiting [2 * Width]uint8
	running [2 * Width]uint8
}

func (b *body) restart() {
	b.depth = 0
	for _, f := range b.frames {
		clear(f.waiting)
		f.first = len(f.queues) - 1
		for i := range f.queues {
			f.queues[i].n = 0
		}
	}
}

func (b *body) enter() *frame {
	if b.depth == len(b.frames) {
		n := len(b.nodes) + 1
		b.frames = append(b.frames, &frame{make([]queue, n), make([]uint64, (n+63)/64), n - 1})
	}
	b.depth++
	return b.frames[b.depth-1]
}

// next is the first node with waiting lanes, which are the running ones from now on.
func (f *frame) next() (node int, on lanes) {
	node = f.first
	if node == len(f.queues)-1 {
		return -1, nil
	}
	f.waiting[node>>6] &^= 1 << (node & 63)
	f.first = f.after(node)
	q := &f.queues[node]
	q.running = q.waiting
	on, q.n = q.running[:q.n], 0
	return node, on
}

// after is the first node from one on that lanes wait for.
func (f *frame) after(node int) int {
	rest := f.waiting[node>>6] >> (node & 63) << (node & 63)
	for i := node >> 6; ; {
		if rest != 0 {
			return i<<6 | bits.TrailingZeros64(rest)
		}
		if i++; i == len(f.waiting) {
			return len(f.queues) - 1
		}
		rest = f.waiting[i]
	}
}

func (f *frame) add(node int, on lanes) {
	q := &f.queues[node]
	q.n += copy(q.waiting[q.n:], on)
	f.wait(node)
}

func (f *frame) wait(node int) {
	if last := len(f.queues) - 1; node == last {
		f.queues[last].n = 0
	} else if f.queues[node].n > 0 {
		f.waiting[node>>6] |= 1 << (node & 63)
		f.first = min(f.first, node)
	}
}

// branch sends each lane to then, if its cond is 1, or els, if it is 0. Where all go the same way it is for the caller
// to send them, and to is that node; else it is -1.
func (f *frame) branch(on lanes, cond *words, then, els int) (to int) {
	yes := 0
	for _, l := range on {
		yes += int(cond[l&low])
	}
	switch yes {
	case len(on):
		return then
	case 0:
		return els
	}
	t, e := &f.queues[then], &f.queues[els]
	t.n, e.n = sortOut(on, cond, t.n, e.n, &t.waiting, &e.waiting)
	f.wait(then)
	f.wait(els)
	return -1
}

// sortOut writes each lane where it goes, and to the other side too, where the next one overwrites it: that saves a
// branch that no processor could foresee.
func sortOut(on lanes, cond *words, t, e int, then, els *[2 * Width]uint8) (int, int) {
	_, _, _ = cond[0], then[0], els[0]
	for _, l := range on {
		then[t&(2*Width-1)], els[e&(2*Width-1)] = l, l
		c := int(cond[l&low])
		t += c
		e += 1 - c
	}
	return t, e
}

// run runs a function for some lanes.
func (m *Machine) run(b *body, on lanes) {
	f := b.enter()
	f.add(b.entry, on)
	for i, on := f.next(); i >= 0; {
		n := &b.nodes[i]
		if n.charge != 0 {
			on = m.charge(on, n.charge, n.line)
		}
		for _, op := range n.code {
			op(on)
		}
		to := n.then
		if n.cond != nil {
			if len(on) == 1 && n.direct.x != nil {
				if !n.direct.holds(on[0]) {
					to = n.els
				}
			} else {
				if n.test != nil {
					n.test(on)
				}
				to = f.branch(on, n.cond, n.then, n.els)
			}
		}
		if to >= 0 && len(on) > 0 {
			if to < f.first { // nobody waits for it or for one before it, so they need not either
				i = to
				continue
			}
			f.add(to, on)
		}
		i, on = f.next()
	}
	b.depth--
}
