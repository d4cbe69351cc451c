package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// value lowers an expression to the text of at most one operation, after emitting what must happen before it. atom
// reports that the text is a constant or a variable or a field of one, and can be used as an operand.
func (l *lowerer) value(fr *frame, e ast.Expr) (text string, atom bool) {
	text, atom = l.lowered(fr, e)
	if t := l.Info.TypeOf(e); large(t) {
		l.bulk[text] = bulk(t, 1)
	}
	return text, atom
}

// large reports whether copying a value of type t can cost more than a statement.
func large(t types.Type) bool {
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Array, *types.Struct:
		return true
	}
	return false
}

// bulk is the fuel of copying or making n values of type t.
func bulk(t types.Type, n int) int { return n * int(sizes.Sizeof(t)) / costBytes }

func (l *lowerer) lowered(fr *frame, e ast.Expr) (text string, atom bool) {
	tv := l.Info.Types[e]
	switch {
	case tv.Value != nil:
		return l.constant(e, tv.Value, tv.Type), true
	case tv.IsNil():
		return "nil", true
	case tv.Type != nil && l.isHandle(tv.Type):
		l.refuse(e, "handle.kept", "a molbot can only be passed on or asked to act")
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return l.value(fr, e.X)
	case *ast.Ident:
		return l.variable(fr, e), true
	case *ast.BinaryExpr:
		return l.binary(fr, e)
	case *ast.UnaryExpr:
		return l.unary(fr, e)
	case *ast.StarExpr:
		return l.place(fr, e, false), false
	case *ast.SelectorExpr:
		return l.selector(fr, e)
	case *ast.IndexExpr:
		return l.element(fr, e, false), false
	case *ast.SliceExpr:
		return l.slice(fr, e)
	case *ast.CompositeLit:
		return l.composite(fr, e, tv.Type)
	case *ast.CallExpr:
		values := l.call(fr, e, false)
		return values[0], true
	case *ast.FuncLit:
		l.refuse(e, "func.value", "a function literal can only be bound to a new variable, or called")
	}
	l.refuse(e, "expression.forbidden", "this expression is not allowed")
	return "", false
}

// operand is value in a form that can stand in an operation.
func (l *lowerer) operand(fr *frame, e ast.Expr) string {
	text, atom := l.value(fr, e)
	if atom {
		return text
	}
	return l.hold(l.typ(e, l.Info.TypeOf(e)), text)
}

// hold puts text into a new variable.
func (l *lowerer) hold(typ, text string) string {
	t := l.local(typ)
	l.set(t, text)
	return t
}

// held is an operand that no later statement can change.
func (l *lowerer) held(fr *frame, e ast.Expr) string {
	text := l.operand(fr, e)
	if l.Info.Types[e].Value != nil {
		return text
	}
	return l.hold(l.typ(e, l.Info.TypeOf(e)), text)
}

// convertedValue is value for assignment to type t, where an untyped constant takes that type.
func (l *lowerer) convertedValue(fr *frame, e ast.Expr, t types.Type) (string, bool) {
	if v := l.Info.Types[e].Value; v != nil {
		return l.constant(e, v, t), true
	}
	return l.value(fr, e)
}

// converted is operand for assignment to type t.
func (l *lowerer) converted(fr *frame, e ast.Expr, t types.Type) string {
	text, atom := l.convertedValue(fr, e, t)
	if !atom || text == "nil" {
		return l.hold(l.typ(e, t), text)
	}
	return text
}

// constant writes a folded constant of type t.
func (l *lowerer) constant(n ast.Node, v constant.Value, t types.Type) string {
	typ := l.typ(n, t)
	switch {
	case typ == "bool" || typ == "string":
		return v.ExactString()
	case zero(typ) == "0.0":
		return float(v, typ == "float32")
	}
	return constant.ToInt(v).ExactString()
}

func (l *lowerer) variable(fr *frame, id *ast.Ident) string {
	o := l.Info.ObjectOf(id)
	if name, ok := fr.lookup(o); ok {
		return name
	}
	if g, ok := l.globals[o]; ok {
		return l.read(o, g)
	}
	if _, ok := o.(*types.Func); ok || l.closures[o] != nil {
		l.refuse(id, "func.value", id.Name+" can be called, but not kept, passed or returned")
	}
	l.refuse(id, silent, id.Name+" was not declared")
	return ""
}

// handleOnly checks an expression that stands for the molbot.
func (l *lowerer) handleOnly(fr *frame, e ast.Expr) {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && !l.Info.Types[e].IsNil() {
		name, declared := fr.lookup(l.Info.ObjectOf(id))
		if name == handle {
			return
		} else if !declared {
			l.refuse(e, silent, id.Name+" was not declared")
		}
	}
	l.refuse(e, "handle.kept", "only the molbot that was passed to "+l.Entry+" can stand here")
}

// binary lowers an operation on two values.
func (l *lowerer) binary(fr *frame, e *ast.BinaryExpr) (string, bool) {
	switch e.Op {
	case token.LAND, token.LOR:
		return l.logical(fr, e)
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return l.compare(fr, e)
	}
	t := l.Info.TypeOf(e)
	typ := l.typ(e, t)
	left := l.converted(fr, e.X, t)
	if e.Op == token.SHL || e.Op == token.SHR {
		if l.Info.Types[e.X].Value != nil { // the interpreter would not know its type
			left = l.hold(typ, left)
		}
		return l.operate(e, e.Op, typ, left, l.shiftCount(fr, e.Y), e.Y)
	}
	return l.operate(e, e.Op, typ, left, l.converted(fr, e.Y, t), e.Y)
}

// operate writes left op right for operands of type typ. divisor is the right operand as written, if it may be zero.
func (l *lowerer) operate(n ast.Node, op token.Token, typ, left, right string, divisor ast.Expr) (string, bool) {
	if typ == "string" {
		l.host = true
		size := l.hold("int", "len("+left+")")
		more := l.hold("int", "len("+right+")")
		l.emit("%s = %s + %s", size, size, more)
		l.ask("Concat", n, size)
		return left + " + " + right, false
	}
	if (op == token.QUO || op == token.REM) && zero(typ) == "0" && l.Info.Types[divisor].Value == nil {
		l.trap(right+" == 0", "Divide", n)
	}
	if v := l.Info.Types[divisor].Value; op == token.QUO && v != nil && constant.Sign(v) == 0 { // the interpreter refuses a constant 0
		right = l.hold(typ, right)
	}
	return left + " " + op.String() + " " + right, false
}

// shiftCount lowers the right operand of a shift to an unsigned one, and panics at run time when it is negative.
func (l *lowerer) shiftCount(fr *frame, e ast.Expr) string {
	if v := l.Info.Types[e].Value; v != nil {
		return constant.ToInt(v).ExactString()
	}
	t := l.Info.TypeOf(e)
	count := l.operand(fr, e)
	if b := t.Underlying().(*types.Basic); b.Info()&types.IsUnsigned == 0 {
		l.host = true
		l.trap(count+" < 0", "Shift", e)
	}
	return l.hold("uint64", "uint64("+count+")")
}

func (l *lowerer) compare(fr *frame, e *ast.BinaryExpr) (string, bool) {
	x, y := l.Info.Types[e.X], l.Info.Types[e.Y]
	t := x.Type
	if x.Value != nil || x.IsNil() {
		t = y.Type
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && x.Value == nil && y.Value != nil {
		t = types.Default(t)
	}
	if l.isHandle(x.Type) || l.isHandle(y.Type) { // there is one molbot, and it is not nil
		nils := 0
		for _, side := range []ast.Expr{e.X, e.Y} {
			if l.Info.Types[side].IsNil() {
				nils++
			} else {
				l.handleOnly(fr, side)
			}
		}
		return fmt.Sprint((nils == 0) == (e.Op == token.EQL)), true
	}
	if x.IsNil() || y.IsNil() {
		return l.compareNil(fr, e, x.IsNil())
	}
	if _, ok := t.Underlying().(*types.Basic); !ok {
		return l.compareParts(fr, e, t)
	}
	left := l.converted(fr, e.X, t)
	right := l.converted(fr, e.Y, t)
	return left + " " + e.Op.String() + " " + right, false
}

func (l *lowerer) compareNil(fr *frame, e *ast.BinaryExpr, swapped bool) (string, bool) {
	x := e.X
	if swapped {
		x = e.Y
	}
	text := l.operand(fr, x)
	l.typ(x, l.Info.TypeOf(x))
	return text + " " + e.Op.String() + " nil", false
}

// logical lowers && and || so that the right side runs only when it must.
func (l *lowerer) logical(fr *frame, e *ast.BinaryExpr) (string, bool) {
	t := l.local("bool")
	text, _ := l.value(fr, e.X)
	l.set(t, text)
	right := l.block(func() {
		text, _ := l.value(fr, e.Y)
		l.set(t, text)
	})
	cond := t
	if e.Op == token.LOR {
		cond = "!" + t
	}
	l.branch(cond, right, nil)
	return t, true
}

// condition is the text of an if's condition: a variable or a comparison.
func (l *lowerer) condition(fr *frame, e ast.Expr) string {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT && l.Info.Types[x.X].Value == nil {
			return "!" + l.hold("bool", l.condition(fr, x.X))
		}
	case *ast.BinaryExpr:
		if l.Info.Types[e].Value == nil {
			text, _ := l.binary(fr, x)
			return l.dynamic(text)
		}
	}
	return l.dynamic(l.operand(fr, e))
}

// dynamic puts a constant condition into a variable: the interpreter mistakes constants inside conditions.
func (l *lowerer) dynamic(text string) string {
	if text == "true" || text == "false" {
		return l.hold("bool", text)
	}
	return text
}

func (l *lowerer) unary(fr *frame, e *ast.UnaryExpr) (string, bool) {
	switch e.Op {
	case token.ADD:
		return l.value(fr, e.X)
	case token.AND:
		return l.address(fr, e)
	}
	x := l.operand(fr, e.X)
	typ := l.typ(e, l.Info.TypeOf(e))
	switch {
	case e.Op == token.NOT:
		return "!" + x, false
	case e.Op == token.SUB && zero(typ) == "0.0":
		return x + " * -1.0", false
	case e.Op == token.SUB:
		return "0 - " + x, false
	case e.Op == token.XOR:
		return "^" + x, false
	}
	l.refuse(e, "expression.forbidden", e.Op.String()+" is not allowed")
	return "", false
}

// address lowers &x. What x names lives in a box, an element or behind a pointer.
func (l *lowerer) address(fr *frame, e *ast.UnaryExpr) (string, bool) {
	if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
		t := l.Info.TypeOf(lit)
		typ := l.typ(lit, t)
		text, _ := l.composite(fr, lit, t)
		v := l.hold(typ, text)
		box := l.local("[]" + typ)
		l.makeBox(box, typ, t)
		l.emit("%s[0] = %s", box, v)
		return "&" + box + "[0]", false
	}
	place := l.place(fr, e.X, false)
	return "&" + place, false
}

func isName(text string) bool { return !strings.ContainsAny(text, ".[*&( ") }

// weigh is the fuel of an assignment of text.
func weigh(text string) int {
	if strings.Contains(text, "host.") || strings.Contains(text, "math.") {
		return costHost
	}
	if strings.Contains(text, "{") {
		return 2 + strings.Count(text, ",")
	}
	return 1
}
