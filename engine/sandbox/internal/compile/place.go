package compile

import (
	"go/ast"
	"go/types"
)

// Beyond this many leaves, values are moved by one instruction.
const manyLeaves = 8

// place is where e is.
func (b *builder) place(e ast.Expr) place {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return b.place(e.X)
	case *ast.Ident:
		return b.variable(e)
	case *ast.StarExpr:
		return b.behind(e.X)
	case *ast.SelectorExpr:
		return b.selected(e)
	case *ast.IndexExpr:
		return b.indexed(e)
	}
	refuse("place %T is unknown", e)
	return place{}
}

// behind is what a pointer points to.
func (b *builder) behind(e ast.Expr) place {
	v := b.value(e)
	return place{layout: v.elem, memory: true, address: v.reg()}
}

func (b *builder) selected(e *ast.SelectorExpr) place {
	s := b.info.Selections[e]
	if s == nil || len(s.Index()) != 1 {
		refuse("selector %s is unknown", e.Sel.Name)
	}
	var p place
	if _, pointer := b.info.TypeOf(e.X).Underlying().(*types.Pointer); pointer {
		p = b.behind(e.X)
	} else {
		p = b.place(e.X)
	}
	return part(p, s.Index()[0])
}

// part is the place of a field.
func part(p place, i int) place {
	f := p.fields[i]
	q := p
	q.layout = f.layout
	q.float, q.word = p.float+f.float, p.word+f.word
	if p.memory {
		q.offset = p.offset + f.leaf
	}
	return q
}

// element is the place of an element whose index is known.
func element(p place, i int) place {
	q := p
	q.layout = p.elem
	q.float, q.word = p.float+i*p.elem.floats, p.word+i*p.elem.words
	if p.memory {
		q.offset = p.offset + i*len(p.elem.leaves)
	}
	return q
}

func (b *builder) indexed(e *ast.IndexExpr) place {
	if b.isGlobal(e.X, "s") {
		return b.sense(b.integer(e.Index))
	}
	t := b.info.TypeOf(e.X).Underlying()
	if _, ok := t.(*types.Slice); ok {
		v, i := b.value(e.X), b.value(e.Index)
		s := v.slots()
		in := instruction(opElement)
		in.d, in.a, in.b, in.c, in.n, in.k = b.word(), s[0], i.reg(), s[1], len(v.elem.leaves), i.kind()
		b.emit(in)
		return place{layout: v.elem, memory: true, address: in.d}
	}
	if _, ok := t.(*types.Array); !ok {
		refuse("index of %s is unknown", t)
	}
	p := b.place(e.X)
	if v := b.info.Types[e.Index].Value; v != nil {
		return element(p, b.integer(e.Index))
	}
	i := b.value(e.Index)
	return b.moved(p, i.reg())
}

// moved is the element of an array at a dynamic index, which the core has checked.
func (b *builder) moved(p place, i reg) place {
	q := p
	q.layout = p.elem
	if p.memory {
		q.address = b.scale(i, len(p.elem.leaves), p.address)
		return q
	}
	if !p.moved {
		q.moved, q.moveF, q.moveW = true, none, none
		q.arrayF, q.arrayW = [2]int{p.float, p.floats}, [2]int{p.word, p.words}
		q.float, q.word = 0, 0
	}
	if p.elem.floats > 0 {
		q.moveF = b.scale(i, p.elem.floats, q.moveF)
	}
	if p.elem.words > 0 {
		q.moveW = b.scale(i, p.elem.words, q.moveW)
	}
	return q
}

// scale is i*n + base.
func (b *builder) scale(i reg, n int, base reg) reg {
	if n == 1 && base == none {
		return i
	}
	in := instruction(opScale)
	in.d, in.a, in.n = b.word(), i, n
	b.emit(in)
	if base == none {
		return in.d
	}
	sum := b.word()
	b.emit2(opAdd, kindInt64, sum, in.d, base)
	return sum
}

// sense is a slot that the machine fills before each run.
func (b *builder) sense(i int) place {
	if i < 0 || i >= senseCount {
		refuse("sense %d is unknown", i)
	}
	if b.prog.senses[i] == none {
		b.prog.senses[i] = b.float()
	}
	return at(b.layout(types.Typ[types.Float64]), b.prog.senses[i])
}

// load brings a value into slots.
func (b *builder) load(p place) place {
	switch {
	case p.memory:
		v := b.room(p.layout)
		if len(p.leaves) > manyLeaves {
			in := instruction(opLoadN)
			in.a, in.n, in.outs = p.address, p.offset, v.slots()
			b.emit(in)
			return v
		}
		for i, r := range v.slots() {
			in := instruction(opLoad)
			in.d, in.a, in.n = r, p.address, p.offset+i
			b.emit(in)
		}
		return v
	case p.moved:
		v := b.room(p.layout)
		b.each(p, func(i int, in instr) {
			in.op, in.d = opIndexed, v.slots()[i]
			in.to, in.from = 0, in.to
			b.emit(in)
		})
		return v
	}
	return p
}

// store puts a value, which is in slots, into a place.
func (b *builder) store(p, v place) {
	if len(p.leaves) != len(v.leaves) {
		refuse("assignment of different types")
	}
	values := v.slots()
	switch {
	case p.memory && len(p.leaves) > manyLeaves:
		in := instruction(opStoreN)
		in.a, in.n, in.list = p.address, p.offset, values
		b.emit(in)
	case p.memory:
		for i, r := range values {
			in := instruction(opStore)
			in.a, in.n, in.b = p.address, p.offset+i, r
			b.emit(in)
		}
	case p.moved:
		b.each(p, func(i int, in instr) {
			in.op, in.b = opSetIndexed, values[i]
			b.emit(in)
		})
	case len(p.leaves) > manyLeaves:
		b.moveN(p, v)
	default:
		for i, r := range p.slots() {
			if r != values[i] {
				b.emit2(opMove, 0, r, values[i], none)
			}
		}
	}
}

// each calls f for every leaf of a place within an array that is indexed dynamically.
func (b *builder) each(p place, f func(int, instr)) {
	nf, nw := 0, 0
	for i, k := range p.leaves {
		in := instruction(opIndexed)
		base, move, array := floatReg(p.arrayF[0]), p.moveF, p.arrayF[1]
		shift := p.float + nf
		if k == kindFloat64 {
			nf++
		} else {
			base, move, array = wordReg(p.arrayW[0]), p.moveW, p.arrayW[1]
			shift = p.word + nw
			nw++
		}
		in.to, in.n, in.m, in.a = base, array, shift, move
		f(i, in)
	}
}

// span is slots of one class that follow each other.
type span struct {
	from reg
	n    int
}

func (p place) spans() [2]span {
	return [2]span{{floatReg(p.float), p.floats}, {wordReg(p.word), p.words}}
}

func (b *builder) moveN(p, v place) {
	from := v.spans()
	for i, to := range p.spans() {
		in := instruction(opMoveN)
		if in.to, in.from, in.n = to.from, from[i].from, to.n; in.n > 0 && in.to != in.from {
			b.emit(in)
		}
	}
}

// zero clears slots.
func (b *builder) zero(p place) {
	if len(p.leaves) > manyLeaves {
		for _, c := range p.spans() {
			in := instruction(opZeroN)
			if in.to, in.n = c.from, c.n; c.n > 0 {
				b.emit(in)
			}
		}
		return
	}
	for _, r := range p.slots() {
		if r.isFloat() {
			b.emit2(opMove, 0, r, b.constFloat(0), none)
		} else {
			b.emit2(opMove, 0, r, b.constWord(0), none)
		}
	}
}
