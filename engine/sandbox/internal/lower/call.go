package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// call lowers a call and returns its results, held where nothing changes them. unused says that nobody looks at them.
func (l *lowerer) call(fr *frame, e *ast.CallExpr, unused bool) []string {
	fun := ast.Unparen(e.Fun)
	if tv := l.Info.Types[e.Fun]; tv.IsType() {
		return []string{l.conversion(fr, e, tv.Type)}
	} else if tv.IsBuiltin() {
		return l.builtin(fr, e, fun.(*ast.Ident).Name, unused)
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

func (l *lowerer) selectorCall(fr *frame, e *ast.CallExpr, fun *ast.SelectorExpr) []string {
	s := l.Info.Selections[fun]
	o, _ := l.Info.Uses[fun.Sel].(*types.Func)
	switch {
	case s == nil && o != nil: // math.F
		l.math = true
		return l.hostCall(fr, e, "math."+o.Name(), o.Signature())
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

// Senses that are free and don't change during a run: the host lays them out in this order in host.Senses.
var Senses = []string{
	"Energy", "MaxEnergy", "Age", "Lifespan", "Speed", "Heading", "Size", "SenseRadius", "SinceMeal", "Daylight",
}

// method lowers a method of the molbot.
func (l *lowerer) method(fr *frame, e *ast.CallExpr, o *types.Func) []string {
	l.host = true
	for i, name := range Senses {
		if name == o.Name() {
			return []string{l.hold("float64", fmt.Sprintf("s[%d]", i))}
		}
	}
	if o.Name() == "Mem" {
		if v := l.Info.Types[e.Args[0]].Value; v != nil {
			if i, ok := constant.Int64Val(constant.ToInt(v)); ok && i >= 0 && i < 8 {
				return []string{l.hold("float64", fmt.Sprintf("s[%d]", len(Senses)+int(i)))}
			}
		}
	}
	return l.hostCall(fr, e, "host."+o.Name(), o.Signature())
}

// hostCall lowers a call that leaves the interpreter. Its arguments are variables or constants of basic types, or structs
// of the API.
func (l *lowerer) hostCall(fr *frame, e *ast.CallExpr, name string, s *types.Signature) []string {
	args := l.arguments(fr, e, s)
	text := name + "(" + strings.Join(args, ", ") + ")"
	var results []string
	for v := range s.Results().Variables() {
		results = append(results, l.local(l.typ(e, v.Type())))
	}
	if len(results) == 0 {
		l.emit("%s", text).Weight = costHost
		return nil
	}
	l.emit("%s = %s", strings.Join(results, ", "), text).Weight = costHost
	return results
}

// arguments evaluates the arguments of a call, the handle left out.
func (l *lowerer) arguments(fr *frame, e *ast.CallExpr, s *types.Signature) []string {
	if s.Variadic() && !e.Ellipsis.IsValid() {
		return l.gathered(fr, e, s)
	}
	if len(e.Args) == 1 && s.Params().Len() > 1 {
		return l.call(fr, l.multiple(e.Args[0]), false)
	}
	var args []string
	for i, a := range e.Args {
		t := s.Params().At(i).Type()
		if l.isHandle(t) {
			l.handleOnly(fr, a)
			args = append(args, handle)
			continue
		}
		args = append(args, l.converted(fr, a, t))
	}
	return args
}

// gathered is the arguments of a function that takes any number of them, the last ones in a slice.
func (l *lowerer) gathered(fr *frame, e *ast.CallExpr, s *types.Signature) []string {
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
	var args, rest []string
	for i, a := range e.Args {
		t := elem
		if i < last {
			t = s.Params().At(i).Type()
		}
		switch {
		case l.isHandle(t):
			l.handleOnly(fr, a)
			args = append(args, handle)
		case i < last:
			args = append(args, l.converted(fr, a, t))
		default:
			rest = append(rest, l.converted(fr, a, t))
		}
	}
	typ, text := l.typ(e, list), "nil"
	if len(rest) > maxArray {
		l.refuse(e, "type.large", "more than 256 arguments are not allowed")
	}
	if len(rest) > 0 {
		text = typ + "{" + strings.Join(rest, ", ") + "}"
		l.bulk[text] = bulk(elem, len(rest))
	}
	return append(args, l.hold(typ, text))
}

func (l *lowerer) conversion(fr *frame, e *ast.CallExpr, to types.Type) string {
	if l.isHandle(to) {
		l.refuse(e, "handle.kept", "a molbot can't be converted")
	}
	typ := l.typ(e, to)
	arg := e.Args[0]
	if v := l.Info.Types[e].Value; v != nil {
		return l.constant(e, v, to)
	}
	if l.Info.Types[arg].IsNil() {
		return l.hold(typ, "nil")
	}
	from := l.Info.TypeOf(arg)
	source := l.typ(arg, from)
	x := l.operand(fr, arg)
	if source == typ {
		return x
	}
	_, fromBasic := from.Underlying().(*types.Basic)
	_, toBasic := to.Underlying().(*types.Basic)
	if !fromBasic || !toBasic || typ == "string" || source == "string" {
		l.refuse(e, "conversion", "type "+name(from)+" can't be converted to "+name(to))
	}
	if zero(source) == "0.0" && zero(typ) == "0" && typ != "int" && typ != "int64" {
		l.host = true // out of range, the result depends on the machine's instruction
		return l.hold(typ, fmt.Sprintf("host.To%s(%s)", typ, l.wide(source, x)))
	}
	return l.hold(typ, typ+"("+x+")")
}

func (l *lowerer) wide(source, x string) string {
	if source == "float64" {
		return x
	}
	return l.hold("float64", "float64("+x+")")
}
