package compile

import (
	"go/ast"
	"go/token"
	"go/types"
)

var comparisons = map[token.Token]op{
	token.EQL: opEq, token.NEQ: opNe, token.LSS: opLt, token.LEQ: opLe, token.GTR: opGt, token.GEQ: opGe,
}

var operations = map[token.Token]op{
	token.ADD: opAdd, token.SUB: opSub, token.MUL: opMul, token.QUO: opQuo, token.REM: opRem, token.AND: opAnd,
	token.OR: opOr, token.XOR: opXor, token.AND_NOT: opAndNot, token.SHL: opShl, token.SHR: opShr,
}

// value evaluates e into slots. A variable is its own slots; nothing in one statement of the core changes them.
func (b *builder) value(e ast.Expr) place {
	tv := b.info.Types[e]
	if tv.Value != nil {
		l := b.layout(tv.Type)
		return at(l, b.constant(tv.Value, l.kind()))
	}
	if tv.IsNil() {
		refuse("nil stands alone")
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return b.value(e.X)
	case *ast.BinaryExpr:
		return b.scalar(e, b.binary)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return b.address(e)
		}
		return b.unaryValue(e)
	case *ast.Ident, *ast.SelectorExpr, *ast.StarExpr:
		return b.load(b.place(e))
	case *ast.IndexExpr:
		if basic, ok := b.info.TypeOf(e.X).Underlying().(*types.Basic); ok && basic.Info()&types.IsString != 0 {
			return b.textAt(e)
		}
		return b.load(b.place(e))
	case *ast.SliceExpr:
		return b.slice(e)
	case *ast.CompositeLit:
		return b.composite(e)
	case *ast.CallExpr:
		return b.call(e)[0]
	}
	refuse("expression %T is unknown", e)
	return place{}
}

// typed is value for a place of type t, which gives nil its type.
func (b *builder) typed(e ast.Expr, l *layout) place {
	if b.info.Types[e].IsNil() {
		p := b.room(l)
		b.zero(p)
		return p
	}
	return b.value(e)
}

func (b *builder) scalar(e *ast.BinaryExpr, f func(*ast.BinaryExpr, reg)) place {
	l := b.layout(b.info.TypeOf(e))
	d := b.temp(l.kind())
	f(e, d)
	return at(l, d)
}

func (b *builder) unaryValue(e *ast.UnaryExpr) place {
	l := b.layout(b.info.TypeOf(e))
	d := b.temp(l.kind())
	b.unary(e, d)
	return at(l, d)
}

// operands evaluates both sides of a comparison.
func (b *builder) operands(e *ast.BinaryExpr) (kind, reg, reg) {
	x, y := e.X, e.Y
	if b.info.Types[x].IsNil() {
		x, y = y, x
	}
	if b.info.Types[y].IsNil() { // the address of a pointer or of a slice's array
		v := b.value(x)
		return kindInt64, v.slots()[0], b.constWord(0)
	}
	left, right := b.value(x), b.value(y)
	return left.kind(), left.reg(), right.reg()
}

func (b *builder) binary(e *ast.BinaryExpr, d reg) {
	if o, ok := comparisons[e.Op]; ok {
		k, x, y := b.operands(e)
		b.emit2(o, k, d, x, y)
		return
	}
	o, ok := operations[e.Op]
	if !ok {
		refuse("operation %s is unknown", e.Op)
	}
	k := b.layout(b.info.TypeOf(e)).kind()
	x, y := b.value(e.X), b.value(e.Y)
	if k == kindString && o != opAdd || o != opShl && o != opShr && y.kind() != k {
		refuse("operation %s on such values is unknown", e.Op)
	}
	if o == opShl || o == opShr {
		y = b.shiftCount(y)
	}
	b.emit2(o, k, d, x.reg(), y.reg())
}

// shiftCount checks that a count is unsigned or a constant: lower has tested the others.
func (b *builder) shiftCount(y place) place {
	if k := y.kind(); k < kindUint8 || k > kindUint64 {
		for _, c := range b.prog.constants {
			if c.slot == y.reg() && c.word >= 0 {
				return y
			}
		}
		refuse("a signed shift count")
	}
	return y
}

func (b *builder) unary(e *ast.UnaryExpr, d reg) {
	x := b.value(e.X)
	switch k := x.kind(); {
	case e.Op == token.NOT:
		b.emit2(opNot, k, d, x.reg(), none)
	case e.Op == token.XOR:
		b.emit2(opXor, k, d, x.reg(), b.constWord(-1))
	default:
		refuse("operation %s is unknown", e.Op)
	}
}

// composite evaluates the parts of T{…}.
func (b *builder) composite(e *ast.CompositeLit) place {
	l := b.layout(b.info.TypeOf(e))
	switch {
	case l.slice:
		return b.sliceLiteral(e, l)
	case l.elem != nil:
		p := b.room(l)
		b.zeroUnless(p, len(e.Elts) == l.length)
		for i, elt := range e.Elts {
			b.store(element(p, i), b.typed(elt, l.elem))
		}
		return p
	}
	p := b.room(l)
	b.zeroUnless(p, len(e.Elts) == len(l.fields))
	s := b.info.TypeOf(e).Underlying().(*types.Struct)
	for _, elt := range e.Elts {
		kv := elt.(*ast.KeyValueExpr)
		i := fieldIndex(s, kv.Key.(*ast.Ident).Name)
		b.store(part(p, i), b.typed(kv.Value, l.fields[i].layout))
	}
	return p
}

func (b *builder) zeroUnless(p place, full bool) {
	if !full {
		b.zero(p)
	}
}

func fieldIndex(s *types.Struct, name string) int {
	for i := range s.NumFields() {
		if s.Field(i).Name() == name {
			return i
		}
	}
	refuse("field %s is unknown", name)
	return 0
}

// sliceLiteral is []T{…}: memory for the elements, which are stored one by one.
func (b *builder) sliceLiteral(e *ast.CompositeLit, l *layout) place {
	p := b.room(l)
	values := make([]place, len(e.Elts))
	for i, elt := range e.Elts {
		values[i] = b.typed(elt, l.elem)
	}
	n := b.constWord(int64(len(values)))
	b.allocate(p, l, n, n)
	for i, v := range values {
		b.store(place{layout: l.elem, memory: true, address: p.slots()[0], offset: i * len(l.elem.leaves)}, v)
	}
	return p
}

// allocate makes the memory of a slice.
func (b *builder) allocate(p place, l *layout, n, capacity reg) {
	s := p.slots()
	in := instruction(opMake)
	in.d, in.a, in.n = s[0], capacity, len(l.elem.leaves)
	b.emit(in)
	b.emit2(opMove, kindInt64, s[1], n, none)
	b.emit2(opMove, kindInt64, s[2], capacity, none)
}
