package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// assign lowers =, := and op=.
func (l *lowerer) assign(fr *frame, s *ast.AssignStmt) {
	switch s.Tok {
	case token.DEFINE:
		l.define(fr, s, s.Lhs, s.Rhs)
	case token.ASSIGN:
		l.store(fr, s, s.Lhs, s.Rhs)
	default:
		l.update(fr, s.Lhs[0], s.Tok, s.Rhs[0])
	}
}

// define lowers := and var with values. Values are evaluated before the new variables exist.
func (l *lowerer) define(fr *frame, n ast.Node, lhs, rhs []ast.Expr) {
	if len(lhs) == 1 {
		l.defineOne(fr, lhs[0], rhs[0])
		return
	}
	targets := make([]func() string, len(lhs))
	for i, e := range lhs {
		targets[i] = l.target(fr, e)
	}
	l.parallel(fr, n, lhs, rhs, targets)
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
	text, _ := l.convertedValue(fr, rhs, o.Type())
	if l.boxed[o] { // the value first: it may read an outer variable of the same box
		t := l.local(l.typ(id, o.Type()))
		l.emit("%s = %s", t, text)
		text = t
	}
	l.set(l.declare(fr, id, o), text)
}

func (l *lowerer) bindClosure(fr *frame, o types.Object, lit *ast.FuncLit) {
	if o != nil {
		fr.closures[o] = fr
	}
	if l.rehearsing {
		l.closureAlone(fr, lit)
	}
}

func (l *lowerer) set(dst, text string) {
	if dst != text {
		l.emit("%s = %s", dst, text).Weight = weigh(text) + l.moved(dst, text)
	}
}

// discard evaluates e for what it does.
func (l *lowerer) discard(fr *frame, e ast.Expr) {
	if l.Info.Types[e].IsNil() || l.isHandle(l.Info.TypeOf(e)) {
		l.handleOnly(fr, e)
		return
	}
	text, atom := l.value(fr, e)
	if !atom {
		l.set(l.local(l.typ(e, l.Info.TypeOf(e))), text)
	}
}

// target is how to reach an element of a left-hand side; the call declares it when it is new.
func (l *lowerer) target(fr *frame, e ast.Expr) func() string {
	id, ok := e.(*ast.Ident)
	switch {
	case ok && id.Name == "_":
		return func() string { return "" }
	case ok && l.Info.Defs[id] != nil:
		return func() string { return l.declare(fr, id, l.Info.Defs[id]) }
	}
	if l.isHandle(l.Info.TypeOf(e)) {
		l.handleOnly(fr, e)
		return func() string { return "" }
	}
	place := l.place(fr, e, true)
	return func() string { return place }
}

// store lowers an assignment to existing variables.
func (l *lowerer) store(fr *frame, n ast.Node, lhs, rhs []ast.Expr) {
	if len(lhs) > 1 {
		targets := make([]func() string, len(lhs))
		for i, e := range lhs {
			targets[i] = l.target(fr, e)
		}
		l.parallel(fr, n, lhs, rhs, targets)
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
	text, _ := l.convertedValue(fr, rhs[0], t)
	l.set(place, text)
}

// parallel evaluates all values into temporaries, then assigns them.
func (l *lowerer) parallel(fr *frame, n ast.Node, lhs, rhs []ast.Expr, targets []func() string) {
	var values []string
	if len(rhs) == 1 {
		values = l.call(fr, l.multiple(rhs[0]), false)
	} else {
		for i, e := range rhs {
			values = append(values, l.tupleValue(fr, lhs[i], e))
		}
	}
	for i, target := range targets {
		if dst := target(); dst != "" {
			l.set(dst, values[i])
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

// tupleValue evaluates one value of several into a temporary of its own.
func (l *lowerer) tupleValue(fr *frame, lhs, e ast.Expr) string {
	if _, ok := ast.Unparen(e).(*ast.FuncLit); ok {
		l.refuse(e, "func.value", "bind one closure a statement")
	}
	t := l.Info.TypeOf(lhs)
	if id, ok := lhs.(*ast.Ident); ok && id.Name == "_" || t == nil {
		t = types.Default(l.Info.TypeOf(e))
	}
	if l.isHandle(t) {
		l.handleOnly(fr, e)
		return ""
	}
	text, _ := l.convertedValue(fr, e, t)
	tmp := l.local(l.typ(e, t))
	l.set(tmp, text)
	return tmp
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
	if !isName(place) {
		left = l.local(l.typ(x, t))
		l.emit("%s = %s", left, place)
	}
	right := one(l.typ(x, t))
	if e != nil {
		if op == token.SHL || op == token.SHR {
			right = l.shiftCount(fr, e)
		} else {
			right = l.converted(fr, e, t)
		}
	}
	text, _ := l.operate(x, op, l.typ(x, t), left, right, e)
	l.set(place, text)
}

func one(typ string) string {
	if zero(typ) == "0.0" {
		return "1.0"
	}
	return "1"
}

// indirect reports whether reaching e goes through an index or a pointer.
func (l *lowerer) indirect(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr, *ast.StarExpr:
		return true
	case *ast.SelectorExpr:
		s := l.Info.Selections[x]
		return s != nil && (s.Indirect() || l.indirect(x.X))
	}
	return false
}
