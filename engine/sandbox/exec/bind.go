package exec

import (
	"errors"
	"slices"
	"unsafe"
)

// New makes a machine that runs the program.
func (p *Program) New(h Host) (m *Machine, err error) {
	defer func() {
		if r, ok := recover().(unsupported); ok {
			m, err = nil, errors.New(r.reason)
		}
	}()
	return p.machine(h), nil
}

func (p *Program) machine(h Host) *Machine {
	m := &Machine{
		host: h, slots: make([]words, p.slots), stage: make([]words, p.stage), texts: p.texts, bodies: map[*function]*body{},
	}
	for l := range Width {
		m.all[l] = uint8(l)
	}
	for r, w := range p.constants {
		for l := range Width {
			m.slots[r][l] = w
		}
	}
	b := &binder{m, p.constants}
	for i, r := range p.senses {
		if r != none {
			m.senses = append(m.senses, freeSense(i, b.f(r)))
		}
	}
	for _, f := range p.functions {
		m.bodies[f] = &body{}
	}
	for _, f := range p.functions {
		b.bind(f)
	}
	m.body = m.bodies[p.body]
	return m
}

// binder makes the closures that work on the slots of one machine. Binding to pointers instead of slot numbers saves an
// index and a bounds check in each step, at the price of a set of closures for each machine.
type binder struct {
	*Machine
	constant map[reg]int64
}

func (b *binder) w(r reg) *words { return &b.slots[r] }

// f returns a slot as floats.
//
//nolint:gosec // words and floats have the same size and no pointers
func (b *binder) f(r reg) *floats { return (*floats)(unsafe.Pointer(&b.slots[r])) }

// heap returns the machine and notes that it needs memory besides its slots.
func (b *binder) heap() *Machine {
	b.usesHeap = true
	return b.Machine
}

// bind makes the nodes of a function in source order.
func (b *binder) bind(f *function) {
	order := slices.Clone(f.blocks)
	slices.SortStableFunc(order, func(x, y *block) int { return x.place - y.place })
	number := map[*block]int{nil: len(order)}
	for i, block := range order {
		number[block] = i
	}
	to := b.bodies[f]
	to.entry, to.nodes = number[f.entry], make([]node, len(order))
	for i, block := range order {
		n := &to.nodes[i]
		n.charge, n.line = block.charge, block.line
		for k := range block.code {
			n.code = append(n.code, b.instruction(&block.code[k]))
		}
		if n.then = number[block.then]; block.branch && block.then != block.els {
			n.els = number[block.els]
			b.condition(n, &block.cond)
		}
	}
}

func (b *binder) instruction(in *instr) step {
	switch in.op {
	case opMove:
		return b.moved(in)
	case opAdd, opSub, opMul, opQuo, opRem, opAnd, opOr, opXor, opAndNot, opShl, opShr, opMin, opMax:
		return b.arithmetic(in)
	case opEq, opNe, opLt, opLe, opGt, opGe, opOutside:
		compare := b.comparison(in, b.w(in.d))
		return func(on lanes) { compare(on) }
	case opNot:
		d, x := b.w(in.d), b.w(in.a)
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = x[l&low] ^ 1
			}
		}
	case opConvert:
		return b.conversion(in)
	case opMoveN, opZeroN, opIndexed, opSetIndexed, opScale:
		return b.between(in)
	case opElement, opLoad, opStore, opLoadN, opStoreN:
		return b.access(in)
	case opTextLen, opTextAt, opTextSlice:
		return b.texts(in)
	case opSlice, opMake, opAppend, opCopy:
		return b.slices(in)
	case opCall:
		return b.call(in)
	case opMath:
		return b.math(in)
	case opMethod:
		return b.method(in)
	case opAsk:
		return b.question(in)
	}
	refuse("operation %d has no closure", in.op)
	return nil
}

func (b *binder) moved(in *instr) step {
	d, x := b.w(in.d), b.w(in.a)
	return func(on lanes) { move(d, x, on) }
}

func move(d, x *words, on lanes) {
	_, _ = d[0], x[0]
	for _, l := range on {
		d[l&low] = x[l&low]
	}
}
