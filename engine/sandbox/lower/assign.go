package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// assign lowers =, := and op=.
func (l *lowerer) assign(fr *frame, s *ast.AssignStmt) {
	switch s.Tok {
	case token.DEFINE:
		l.define(fr, s.Lhs, s.Rhs)
	case token.ASSIGN:
		l.store(fr, s.Lhs, s.Rhs)
	default:
		l.update(fr, s.Lhs[0], s.Tok, s.Rhs[0])
	}
}

// target returns the place to assign to and declares it first if it is a new variable; false means that there is
// nothing to assign.
type target func() (ir.Operand, bool)

// define lowers := and var with values. The values are evaluated before the new variables are declared.
func (l *lowerer) define(fr *frame, lhs, rhs []ast.Expr) {
	if len(lhs) == 1 {
		l.defineOne(fr, lhs[0], rhs[0])
		return
	}
	l.parallel(fr, lhs, rhs)
}

// defineOne lowers x := e.
func (l *lowerer) defineOne(fr *frame, lhs, rhs ast.Expr) {
	id := lhs.(*ast.Ident)
	o := l.Info.Defs[id]
	if lit, ok := ast.Unparen(rhs).(*ast.FuncLit); ok {
		l.bindClosure(fr, o, lit)
		return
	}
	if o == nil || id.Name == "_" {
		l.discard(fr, rhs)
		return
	}
	if l.isHandle(o.Type()) {
		l.handleOnly(fr, rhs)
		fr.vars[o] = handle
		return
	}
	in, _ := l.convertedValue(fr, rhs, o.Type())
	if l.boxed[o] { // evaluate the value first: it may read an outer variable that uses the same box
		in = plain(l.hold(l.typ(id, o.Type()), in))
	}
	l.set(l.declare(fr, id, o), in)
}

func (l *lowerer) bindClosure(fr *frame, o types.Object, lit *ast.FuncLit) {
	if o != nil {
		fr.closures[o] = fr
	}
	if l.rehearsing {
		l.closureAlone(fr, lit)
	}
}

// discard evaluates e only for its side effects.
func (l *lowerer) discard(fr *frame, e ast.Expr) {
	if l.Info.Types[e].IsNil() || l.isHandle(l.Info.TypeOf(e)) {
		l.handleOnly(fr, e)
		return
	}
	if in, atom := l.value(fr, e); !atom {
		l.hold(l.typ(e, l.Info.TypeOf(e)), in)
	}
}

// target prepares an operand of a left-hand side.
func (l *lowerer) target(fr *frame, e ast.Expr) target {
	none := func() (ir.Operand, bool) { return ir.Operand{}, false }
	id, ok := e.(*ast.Ident)
	switch {
	case ok && id.Name == "_":
		return none
	case ok && l.Info.Defs[id] != nil:
		return func() (ir.Operand, bool) {
			o := l.declare(fr, id, l.Info.Defs[id])
			return o, !isHandle(o)
		}
	}
	if l.isHandle(l.Info.TypeOf(e)) {
		l.handleOnly(fr, e)
		return none
	}
	place := l.place(fr, e, true)
	return func() (ir.Operand, bool) { return place, true }
}

// store lowers an assignment to existing variables.
func (l *lowerer) store(fr *frame, lhs, rhs []ast.Expr) {
	if len(lhs) > 1 {
		l.parallel(fr, lhs, rhs)
		return
	}
	if id, ok := lhs[0].(*ast.Ident); ok && id.Name == "_" {
		l.discard(fr, rhs[0])
		return
	}
	t := l.Info.TypeOf(lhs[0])
	if l.isHandle(t) {
		l.handleOnly(fr, lhs[0])
		l.handleOnly(fr, rhs[0])
		return
	}
	if _, ok := t.Underlying().(*types.Signature); ok {
		l.refuse(lhs[0], "func.value", "a function can't be assigned")
	}
	place := l.place(fr, lhs[0], false)
	in, _ := l.convertedValue(fr, rhs[0], t)
	l.set(place, in)
}

// parallel evaluates all values into temporaries before it assigns any of them. Go evaluates the operands of the
// left-hand sides first, then all values, and assigns last, so that a, b = b, a swaps.
func (l *lowerer) parallel(fr *frame, lhs, rhs []ast.Expr) {
	targets := make([]target, len(lhs))
	for i, e := range lhs {
		targets[i] = l.target(fr, e)
	}
	var values []ir.Operand
	if len(rhs) == 1 {
		values = l.call(fr, l.multiple(rhs[0]))
	} else {
		for i, e := range rhs {
			values = append(values, l.tupleValue(fr, lhs[i], e))
		}
	}
	for i, target := range targets {
		if dst, ok := target(); ok {
			l.set(dst, plain(values[i]))
		}
	}
}

func (l *lowerer) multiple(e ast.Expr) *ast.CallExpr {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		l.refuse(e, "statement.forbidden", "only a call can give several values")
	}
	return call
}

// tupleValue evaluates one of several values into a temporary.
func (l *lowerer) tupleValue(fr *frame, lhs, e ast.Expr) ir.Operand {
	if _, ok := ast.Unparen(e).(*ast.FuncLit); ok {
		l.refuse(e, "func.value", "bind one closure a statement")
	}
	t := l.Info.TypeOf(lhs)
	if id, ok := lhs.(*ast.Ident); ok && id.Name == "_" || t == nil {
		t = types.Default(l.Info.TypeOf(e))
	}
	if l.isHandle(t) {
		l.handleOnly(fr, e)
		return handle
	}
	in, _ := l.convertedValue(fr, e, t)
	return l.hold(l.typ(e, t), in)
}

// update lowers x op= e and x++.
func (l *lowerer) update(fr *frame, x ast.Expr, tok token.Token, e ast.Expr) {
	place := l.place(fr, x, false)
	t := l.Info.TypeOf(x)
	op := token.ADD
	switch tok {
	case token.INC:
	case token.DEC:
		op = token.SUB
	default:
		op = tok - token.ADD_ASSIGN + token.ADD
	}
	left := place
	if !place.Plain() {
		left = l.hold(l.typ(x, t), plain(place))
	}
	right := ir.Operand{Type: left.Type, Const: constant.MakeInt64(1)}
	if e != nil {
		if op == token.SHL || op == token.SHR {
			right = l.shiftCount(fr, e)
		} else {
			right = l.converted(fr, e, t)
		}
	}
	l.set(place, l.operate(x, op, left, right, e))
}
