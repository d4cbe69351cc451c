package lower

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// builtin lowers a call of a predeclared function.
func (l *lowerer) builtin(fr *frame, e *ast.CallExpr, fun string) []ir.Operand {
	if v := l.Info.Types[e].Value; v != nil {
		return []ir.Operand{l.constant(e, v, l.Info.TypeOf(e))}
	}
	switch fun {
	case "cap", "len":
		return []ir.Operand{l.length(fr, e, fun)}
	case "min", "max":
		return []ir.Operand{l.extreme(fr, e, fun)}
	case "make":
		return []ir.Operand{l.makeSlice(fr, e)}
	case "append":
		return []ir.Operand{l.appendTo(fr, e)}
	case "copy":
		return []ir.Operand{l.copySlice(fr, e)}
	case "new":
		elem := l.Info.TypeOf(e).Underlying().(*types.Pointer).Elem()
		t := l.typ(e, elem)
		if !l.Info.Types[e.Args[0]].IsType() { // new(value)
			in, _ := l.convertedValue(fr, e.Args[0], elem)
			return []ir.Operand{l.hold(l.types.Pointer(t), l.newBox(t, in))}
		}
		return []ir.Operand{l.hold(l.types.Pointer(t), l.addressOf(l.box(t)))}
	}
	l.refuse(e, "call.forbidden", fun+" is not allowed")
	return nil
}

func (l *lowerer) length(fr *frame, e *ast.CallExpr, fun string) ir.Operand {
	if l.Info.Types[e.Args[0]].IsNil() {
		l.refuse(e, "call.forbidden", fun+" of nil is not allowed")
	}
	x := l.operand(fr, e.Args[0])
	switch {
	case x.Type.Kind == ir.Array:
		return l.number(x.Type.Len)
	case fun == "cap" && x.Type.Kind == ir.Slice:
		return l.hold(l.integer(), unary(ir.Cap, x))
	case fun == "len" && (x.Type.Kind == ir.Slice || x.Type.Kind == ir.String):
		return l.lengthOf(x)
	}
	l.refuse(e, "call.forbidden", fun+" of "+name(l.Info.TypeOf(e.Args[0]))+" is not allowed")
	return ir.Operand{}
}

// extreme lowers min and max. For floats they are operations of the typed form, because NaN and signed zeros follow
// special rules.
func (l *lowerer) extreme(fr *frame, e *ast.CallExpr, fun string) ir.Operand {
	t := l.Info.TypeOf(e)
	typ := l.typ(e, t)
	best := l.hold(typ, plain(l.converted(fr, e.Args[0], t)))
	op, order := ir.Min, ir.Lt
	if fun == "max" {
		op, order = ir.Max, ir.Gt
	}
	for _, a := range e.Args[1:] {
		x := l.converted(fr, a, t)
		if !typ.Float() {
			l.branch(l.compared(a, order, x, best), l.block(func() { l.set(best, plain(x)) }), nil)
			continue
		}
		wide := l.types.Basic("float64")
		next := l.hold(wide, binary(op, l.wide(best), l.wide(x)))
		if best = next; typ != wide {
			best = l.hold(typ, unary(ir.Convert, next))
		}
	}
	return best
}

func (l *lowerer) wide(x ir.Operand) ir.Operand {
	if x.Type.Kind == ir.Float64 {
		return x
	}
	return l.hold(l.types.Basic("float64"), unary(ir.Convert, x))
}

// makeSlice lowers make([]T, n, c). The host rejects sizes that are negative or over the budget before anything is
// allocated.
func (l *lowerer) makeSlice(fr *frame, e *ast.CallExpr) ir.Operand {
	t := l.Info.TypeOf(e)
	if _, ok := t.Underlying().(*types.Slice); !ok {
		l.refuse(e, "make", "only slices can be made")
	}
	typ := l.typ(e, t)
	n := l.count(fr, e.Args[1])
	capacity := n
	if len(e.Args) > 2 {
		capacity = l.count(fr, e.Args[2])
	}
	l.ask(ir.Room, e, n, capacity, l.number(typ.Elem.Words))
	return l.hold(typ, ir.Instr{Op: ir.Make, Type: typ, Args: []ir.Operand{n, capacity}})
}

// appendTo lowers append. If the elements do not fit, the host charges for the growth first.
func (l *lowerer) appendTo(fr *frame, e *ast.CallExpr) ir.Operand {
	t := l.Info.TypeOf(e)
	typ := l.typ(e, t)
	elem := t.Underlying().(*types.Slice).Elem()
	s := l.hold(typ, plain(l.converted(fr, e.Args[0], t)))
	if len(e.Args) == 1 {
		return s
	}
	words := l.number(typ.Elem.Words)
	in := ir.Instr{Op: ir.Append, Type: typ, Args: []ir.Operand{s}}
	added := l.number(len(e.Args) - 1)
	var copied []*ir.Stmt // charges for copying the elements of a slice that fits
	if e.Ellipsis.IsValid() {
		list, ok := l.Info.TypeOf(e.Args[1]).Underlying().(*types.Slice)
		if !l.Info.Types[e.Args[1]].IsNil() && (!ok || l.typ(e, list) != typ) {
			l.refuse(e, "append", "only a slice of the same elements can be appended with …")
		}
		in.Op, in.Args = ir.AppendAll, append(in.Args, l.converted(fr, e.Args[1], t))
		added = l.lengthOf(in.Args[1])
		copied = l.block(func() { l.ask(ir.Block, e, added, words) })
	} else {
		for _, a := range e.Args[1:] {
			in.Args = append(in.Args, l.part(fr, a, elem))
		}
	}
	need := l.lengthOf(s)
	l.set(need, binary(ir.Add, need, added))
	room := l.hold(l.integer(), unary(ir.Cap, s))
	grow := l.block(func() { l.ask(ir.Grow, e, need, room, words) })
	l.branch(binary(ir.Gt, need, room), grow, copied)
	l.set(s, in)
	return s
}

// copySlice lowers copy. The host charges by the length of the source.
func (l *lowerer) copySlice(fr *frame, e *ast.CallExpr) ir.Operand {
	to, ok1 := l.Info.TypeOf(e.Args[0]).Underlying().(*types.Slice)
	from, ok2 := l.Info.TypeOf(e.Args[1]).Underlying().(*types.Slice)
	if !ok1 || !ok2 || l.typ(e, to) != l.typ(e, from) {
		l.refuse(e, "call.forbidden", "copy takes two slices of one type")
	}
	dst, src := l.operand(fr, e.Args[0]), l.operand(fr, e.Args[1])
	n := l.lengthOf(src)
	l.ask(ir.Block, e, n, l.number(dst.Type.Elem.Words))
	l.set(n, binary(ir.Copy, dst, src))
	return n
}

func (l *lowerer) conversion(fr *frame, e *ast.CallExpr, to types.Type) ir.Operand {
	if l.isHandle(to) {
		l.refuse(e, "handle.kept", "a molbot can't be converted")
	}
	t := l.typ(e, to)
	arg := e.Args[0]
	if v := l.Info.Types[e].Value; v != nil {
		return l.constant(e, v, to)
	}
	if l.Info.Types[arg].IsNil() {
		return l.hold(t, plain(zero(t)))
	}
	from := l.Info.TypeOf(arg)
	if v := l.Info.Types[arg].Value; v != nil && v.Kind() == constant.String {
		l.refuse(e, "conversion", "a string can't be converted to "+name(to))
	}
	x := l.operand(fr, arg)
	if x.Type == t {
		return x
	}
	if !x.Type.Integer() && !x.Type.Float() || !t.Integer() && !t.Float() {
		l.refuse(e, "conversion", "type "+name(from)+" can't be converted to "+name(to))
	}
	if x.Type.Kind == ir.Float32 && t.Integer() && t.Kind != ir.Int64 {
		x = l.wide(x) // the result of an out-of-range conversion depends on the instruction: use that of float64
	}
	return l.hold(t, unary(ir.Convert, x))
}
