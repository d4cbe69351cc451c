package compile

// mark notes which results only the next instructions, or the branch, read. Those need not reach their slot.
func mark(blocks []*block) {
	known := counts(blocks)
	for _, b := range blocks {
		for i := range b.code {
			in := &b.code[i]
			in.temporary = in.d != none && len(in.outs) == 0 && known[in.d] == count{1, 1}
		}
	}
}

// fused makes one closure of the first instructions of a list, if it knows a way; n says of how many.
func (b *binder) fused(list []instr) (op func(), n int) {
	if len(list) > 2 && isProduct(&list[0]) && isProduct(&list[1]) && list[2].k == kindFloat64 &&
		list[2].a == list[0].d && list[2].b == list[1].d && (list[2].op == opAdd || list[2].op == opSub) {
		return b.dot(&list[0], &list[1], &list[2]), 3
	}
	if len(list) < 2 {
		return nil, 0
	}
	first, second := &list[0], &list[1]
	if first.op == opMove && second.op == opMove && first.d.isFloat() && second.d.isFloat() {
		d, x, e, y := b.f(first.d), b.f(first.a), b.f(second.d), b.f(second.a)
		return func() { *d = *x; *e = *y }, 2
	}
	if !isFloat(first) || !isFloat(second) || !first.temporary || (second.a == first.d) == (second.b == first.d) {
		return nil, 0
	}
	if second.a == first.d {
		op = leftChain(first.op, second.op, b.f(second.d), b.f(first.a), b.f(first.b), b.f(second.b))
	} else {
		op = rightChain(first.op, second.op, b.f(second.d), b.f(first.a), b.f(first.b), b.f(second.a))
	}
	return op, 2
}

func isFloat(in *instr) bool {
	return in.k == kindFloat64 && in.op >= opAdd && in.op <= opQuo
}

func isProduct(in *instr) bool {
	return in.k == kindFloat64 && in.op == opMul && in.temporary
}

// dot is x*y + z*w. Each product is rounded, as in the program.
func (b *binder) dot(first, second, sum *instr) func() {
	d := b.f(sum.d)
	x, y, z, w := b.f(first.a), b.f(first.b), b.f(second.a), b.f(second.b)
	if sum.op == opSub {
		return func() { *d = float64(*x**y) - float64(*z**w) }
	}
	return func() { *d = float64(*x**y) + float64(*z**w) }
}

// leftChain is (x first y) second z.
func leftChain(first, second op, d, x, y, z *float64) func() {
	switch [2]op{first, second} {
	case [2]op{opAdd, opAdd}:
		return func() { *d = *x + *y + *z }
	case [2]op{opAdd, opSub}:
		return func() { *d = *x + *y - *z }
	case [2]op{opAdd, opMul}:
		return func() { *d = (*x + *y) * *z }
	case [2]op{opAdd, opQuo}:
		return func() { *d = (*x + *y) / *z }
	case [2]op{opSub, opAdd}:
		return func() { *d = *x - *y + *z }
	case [2]op{opSub, opSub}:
		return func() { *d = *x - *y - *z }
	case [2]op{opSub, opMul}:
		return func() { *d = (*x - *y) * *z }
	case [2]op{opSub, opQuo}:
		return func() { *d = (*x - *y) / *z }
	case [2]op{opMul, opAdd}:
		return func() { *d = float64(*x**y) + *z }
	case [2]op{opMul, opSub}:
		return func() { *d = float64(*x**y) - *z }
	case [2]op{opMul, opMul}:
		return func() { *d = *x * *y * *z }
	case [2]op{opMul, opQuo}:
		return func() { *d = *x * *y / *z }
	case [2]op{opQuo, opAdd}:
		return func() { *d = *x / *y + *z }
	case [2]op{opQuo, opSub}:
		return func() { *d = *x / *y - *z }
	case [2]op{opQuo, opMul}:
		return func() { *d = *x / *y * *z }
	}
	return func() { *d = *x / *y / *z }
}

// rightChain is z second (x first y).
func rightChain(first, second op, d, x, y, z *float64) func() {
	switch [2]op{first, second} {
	case [2]op{opAdd, opAdd}:
		return func() { *d = *z + (*x + *y) }
	case [2]op{opAdd, opSub}:
		return func() { *d = *z - (*x + *y) }
	case [2]op{opAdd, opMul}:
		return func() { *d = *z * (*x + *y) }
	case [2]op{opAdd, opQuo}:
		return func() { *d = *z / (*x + *y) }
	case [2]op{opSub, opAdd}:
		return func() { *d = *z + (*x - *y) }
	case [2]op{opSub, opSub}:
		return func() { *d = *z - (*x - *y) }
	case [2]op{opSub, opMul}:
		return func() { *d = *z * (*x - *y) }
	case [2]op{opSub, opQuo}:
		return func() { *d = *z / (*x - *y) }
	case [2]op{opMul, opAdd}:
		return func() { *d = *z + float64(*x**y) }
	case [2]op{opMul, opSub}:
		return func() { *d = *z - float64(*x**y) }
	case [2]op{opMul, opMul}:
		return func() { *d = *z * (*x * *y) }
	case [2]op{opMul, opQuo}:
		return func() { *d = *z / (*x * *y) }
	case [2]op{opQuo, opAdd}:
		return func() { *d = *z + *x / *y }
	case [2]op{opQuo, opSub}:
		return func() { *d = *z - *x / *y }
	case [2]op{opQuo, opMul}:
		return func() { *d = *z * (*x / *y) }
	}
	return func() { *d = *z / (*x / *y) }
}

// parity is a branch on whether x % n is zero, for n a power of two: the test of a remainder that nothing else reads.
func (b *binder) parity(in, cond *instr, then, els *node) func() *node {
	n, constant := b.constant[in.b]
	zero, known := b.constant[cond.b]
	if in.op != opRem || in.k != kindInt64 || !in.temporary || !constant || n <= 0 || n&(n-1) != 0 ||
		cond.a != in.d || !known || zero != 0 || cond.op != opEq && cond.op != opNe {
		return nil
	}
	if cond.op == opNe {
		then, els = els, then
	}
	x, low := b.w(in.a), n-1
	return func() *node {
		if *x&low == 0 {
			return then
		}
		return els
	}
}
