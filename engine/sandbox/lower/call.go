package lower

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// call lowers a call and returns its results in operands that no later statement changes.
func (l *lowerer) call(fr *frame, e *ast.CallExpr) []ir.Operand {
	fun := ast.Unparen(e.Fun)
	if tv := l.Info.Types[e.Fun]; tv.IsType() {
		return []ir.Operand{l.conversion(fr, e, tv.Type)}
	} else if tv.IsBuiltin() {
		id, ok := fun.(*ast.Ident)
		if !ok {
			l.refuse(e, "call.forbidden", "this function is not allowed")
		}
		return l.builtin(fr, e, id.Name)
	}
	switch fun := fun.(type) {
	case *ast.FuncLit:
		return l.expand(fr, e, fr, fun.Type, fun.Body, l.Info.TypeOf(fun).(*types.Signature), nil, nil)
	case *ast.Ident:
		o := l.Info.Uses[fun]
		if lit := l.closures[o]; lit != nil {
			at := fr.bound(o)
			if at == nil {
				l.refuse(e, "func.value", fun.Name+" can't be called here")
			}
			return l.expand(fr, e, at, lit.Type, lit.Body, l.Info.TypeOf(lit).(*types.Signature), nil, nil)
		}
		if s := l.functions[o]; s != nil {
			return l.invoke(fr, e, s, nil)
		}
		l.variable(fr, fun)
	case *ast.SelectorExpr:
		return l.selectorCall(fr, e, fun)
	}
	l.refuse(e.Fun, "func.value", "only functions, methods and closures by their name can be called")
	return nil
}

func (l *lowerer) selectorCall(fr *frame, e *ast.CallExpr, fun *ast.SelectorExpr) []ir.Operand {
	s := l.Info.Selections[fun]
	o, _ := l.Info.Uses[fun.Sel].(*types.Func)
	switch {
	case s == nil && o != nil:
		return l.outside(fr, e, ir.Math, o)
	case s == nil || s.Kind() == types.MethodExpr:
		l.refuse(fun, "method.value", "a method is called on a value: x."+fun.Sel.Name+"(…)")
	case s.Kind() != types.MethodVal:
		l.refuse(fun, "func.value", "a function can't be kept in a field")
	case l.isHandle(l.Info.TypeOf(fun.X)):
		l.handleOnly(fr, fun.X)
		return l.method(fr, e, o)
	case l.functions[o] == nil:
		l.operand(fr, fun.X)
		l.refuse(fun, "func.value", fun.Sel.Name+" can't be called")
	}
	return l.invoke(fr, e, l.functions[o], fun)
}

// method lowers a method of the molbot. Free senses become variables that the runtime sets before the run.
func (l *lowerer) method(fr *frame, e *ast.CallExpr, o *types.Func) []ir.Operand {
	if number, ok := trait.FreeSense(o.Name()); ok {
		return []ir.Operand{l.sense(number)}
	}
	if o.Name() == "Mem" {
		if v := l.Info.Types[e.Args[0]].Value; v != nil {
			if i, ok := constant.Int64Val(constant.ToInt(v)); ok && i >= 0 && i < trait.MemorySlots {
				return []ir.Operand{l.sense(trait.MemorySense(int(i)))}
			}
		}
	}
	return l.outside(fr, e, ir.Method, o)
}

// sense copies a free sense into a new variable.
func (l *lowerer) sense(number int) ir.Operand {
	t := l.types.Basic("float64")
	v := l.senses[number]
	if v == nil {
		v = &ir.Var{Type: t, Sense: number + 1}
		l.senses[number] = v
	}
	return l.hold(t, plain(ir.Operand{Type: t, Var: v}))
}

// outside lowers a call of package math or of a method of the molbot.
func (l *lowerer) outside(fr *frame, e *ast.CallExpr, op ir.Op, o *types.Func) []ir.Operand {
	in := ir.Instr{Op: op, Name: o.Name(), Args: l.arguments(fr, e, o.Signature())}
	in.Dst = l.resultsOf(e, o.Signature())
	l.emit(in)
	return in.Dst
}

func (l *lowerer) resultsOf(n ast.Node, s *types.Signature) (list []ir.Operand) {
	for v := range s.Results().Variables() {
		list = append(list, l.local(l.typ(n, v.Type())))
	}
	return list
}

// arguments evaluates the arguments of a call. The molbot is passed as handle.
func (l *lowerer) arguments(fr *frame, e *ast.CallExpr, s *types.Signature) []ir.Operand {
	if s.Variadic() && !e.Ellipsis.IsValid() {
		return l.gathered(fr, e, s)
	}
	if len(e.Args) == 1 && s.Params().Len() > 1 {
		return l.call(fr, l.multiple(e.Args[0]))
	}
	var args []ir.Operand
	for i, a := range e.Args {
		args = append(args, l.argument(fr, a, s.Params().At(i).Type()))
	}
	return args
}

func (l *lowerer) argument(fr *frame, e ast.Expr, t types.Type) ir.Operand {
	if l.isHandle(t) {
		l.handleOnly(fr, e)
		return handle
	}
	return l.converted(fr, e, t)
}

// gathered evaluates the arguments of a variadic function and puts the last ones into a slice.
func (l *lowerer) gathered(fr *frame, e *ast.CallExpr, s *types.Signature) []ir.Operand {
	if len(e.Args) == 1 {
		if _, several := l.Info.TypeOf(e.Args[0]).(*types.Tuple); several {
			l.refuse(e, "call.variadic", "the results of a call can't be passed on as a variable number of arguments")
		}
	}
	last := s.Params().Len() - 1
	list := s.Params().At(last).Type()
	elem := list.Underlying().(*types.Slice).Elem()
	if l.isHandle(elem) {
		l.refuse(e, "handle.kept", "a list of molbots can't be passed")
	}
	typ := l.typ(e, list)
	in := ir.Instr{Op: ir.Literal, Type: typ}
	var args []ir.Operand
	for i, a := range e.Args {
		if i < last {
			args = append(args, l.argument(fr, a, s.Params().At(i).Type()))
		} else {
			in.Args = append(in.Args, l.converted(fr, a, elem))
		}
	}
	if len(in.Args) > maxArray {
		l.refuse(e, "type.large", "more than 256 arguments are not allowed")
	}
	if len(in.Args) == 0 {
		in = plain(zero(typ))
	}
	return append(args, l.hold(typ, in))
}
