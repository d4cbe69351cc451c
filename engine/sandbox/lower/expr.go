package lower

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// value lowers an expression to a single instruction without a destination and emits whatever must run before it. atom
// reports that the result is a constant, a variable or a field of a variable and can be used as an operand.
func (l *lowerer) value(fr *frame, e ast.Expr) (in ir.Instr, atom bool) {
	tv := l.Info.Types[e]
	switch {
	case tv.Value != nil:
		return plain(l.constant(e, tv.Value, tv.Type)), true
	case tv.IsNil():
		l.refuse(e, "expression.forbidden", "nil has no type here")
	case tv.Type != nil && l.isHandle(tv.Type):
		l.refuse(e, "handle.kept", "a molbot can only be passed on or asked to act")
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return l.value(fr, e.X)
	case *ast.Ident:
		return plain(l.variable(fr, e)), true
	case *ast.BinaryExpr:
		return l.binary(fr, e)
	case *ast.UnaryExpr:
		return l.unary(fr, e)
	case *ast.StarExpr:
		return plain(l.place(fr, e, false)), false
	case *ast.SelectorExpr:
		return l.selector(fr, e)
	case *ast.IndexExpr:
		return l.element(fr, e, false), false
	case *ast.SliceExpr:
		return l.slice(fr, e), false
	case *ast.CompositeLit:
		return l.composite(fr, e, tv.Type), false
	case *ast.CallExpr:
		values := l.call(fr, e)
		if len(values) == 0 {
			l.refuse(e, "expression.forbidden", "this call gives no value")
		}
		return plain(values[0]), true
	case *ast.FuncLit:
		l.refuse(e, "func.value", "a function literal can only be bound to a new variable, or called")
	}
	l.refuse(e, "expression.forbidden", "this expression is not allowed")
	return ir.Instr{}, false
}

// operand lowers an expression to an operand.
func (l *lowerer) operand(fr *frame, e ast.Expr) ir.Operand {
	in, atom := l.value(fr, e)
	if atom {
		return in.Args[0]
	}
	return l.hold(l.typ(e, l.Info.TypeOf(e)), in)
}

// held lowers an expression to an operand that no later statement changes.
func (l *lowerer) held(fr *frame, e ast.Expr) ir.Operand {
	o := l.operand(fr, e)
	if l.Info.Types[e].Value != nil {
		return o
	}
	return l.hold(l.typ(e, l.Info.TypeOf(e)), plain(o))
}

// convertedValue is value for an assignment to type t, which determines the type of an untyped constant and of nil.
func (l *lowerer) convertedValue(fr *frame, e ast.Expr, t types.Type) (ir.Instr, bool) {
	switch tv := l.Info.Types[e]; {
	case tv.Value != nil:
		return plain(l.constant(e, tv.Value, t)), true
	case tv.IsNil():
		return plain(zero(l.typ(e, t))), false
	}
	return l.value(fr, e)
}

// converted is operand for an assignment to type t.
func (l *lowerer) converted(fr *frame, e ast.Expr, t types.Type) ir.Operand {
	in, atom := l.convertedValue(fr, e, t)
	if !atom {
		return l.hold(l.typ(e, t), in)
	}
	return in.Args[0]
}

// constant returns a folded constant of type t, rounded as Go does.
func (l *lowerer) constant(n ast.Node, v constant.Value, t types.Type) ir.Operand {
	typ := l.typ(n, t)
	switch typ.Kind {
	case ir.Float64:
		f, _ := constant.Float64Val(constant.ToFloat(v))
		v = constant.MakeFloat64(f)
	case ir.Float32:
		f, _ := constant.Float32Val(constant.ToFloat(v))
		v = constant.MakeFloat64(float64(f))
	case ir.Bool, ir.String:
	default:
		v = constant.ToInt(v)
	}
	return ir.Operand{Type: typ, Const: v}
}

func (l *lowerer) variable(fr *frame, id *ast.Ident) ir.Operand {
	o := l.Info.ObjectOf(id)
	if v, ok := fr.lookup(o); ok {
		if isHandle(v) {
			l.refuse(id, "handle.kept", "a molbot can only be passed on or asked to act")
		}
		return v
	}
	if g, ok := l.globals[o]; ok {
		return l.read(o, g)
	}
	if _, ok := o.(*types.Func); ok || l.closures[o] != nil {
		l.refuse(id, "func.value", id.Name+" can be called, but not kept, passed or returned")
	}
	l.refuse(id, silent, id.Name+" was not declared")
	return ir.Operand{}
}

// handleOnly checks that an expression is the molbot itself.
func (l *lowerer) handleOnly(fr *frame, e ast.Expr) {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && !l.Info.Types[e].IsNil() {
		v, declared := fr.lookup(l.Info.ObjectOf(id))
		if declared && isHandle(v) {
			return
		} else if !declared {
			l.refuse(e, silent, id.Name+" was not declared")
		}
	}
	l.refuse(e, "handle.kept", "only the molbot that was passed to "+l.Entry+" can stand here")
}

var operations = map[token.Token]ir.Op{
	token.ADD: ir.Add, token.SUB: ir.Sub, token.MUL: ir.Mul, token.QUO: ir.Quo, token.REM: ir.Rem, token.AND: ir.And,
	token.OR: ir.Or, token.XOR: ir.Xor, token.AND_NOT: ir.AndNot, token.SHL: ir.Shl, token.SHR: ir.Shr,
	token.EQL: ir.Eq, token.NEQ: ir.Ne, token.LSS: ir.Lt, token.LEQ: ir.Le, token.GTR: ir.Gt, token.GEQ: ir.Ge,
}

// binary lowers an operation on two values.
func (l *lowerer) binary(fr *frame, e *ast.BinaryExpr) (ir.Instr, bool) {
	switch e.Op {
	case token.LAND, token.LOR:
		return l.logical(fr, e), true
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return l.compare(fr, e)
	}
	t := l.Info.TypeOf(e)
	left := l.converted(fr, e.X, t)
	if e.Op == token.SHL || e.Op == token.SHR {
		if left.Const != nil { // the interpreter would not know the type of a constant
			left = l.hold(left.Type, plain(left))
		}
		return l.operate(e, e.Op, left, l.shiftCount(fr, e.Y), e.Y), false
	}
	return l.operate(e, e.Op, left, l.converted(fr, e.Y, t), e.Y), false
}

// operate returns left op right. divisor is the right operand as written, if it may be zero.
func (l *lowerer) operate(n ast.Node, op token.Token, left, right ir.Operand, divisor ast.Expr) ir.Instr {
	t := left.Type
	if t.Kind == ir.String {
		size, more := l.lengthOf(left), l.lengthOf(right)
		l.set(size, binary(ir.Add, size, more))
		l.ask(ir.Concat, n, size)
	}
	if (op == token.QUO || op == token.REM) && t.Integer() && l.Info.Types[divisor].Value == nil {
		l.trap(binary(ir.Eq, right, zero(t)), ir.Divide, n)
	}
	if v := right.Const; op == token.QUO && v != nil && v.Kind() != constant.String && constant.Sign(v) == 0 {
		right = l.hold(t, plain(right)) // the interpreter rejects a constant 0
	}
	return binary(operations[op], left, right)
}

// shiftCount lowers the right operand of a shift to an unsigned value. The run ends if it is negative.
func (l *lowerer) shiftCount(fr *frame, e ast.Expr) ir.Operand {
	if v := l.Info.Types[e].Value; v != nil {
		return ir.Operand{Type: l.types.Basic("uint64"), Const: constant.ToInt(v)}
	}
	count := l.operand(fr, e)
	if !count.Type.Unsigned() {
		l.trap(binary(ir.Lt, count, zero(count.Type)), ir.Shift, e)
	}
	return l.hold(l.types.Basic("uint64"), unary(ir.Convert, count))
}

func (l *lowerer) compare(fr *frame, e *ast.BinaryExpr) (ir.Instr, bool) {
	x, y := l.Info.Types[e.X], l.Info.Types[e.Y]
	t := x.Type
	if x.Value != nil || x.IsNil() {
		t = y.Type
	}
	if b, ok := t.(*types.Basic); ok && b.Info()&types.IsUntyped != 0 && x.Value == nil && y.Value != nil {
		t = types.Default(t)
	}
	switch {
	case x.IsNil() && y.IsNil():
		l.refuse(e, "compare", "nil can't be compared with nil")
	case l.isHandle(x.Type) || l.isHandle(y.Type): // there is only one molbot, and it is not nil
		nils := 0
		for _, side := range []ast.Expr{e.X, e.Y} {
			if l.Info.Types[side].IsNil() {
				nils++
			} else {
				l.handleOnly(fr, side)
			}
		}
		same := constant.MakeBool((nils == 0) == (e.Op == token.EQL))
		return plain(ir.Operand{Type: l.boolean(), Const: same}), true
	case x.IsNil():
		return l.compareNil(fr, e.Y, e.Op), false
	case y.IsNil():
		return l.compareNil(fr, e.X, e.Op), false
	}
	if _, ok := t.Underlying().(*types.Basic); !ok {
		return l.compareParts(fr, e, t)
	}
	left := l.converted(fr, e.X, t)
	right := l.converted(fr, e.Y, t)
	return l.compared(e, operations[e.Op], left, right), false
}

func (l *lowerer) compareNil(fr *frame, x ast.Expr, op token.Token) ir.Instr {
	o := l.operand(fr, x)
	return binary(operations[op], o, zero(l.typ(x, l.Info.TypeOf(x))))
}

// longText is the length above which a constant makes a string comparison cost fuel by length [bytes].
const longText = 64

// compared returns a comparison of basic values. Comparing strings takes time proportional to the shorter one, which
// the host charges first.
func (l *lowerer) compared(n ast.Node, op ir.Op, left, right ir.Operand) ir.Instr {
	if left.Type.Kind == ir.String && !short(left) && !short(right) {
		l.ask(ir.Text, n, l.lengthOf(left), l.lengthOf(right))
	}
	return binary(op, left, right)
}

func short(o ir.Operand) bool { return o.Const != nil && len(constant.StringVal(o.Const)) <= longText }

// logical lowers && and || so that the right side runs only if it is needed.
func (l *lowerer) logical(fr *frame, e *ast.BinaryExpr) ir.Instr {
	t := l.local(l.boolean())
	in, _ := l.value(fr, e.X)
	l.set(t, in)
	right := l.block(func() {
		in, _ := l.value(fr, e.Y)
		l.set(t, in)
	})
	cond := plain(t)
	if e.Op == token.LOR {
		cond = not(t)
	}
	l.branch(cond, right, nil)
	return plain(t)
}

// condition lowers the condition of an if to a comparison, a variable, or the negation of a variable.
func (l *lowerer) condition(fr *frame, e ast.Expr) ir.Instr {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT && l.Info.Types[x.X].Value == nil {
			return not(l.hold(l.boolean(), l.condition(fr, x.X)))
		}
	case *ast.BinaryExpr:
		if l.Info.Types[e].Value == nil {
			in, _ := l.binary(fr, x)
			return l.dynamic(in)
		}
	}
	return l.dynamic(plain(l.operand(fr, e)))
}

// dynamic puts a constant condition into a variable, because the interpreter mishandles constants in conditions.
func (l *lowerer) dynamic(in ir.Instr) ir.Instr {
	if in.Op == ir.Move && !in.Args[0].Plain() {
		return plain(l.hold(l.boolean(), in))
	}
	return in
}

func (l *lowerer) unary(fr *frame, e *ast.UnaryExpr) (ir.Instr, bool) {
	switch e.Op {
	case token.ADD:
		return l.value(fr, e.X)
	case token.AND:
		return l.address(fr, e), false
	}
	x := l.operand(fr, e.X)
	switch {
	case e.Op == token.NOT:
		return not(x), false
	case e.Op == token.SUB && x.Type.Float():
		return binary(ir.Mul, x, ir.Operand{Type: x.Type, Const: constant.MakeFloat64(-1)}), false
	case e.Op == token.SUB:
		return binary(ir.Sub, zero(x.Type), x), false
	case e.Op == token.XOR:
		return unary(ir.Flip, x), false
	}
	l.refuse(e, "expression.forbidden", e.Op.String()+" is not allowed")
	return ir.Instr{}, false
}

// address lowers &x. The operand x is in a box, in an element, or behind a pointer.
func (l *lowerer) address(fr *frame, e *ast.UnaryExpr) ir.Instr {
	if lit, ok := ast.Unparen(e.X).(*ast.CompositeLit); ok {
		t := l.Info.TypeOf(lit)
		return l.newBox(l.typ(lit, t), l.composite(fr, lit, t))
	}
	return l.addressOf(l.place(fr, e.X, false))
}

func (l *lowerer) addressOf(place ir.Operand) ir.Instr {
	return ir.Instr{Op: ir.Address, Type: l.types.Pointer(place.Type), Args: []ir.Operand{place}}
}

// newBox returns the address of a new box that holds a value.
func (l *lowerer) newBox(t *ir.Type, value ir.Instr) ir.Instr {
	v := l.hold(t, value)
	box := l.box(t)
	l.set(box, plain(v))
	return l.addressOf(box)
}
