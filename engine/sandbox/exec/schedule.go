package exec

import "math/bits"

// node is a block bound to the slots of a machine.
type node struct {
	charge, line int
	code         []step
	test         test   // writes cond, if the code of the node does not, and counts it
	cond         *words // 0 or 1; nil for a jump
	direct       direct // replaces test for a single lane; unset if it has no plain operands
	then, els    int    // indexes of the following nodes
}

// body is a function bound to the slots of a machine. Its nodes are in source order, and the machine always runs the
// first node that any lane waits for. Lanes that took different branches therefore meet again where the branches join,
// which is how GPUs with a minimum-PC policy make diverged threads reconverge.
type body struct {
	nodes  []node
	entry  int
	frames []*frame // one for each nested call
	depth  int
}

// frame is the state of one call.
type frame struct {
	queues  []queue  // the lanes that wait for each node; the last queue is for lanes that have returned
	waiting []uint64 // bit set of the nodes with waiting lanes
	first   int      // the first of them, or the index of the last queue if there is none
}

// queue holds the lanes that wait for a node and the lanes that run it. The arrays are longer than a queue can get,
// because sortOut may write one entry past the end of a full queue and masks its indexes.
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

// next returns the first node with waiting lanes and makes these lanes its running ones.
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

// after returns the first node at or after the given one that lanes wait for.
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

// branch sends each lane to then if its cond is 1, as yes of them are, or to els if it is 0. If all lanes go the same
// way, branch leaves them where they are and returns that node; otherwise it returns -1.
func (f *frame) branch(on lanes, yes int, cond *words, then, els int) (to int) {
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

// sortOut writes each lane to both queues but advances only the end of the right one, so the next lane overwrites the
// wrong entry. This saves a branch that the processor could not predict.
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

// run runs a function for the given lanes until all of them have returned.
//
// A node takes all lanes that wait for it, charges them, runs its code, and sends them on. A lane whose fuel runs out
// at the charge is dropped, and the branch on opSpent after the call makes its callers return as well. As long as all
// lanes go the same way and no others wait for an earlier node, the loop follows them without using the queues.
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
				to = f.branch(on, n.test(on), n.cond, n.then, n.els)
			}
		}
		if to >= 0 && len(on) > 0 {
			if to < f.first { // no lane waits for this node or an earlier one, so the lanes can go straight on
				i = to
				continue
			}
			f.add(to, on)
		}
		i, on = f.next()
	}
	b.depth--
}
