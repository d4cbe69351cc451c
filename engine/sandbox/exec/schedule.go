package exec

import "math/bits"

// node is a block, bound to the slots of a machine.
type node struct {
	charge, line int
	code         []step
	test         step   // writes cond, unless something else has
	cond         *words // 0 or 1; nil for a jump
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
		for i := range f.queues {
			f.queues[i].n = 0
		}
	}
}

func (b *body) enter() *frame {
	if b.depth == len(b.frames) {
		n := len(b.nodes) + 1
		b.frames = append(b.frames, &frame{make([]queue, n), make([]uint64, (n+63)/64)})
	}
	b.depth++
	return b.frames[b.depth-1]
}

// next is the first node with waiting lanes, which are the running ones from now on.
func (f *frame) next() (node int, on lanes) {
	for i, w := range f.waiting {
		if w != 0 {
			f.waiting[i] &= w - 1
			node = i<<6 | bits.TrailingZeros64(w)
			q := &f.queues[node]
			q.running = q.waiting
			on, q.n = q.running[:q.n], 0
			return node, on
		}
	}
	return -1, nil
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

// first reports whether no lane waits for a node or one before it. Then those that come to it need not wait either.
func (f *frame) first(node int) bool {
	last := node >> 6
	for _, w := range f.waiting[:last] {
		if w != 0 {
			return false
		}
	}
	return node < len(f.queues)-1 && f.waiting[last]<<(63-node&63) == 0
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
			if n.test != nil {
				n.test(on)
			}
			if len(on) == 1 {
				if n.cond[on[0]&low] == 0 {
					to = n.els
				}
			} else {
				to = f.branch(on, n.cond, n.then, n.els)
			}
		}
		if to >= 0 && len(on) > 0 {
			if f.first(to) {
				i = to
				continue
			}
			f.add(to, on)
		}
		i, on = f.next()
	}
	b.depth--
}
