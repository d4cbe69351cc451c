package compile

// New makes a machine of the program.
func (p *Program) New(h Host) *Machine {
	m := &Machine{
		host: h, floats: make([]float64, p.floats), words: make([]int64, p.words), stage: make([]int64, p.stage),
		text: append([]byte(nil), p.texts...), fixed: len(p.texts), top: 1,
		bodies: map[*function]*node{}, grown: map[growth]int{},
	}
	for _, c := range p.constants {
		if c.slot.isFloat() {
			m.floats[c.slot.index()] = c.float
		} else {
			m.words[c.slot.index()] = c.word
		}
	}
	m.senses = p.used
	b := &binder{Machine: m, functions: h.Functions, sensed: map[reg]int{}, constant: map[reg]int64{}}
	for i, r := range p.senses {
		if r != none {
			b.sensed[r] = i
		}
	}
	for _, c := range p.constants {
		if !c.slot.isFloat() {
			b.constant[c.slot] = c.word
		}
	}
	for _, f := range p.functions {
		m.bodies[f] = b.bind(f)
	}
	m.body = m.bodies[p.body]
	return m
}

// binder makes closures over the slots of one machine.
type binder struct {
	*Machine
	functions Functions
	sensed    map[reg]int
	constant  map[reg]int64
}

func (b *binder) f(r reg) *float64 {
	if !r.isFloat() {
		refuse("a float is needed")
	}
	if i, ok := b.sensed[r]; ok {
		return &b.sense[i]
	}
	return &b.floats[r.index()]
}

func (b *binder) w(r reg) *int64 {
	if r.isFloat() {
		refuse("a word is needed")
	}
	return &b.words[r.index()]
}

// bind makes the nodes of a function.
func (b *binder) bind(f *function) *node {
	nodes := make(map[*block]*node, len(f.blocks))
	for _, block := range f.blocks {
		nodes[block] = &node{}
	}
	for _, block := range f.blocks {
		n := nodes[block]
		n.charge, n.line, n.next = block.charge, block.line, nodes[block.then]
		n.tail, n.after = block.tail, block.after
		code := block.code
		if block.branch {
			if last := len(code) - 1; last >= 0 {
				if n.branch = b.parity(&code[last], &block.cond, nodes[block.then], nodes[block.els]); n.branch != nil {
					code = code[:last]
				}
			}
			if n.branch == nil {
				n.branch = b.branch(&block.cond, nodes[block.then], nodes[block.els])
			}
		}
		n.code = b.code(code)
	}
	return nodes[f.entry]
}

func (b *binder) code(list []instr) []func() {
	code := make([]func(), 0, len(list))
	for len(list) > 0 {
		op, n := b.fused(list)
		if op == nil {
			op, n = b.instruction(&list[0]), 1
		}
		code, list = append(code, op), list[n:]
	}
	return code
}

func (b *binder) instruction(in *instr) func() {
	switch in.op {
	case opMove:
		return b.move(in)
	case opAdd, opSub, opMul, opQuo, opRem, opAnd, opOr, opXor, opAndNot, opShl, opShr:
		return b.arithmetic(in)
	case opEq, opNe, opLt, opLe, opGt, opGe:
		return b.comparison(in)
	case opNot:
		d, x := b.w(in.d), b.w(in.a)
		return func() { *d = *x ^ 1 }
	case opConvert:
		return b.conversion(in)
	case opMoveN, opZeroN, opIndexed, opSetIndexed, opScale:
		return b.slots(in)
	case opElement, opLoad, opStore, opLoadN, opStoreN:
		return b.access(in)
	case opTextLen, opTextAt, opTextSlice:
		return b.texts(in)
	case opSlice, opMake, opAppend, opCopy:
		return b.slices(in)
	case opCall:
		return b.call(in)
	case opHost:
		return b.outside(in)
	}
	refuse("operation %d has no closure", in.op)
	return nil
}

func (b *binder) move(in *instr) func() {
	if in.d.isFloat() {
		d, x := b.f(in.d), b.f(in.a)
		return func() { *d = *x }
	}
	d, x := b.w(in.d), b.w(in.a)
	return func() { *d = *x }
}

// call runs a function of the core. Its arguments go through a stage, since they may be its own slots; a recursive
// function finds its slots as it left them.
func (b *binder) call(in *instr) func() {
	m, fn := b.Machine, in.fn
	arguments, results := in.list, in.outs
	return func() {
		for i, r := range arguments {
			m.stage[i] = m.get(r)
		}
		if fn.recursive {
			m.savedFloats = append(m.savedFloats, m.floats[fn.lowF:fn.highF]...)
			m.savedWords = append(m.savedWords, m.words[fn.lowW:fn.highW]...)
		}
		for i, r := range fn.params {
			m.set(r, m.stage[i])
		}
		m.run(m.bodies[fn])
		if fn.recursive {
			m.savedFloats = restore(m.floats[fn.lowF:fn.highF], m.savedFloats)
			m.savedWords = restore(m.words[fn.lowW:fn.highW], m.savedWords)
		}
		for i, r := range results {
			m.set(r, m.get(fn.results[i]))
		}
	}
}

func restore[T any](slots, saved []T) []T {
	n := len(saved) - len(slots)
	copy(slots, saved[n:])
	return saved[:n]
}
