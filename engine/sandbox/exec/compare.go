package exec

import (
	"unsafe"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// condition binds the condition of a node's branch.
func (b *binder) condition(n *node, in *instr) {
	if in.op == opTrue || in.op == opNot {
		cond := b.w(in.a)
		if n.cond = cond; in.op == opNot {
			n.then, n.els = n.els, n.then
		}
		n.test = func(on lanes) (yes int) {
			_ = cond[0]
			for _, l := range on {
				yes += int(cond[l&low])
			}
			return yes
		}
		return
	}
	n.cond = new(words)
	n.test = b.comparison(in, n.cond)
	if in.op >= opEq && in.op <= opGe && in.k != ir.String {
		n.direct = direct{in.op, in.k, b.w(in.a), b.w(in.b)}
	}
}

// direct is the comparison of a node for a single lane, because calling test takes longer than the comparison itself.
type direct struct {
	op   op
	kind ir.Kind
	x, y *words
}

func (c *direct) holds(l uint8) bool {
	x, y := c.x[l&low], c.y[l&low]
	switch c.kind {
	case ir.Float64:
		return holds(c.op, double(x), double(y))
	case ir.Float32:
		return holds(c.op, single(x), single(y))
	case ir.Uint64:
		return holds(c.op, uint64(x), uint64(y))
	}
	return holds(c.op, x, y)
}

// test writes 0 or 1 for each lane and returns the sum. Counting here saves the branch a loop of its own.
type test func(on lanes) (yes int)

// comparison makes the test that compares two operands.
func (b *binder) comparison(in *instr, d *words) test {
	switch {
	case in.op == opSpent:
		fuel := &b.fuel
		return tested(d, func(l uint8) bool { return fuel[l&low] < 0 })
	case in.op == opOutside:
		i, n := b.w(in.a), b.w(in.b)
		return func(on lanes) (yes int) {
			_, _, _ = d[0], i[0], n[0]
			for _, l := range on {
				holds := truth(uint64(i[l&low]) >= uint64(n[l&low]))
				d[l&low] = holds
				yes += int(holds)
			}
			return yes
		}
	case in.k == ir.Float64:
		return compared(in.op, d, b.f(in.a), b.f(in.b))
	case in.k == ir.Uint64:
		//nolint:gosec // two arrays of the same size that hold no pointers
		return compared(in.op, d, (*[Width]uint64)(unsafe.Pointer(b.w(in.a))), (*[Width]uint64)(unsafe.Pointer(b.w(in.b))))
	case in.k == ir.String || in.k == ir.Float32:
		return b.rare(in, d)
	}
	return compared(in.op, d, b.w(in.a), b.w(in.b))
}

// compared compares floats or words. Signed and smaller unsigned integers compare as the words that hold them.
func compared[T int64 | uint64 | float64](o op, d *words, x, y *[Width]T) test {
	switch o {
	case opEq:
		return func(on lanes) (yes int) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				holds := truth(x[l&low] == y[l&low])
				d[l&low] = holds
				yes += int(holds)
			}
			return yes
		}
	case opNe:
		return func(on lanes) (yes int) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				holds := truth(x[l&low] != y[l&low])
				d[l&low] = holds
				yes += int(holds)
			}
			return yes
		}
	case opLt:
		return func(on lanes) (yes int) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				holds := truth(x[l&low] < y[l&low])
				d[l&low] = holds
				yes += int(holds)
			}
			return yes
		}
	case opLe:
		return func(on lanes) (yes int) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				holds := truth(x[l&low] <= y[l&low])
				d[l&low] = holds
				yes += int(holds)
			}
			return yes
		}
	case opGt:
		return compared(opLt, d, y, x)
	}
	return compared(opLe, d, y, x)
}

// rare compares strings and 32-bit floats.
func (b *binder) rare(in *instr, d *words) test {
	o, x, y := in.op, b.w(in.a), b.w(in.b)
	if in.k == ir.String {
		m := b.heap()
		return tested(d, func(l uint8) bool { return holds(o, m.heaps[l&low].compareText(x[l&low], y[l&low]), 0) })
	}
	return tested(d, func(l uint8) bool { return holds(o, single(x[l&low]), single(y[l&low])) })
}

// tested makes a test from a function of one lane: see each.
func tested(d *words, f func(l uint8) bool) test {
	return func(on lanes) (yes int) {
		for _, l := range on {
			d[l&low] = truth(f(l & low))
			yes += int(d[l&low])
		}
		return yes
	}
}

func holds[T int | int64 | uint64 | float32 | float64](o op, x, y T) bool {
	switch o {
	case opEq:
		return x == y
	case opNe:
		return x != y
	case opLt:
		return x < y
	case opLe:
		return x <= y
	case opGt:
		return x > y
	}
	return x >= y
}
