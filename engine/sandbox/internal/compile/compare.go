package compile

// comparison makes a bool of two operands.
func (b *binder) comparison(in *instr) func() {
	d := b.w(in.d)
	if in.k == kindFloat64 {
		return compareInto(in.op, d, b.f(in.a), b.f(in.b))
	}
	test := b.test(in)
	return func() { *d = truth(test()) }
}

func compareInto(o op, d *int64, x, y *float64) func() {
	switch o {
	case opEq:
		return func() { *d = truth(*x == *y) }
	case opNe:
		return func() { *d = truth(*x != *y) }
	case opLt:
		return func() { *d = truth(*x < *y) }
	case opLe:
		return func() { *d = truth(*x <= *y) }
	case opGt:
		return func() { *d = truth(*x > *y) }
	default:
		return func() { *d = truth(*x >= *y) }
	}
}

// test compares operands of the rarer kinds.
func (b *binder) test(in *instr) func() bool {
	m, o := b.Machine, in.op
	x, y := b.w(in.a), b.w(in.b)
	switch in.k {
	case kindString:
		return func() bool { return holds(o, m.compareText(*x, *y), 0) }
	case kindFloat32:
		return func() bool { return holds(o, single(*x), single(*y)) }
	case kindUint64:
		return func() bool { return holds(o, uint64(*x), uint64(*y)) }
	}
	return func() bool { return holds(o, *x, *y) }
}

func holds[T int | int64 | uint64 | float32](o op, x, y T) bool {
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

// branch decides between two nodes.
func (b *binder) branch(in *instr, then, els *node) func() *node {
	switch {
	case in.op == opSpent:
		m := b.Machine
		return func() *node {
			if m.fuel < 0 {
				return then
			}
			return els
		}
	case in.op == opOutside:
		i, n := b.w(in.a), b.w(in.b)
		return func() *node {
			if uint64(*i) >= uint64(*n) {
				return then
			}
			return els
		}
	case in.op == opTrue || in.op == opNot:
		if in.op == opNot {
			then, els = els, then
		}
		x := b.w(in.a)
		return func() *node {
			if *x != 0 {
				return then
			}
			return els
		}
	case in.k == kindFloat64:
		return either(in.op, b.f(in.a), b.f(in.b), then, els)
	case in.k == kindString || in.k == kindFloat32 || in.k == kindUint64:
		test := b.test(in)
		return func() *node {
			if test() {
				return then
			}
			return els
		}
	}
	return either(in.op, b.w(in.a), b.w(in.b), then, els)
}

// either compares; the words of all integers but uint64 compare as they are.
func either[T int64 | float64](o op, x, y *T, then, els *node) func() *node {
	switch o {
	case opEq:
		return func() *node {
			if *x == *y {
				return then
			}
			return els
		}
	case opNe:
		return func() *node {
			if *x != *y {
				return then
			}
			return els
		}
	case opLt:
		return func() *node {
			if *x < *y {
				return then
			}
			return els
		}
	case opLe:
		return func() *node {
			if *x <= *y {
				return then
			}
			return els
		}
	case opGt:
		return func() *node {
			if *x > *y {
				return then
			}
			return els
		}
	}
	return func() *node {
		if *x >= *y {
			return then
		}
		return els
	}
}
