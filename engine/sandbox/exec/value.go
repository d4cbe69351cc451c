package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// machineOp translates an operation on two values. Both lists of operations have the same order.
func machineOp(o ir.Op) op { return opAdd + op(o-ir.Add) }

// value evaluates an operand into slots. A variable is not copied, because nothing within a statement changes it.
func (b *builder) value(o ir.Operand) place {
	switch {
	case o.Const != nil:
		return at(o.Type, b.constant(o.Const, o.Type.Kind))
	case o.Zero:
		p := b.room(o.Type)
		b.zero(p)
		return p
	}
	return b.load(b.place(o))
}

// place returns where an operand is.
func (b *builder) place(o ir.Operand) place {
	p := b.variable(o.Var)
	for _, s := range o.Path {
		switch {
		case s.Kind == ir.Part:
			p = part(p, s.N)
		case s.Kind == ir.Deref:
			p = place{Type: p.Elem, memory: true, address: b.load(p).reg()}
		case p.Kind == ir.Slice:
			list := b.load(p).slots()
			in := operation(opElement, ir.Int64, b.word(), list[0], b.index(s))
			in.c, in.n = list[1], p.Elem.Words
			b.emit(in)
			p = place{Type: p.Elem, memory: true, address: in.d}
		case s.Index == nil:
			p = element(p, s.N)
		default:
			p = b.moved(p, b.index(s))
		}
	}
	return p
}

func (b *builder) index(s ir.Step) reg {
	if s.Index == nil {
		return b.constWord(int64(s.N))
	}
	return b.variable(s.Index).reg()
}

// moved returns the place of an array element at a dynamic index, which has been checked.
func (b *builder) moved(p place, i reg) place {
	q := p
	q.Type = p.Elem
	switch {
	case p.memory:
		q.address = b.scale(i, q.Words, p.address)
	case p.moved:
		q.move = b.scale(i, q.Words, p.move)
	default:
		q.moved, q.move = true, b.scale(i, q.Words, none)
		q.array, q.first = [2]int{p.first, p.Words}, 0
	}
	return q
}

// scale emits i*n + base.
func (b *builder) scale(i reg, n int, base reg) reg {
	if n == 1 && base == none {
		return i
	}
	in := operation(opScale, ir.Int64, b.word(), i, none)
	in.n = n
	b.emit(in)
	if base == none {
		return in.d
	}
	sum := b.word()
	b.emit2(opAdd, ir.Int64, sum, in.d, base)
	return sum
}

// address emits the address of a place in memory.
func (b *builder) address(p place) reg {
	if !p.memory {
		refuse("the address of a variable")
	}
	in := operation(opScale, ir.Int64, b.word(), p.address, none)
	in.n, in.m = 1, p.first
	b.emit(in)
	return in.d
}

// do translates one instruction.
func (b *builder) do(in *ir.Instr, line int) {
	switch in.Op {
	case ir.Move:
		v := b.value(in.Args[0])
		b.store(b.place(in.Dst[0]), v)
	case ir.Literal:
		b.assign(in, b.literal(in))
	case ir.Make:
		b.assign(in, b.allocate(in, in.Args[0], in.Args[1]))
	case ir.Box:
		b.assign(in, b.allocate(in, in.Args[0], in.Args[0]))
	case ir.Append, ir.AppendAll:
		b.assign(in, b.appendTo(in))
	case ir.Cut:
		b.assign(in, b.cut(in))
	case ir.Call:
		b.call(in, line)
	case ir.Math, ir.Method:
		out := instruction(opMath)
		if in.Op == ir.Method {
			out.op = opMethod
		}
		out.name, out.list, out.outs = in.Name, b.list(in.Args), b.targets(in.Dst)
		b.emit(out)
	default:
		b.scalar(in, line)
	}
}

// assign stores the result of an instruction.
func (b *builder) assign(in *ir.Instr, v place) { b.store(b.place(in.Dst[0]), v) }

// targets lists the slots of variables that an instruction writes directly.
func (b *builder) targets(list []ir.Operand) (slots []reg) {
	for _, o := range list {
		slots = append(slots, b.place(o).slots()...)
	}
	return slots
}

// scalar translates an instruction with a result of one word, which goes straight to a variable if it can.
func (b *builder) scalar(in *ir.Instr, line int) {
	if in.Dst[0].Plain() {
		b.compute(in, b.variable(in.Dst[0].Var).reg(), line)
		return
	}
	d := b.word()
	b.compute(in, d, line)
	b.store(b.place(in.Dst[0]), at(in.Dst[0].Type, d))
}

func (b *builder) compute(in *ir.Instr, d reg, line int) {
	switch in.Op {
	case ir.Not:
		b.emit2(opNot, ir.Bool, d, b.value(in.Args[0]).reg(), none)
	case ir.Flip:
		b.emit2(opXor, in.Type.Kind, d, b.value(in.Args[0]).reg(), b.constWord(-1))
	case ir.Min, ir.Max:
		o := opMin
		if in.Op == ir.Max {
			o = opMax
		}
		b.emit2(o, ir.Float64, d, b.value(in.Args[0]).reg(), b.value(in.Args[1]).reg())
	case ir.Convert:
		to := in.Dst[0].Type.Kind
		x := b.value(in.Args[0]).reg()
		if to == in.Args[0].Type.Kind {
			b.emit2(opMove, to, d, x, none)
			return
		}
		out := operation(opConvert, in.Args[0].Type.Kind, d, x, none)
		out.k2 = to
		b.emit(out)
	case ir.Len, ir.Cap:
		b.length(in, d)
	case ir.TextAt:
		b.emit2(opTextAt, ir.Int64, d, b.value(in.Args[0]).reg(), b.value(in.Args[1]).reg())
	case ir.Address:
		b.emit2(opMove, ir.Pointer, d, b.address(b.place(in.Args[0])), none)
	case ir.Copy:
		out := instruction(opCopy)
		out.d, out.n, out.list = d, in.Type.Elem.Words, b.list(in.Args)
		b.emit(out)
	default:
		k, x, y := b.operands(in)
		out := operation(machineOp(in.Op), k, d, x, y)
		out.line = line
		b.emit(out)
	}
}

// operands evaluates both operands of an operation. Pointers and slices can only be compared with nil, by their
// address.
func (b *builder) operands(in *ir.Instr) (ir.Kind, reg, reg) {
	if in.Op < ir.Add || in.Op > ir.Outside {
		refuse("operation %d", in.Op)
	}
	if !in.Type.Basic() {
		return ir.Int64, b.value(in.Args[0]).slots()[0], b.constWord(0)
	}
	return in.Type.Kind, b.value(in.Args[0]).reg(), b.value(in.Args[1]).reg()
}

func (b *builder) length(in *ir.Instr, d reg) {
	v := b.value(in.Args[0])
	switch {
	case v.Kind == ir.String:
		b.emit2(opTextLen, ir.String, d, v.reg(), none)
	case in.Op == ir.Len:
		b.emit2(opMove, ir.Int64, d, v.slots()[1], none)
	default:
		b.emit2(opMove, ir.Int64, d, v.slots()[2], none)
	}
}

// literal evaluates the parts of T{...}.
func (b *builder) literal(in *ir.Instr) place {
	if in.Type.Kind == ir.Slice {
		return b.sliceLiteral(in)
	}
	p := b.room(in.Type)
	for i, a := range in.Args {
		if in.Type.Kind == ir.Array {
			b.store(element(p, i), b.value(a))
		} else {
			b.store(part(p, i), b.value(a))
		}
	}
	return p
}

// sliceLiteral evaluates []T{...}: it allocates the elements and stores them one by one.
func (b *builder) sliceLiteral(in *ir.Instr) place {
	values := make([]place, len(in.Args))
	for i, a := range in.Args {
		values[i] = b.value(a)
	}
	n := b.constWord(int64(len(values)))
	p := b.memory(in.Type, n, n)
	for i, v := range values {
		b.store(place{Type: in.Type.Elem, memory: true, address: reg(p.first), first: i * in.Type.Elem.Words}, v)
	}
	return p
}

func (b *builder) allocate(in *ir.Instr, n, capacity ir.Operand) place {
	return b.memory(in.Type, b.value(n).reg(), b.value(capacity).reg())
}

// memory allocates a slice.
func (b *builder) memory(t *ir.Type, n, capacity reg) place {
	p := b.room(t)
	s := p.slots()
	in := operation(opMake, ir.Int64, s[0], capacity, none)
	in.n = t.Elem.Words
	b.emit(in)
	b.emit2(opMove, ir.Int64, s[1], n, none)
	b.emit2(opMove, ir.Int64, s[2], capacity, none)
	return p
}

// appendTo passes opAppend the slice, then the second slice or the elements.
func (b *builder) appendTo(in *ir.Instr) place {
	out := instruction(opAppend)
	out.elem, out.n, out.m = in.Type.Elem, in.Type.Elem.Words, len(in.Args)-1
	if in.Op == ir.AppendAll {
		out.m = -1
	}
	out.list = b.list(in.Args)
	p := b.room(in.Type)
	out.outs = p.slots()
	b.emit(out)
	return p
}

// cut evaluates x[low:high] of a string, a slice, or an array in memory.
func (b *builder) cut(in *ir.Instr) place {
	x, first, last := in.Args[0], b.value(in.Args[1]).reg(), b.value(in.Args[2]).reg()
	p := b.room(in.Dst[0].Type)
	if x.Type.Kind == ir.String {
		out := operation(opTextSlice, ir.String, p.reg(), b.value(x).reg(), first)
		out.c = last
		b.emit(out)
		return p
	}
	out := instruction(opSlice) // address, low, high, capacity
	out.n, out.outs = p.Elem.Words, p.slots()
	if x.Type.Kind == ir.Array {
		out.list = []reg{b.address(b.place(x)), first, last, b.constWord(int64(x.Type.Len))}
	} else {
		s := b.value(x).slots()
		out.list = []reg{s[0], first, last, s[2]}
	}
	b.emit(out)
	return p
}

// call translates a call. Calls of recursive functions are counted to bound their depth. After the call, a branch on
// opSpent leaves the caller too if the run ended within the callee.
func (b *builder) call(in *ir.Instr, line int) {
	out := instruction(opCall)
	out.fn, out.list = b.functions[in.Fn], b.list(in.Args)
	depth, one := b.prog.depth, b.constWord(1)
	if in.Fn.Recursive {
		b.emit2(opAdd, ir.Int64, depth, depth, one)
		stop := &block{}
		b.fork(operation(opGt, ir.Int64, none, depth, b.constWord(int64(b.limit))), stop)
		after := b.block
		b.enter(stop)
		b.question(ir.Deep, line, nil)
		b.jump(nil)
		b.enter(after)
	}
	out.outs = b.targets(in.Dst)
	b.emit(out)
	b.fork(instruction(opSpent), nil)
	if in.Fn.Recursive {
		b.emit2(opSub, ir.Int64, depth, depth, one)
	}
}
