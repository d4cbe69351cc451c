package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// place lowers an expression to a place that can be assigned to or pointed to. If stable is set, later assignments do
// not change which place it is. An operand of a parallel assignment must be stable: in i, a[i] = 1, 2, the element is
// that of the old i.
func (l *lowerer) place(fr *frame, e ast.Expr, stable bool) ir.Operand {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return l.variable(fr, e)
	case *ast.SelectorExpr:
		return l.path(fr, e, stable)
	case *ast.StarExpr:
		return l.behind(l.steady(fr, e.X, stable), e)
	case *ast.IndexExpr:
		in := l.element(fr, e, stable)
		if in.Op == ir.Move {
			return in.Args[0]
		}
		return l.hold(l.typ(e, l.Info.TypeOf(e)), in) // a byte of a string, which has no parts
	case *ast.CompositeLit, *ast.CallExpr: // a temporary value of which a part is used
		return l.hold(l.typ(e, l.Info.TypeOf(e)), plain(l.operand(fr, e)))
	}
	l.refuse(e, "expression.forbidden", "this can't be assigned to")
	return ir.Operand{}
}

// behind returns the target of a pointer and emits the nil check.
func (l *lowerer) behind(p ir.Operand, n ast.Node) ir.Operand {
	l.trap(binary(ir.Eq, p, zero(p.Type)), ir.Nil, n)
	return p.Then(ir.Step{Kind: ir.Deref, Type: p.Type.Elem})
}

// steady returns an operand. If stable is set, no later statement changes it.
func (l *lowerer) steady(fr *frame, e ast.Expr, stable bool) ir.Operand {
	if stable {
		return l.held(fr, e)
	}
	return l.operand(fr, e)
}

// path lowers x.f to a place, through embedded fields and pointers.
func (l *lowerer) path(fr *frame, e *ast.SelectorExpr, stable bool) ir.Operand {
	s := l.Info.Selections[e]
	if s == nil || s.Kind() != types.FieldVal {
		l.refuse(e, "method.value", "a method can be called, but not kept or passed")
	}
	var base ir.Operand
	if _, pointer := s.Recv().Underlying().(*types.Pointer); pointer {
		base = l.steady(fr, e.X, stable)
	} else {
		base = l.place(fr, e.X, stable)
	}
	for _, i := range s.Index() {
		if base.Type.Kind == ir.Pointer {
			base = l.behind(base, e)
		}
		base = base.Then(ir.Step{Kind: ir.Part, N: i, Type: base.Type.Fields[i].Type})
	}
	return base
}

// selector lowers x.f as a value.
func (l *lowerer) selector(fr *frame, e *ast.SelectorExpr) (ir.Instr, bool) {
	if l.Info.Selections[e] == nil {
		l.refuse(e, "func.value", e.Sel.Name+" can be called, but not kept or passed")
	}
	path := l.path(fr, e, false)
	return plain(path), !l.indirect(e)
}

// indirect reports whether the path to e contains an index or a pointer.
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

// element lowers x[i] to a place, or to a byte of a string, and emits the index check.
func (l *lowerer) element(fr *frame, e *ast.IndexExpr, stable bool) ir.Instr {
	var x, length ir.Operand
	_, array := l.Info.TypeOf(e.X).Underlying().(*types.Array)
	if array {
		x = l.place(fr, e.X, stable)
		length = l.number(x.Type.Len)
	} else {
		x = l.steady(fr, e.X, stable)
		if x.Type.Kind != ir.Slice && x.Type.Kind != ir.String {
			l.refuse(e, "index", "values of type "+name(l.Info.TypeOf(e.X))+" can't be indexed")
		}
	}
	index := l.count(fr, e.Index)
	n, constant := index.Known()
	if stable && !constant {
		index = l.hold(l.integer(), plain(index))
	}
	if !array {
		length = l.lengthOf(x)
	}
	if !array || !constant { // go/types has checked the constant index of an array
		l.trap(binary(ir.Outside, index, length), ir.Index, e, index, length)
	}
	if x.Type.Kind == ir.String {
		return binary(ir.TextAt, x, index)
	}
	step := ir.Step{Kind: ir.At, N: n, Type: x.Type.Elem}
	if !constant {
		if !index.Plain() {
			index = l.hold(l.integer(), plain(index))
		}
		step.N, step.Index = 0, index.Var
	}
	return plain(x.Then(step))
}

// count evaluates a length or an index as an int.
func (l *lowerer) count(fr *frame, e ast.Expr) ir.Operand {
	if v := l.Info.Types[e].Value; v != nil {
		return l.constant(e, v, types.Typ[types.Int])
	}
	o := l.operand(fr, e)
	if !o.Type.Integer() {
		l.refuse(e, "make", "a length must be an integer")
	}
	return l.hold(l.integer(), unary(ir.Convert, o))
}

// slice lowers x[i:j] and emits the bounds checks.
func (l *lowerer) slice(fr *frame, e *ast.SliceExpr) ir.Instr {
	if e.Slice3 {
		l.refuse(e, "slice.three", "a slice of three parts is not allowed")
	}
	var x, length, most ir.Operand
	t := l.Info.TypeOf(e.X)
	switch t.Underlying().(type) {
	case *types.Basic:
		x = l.operand(fr, e.X)
		length = l.lengthOf(x)
		most = length
	case *types.Slice:
		x = l.operand(fr, e.X)
		length, most = l.lengthOf(x), l.hold(l.integer(), unary(ir.Cap, x))
	case *types.Array:
		x = l.place(fr, e.X, false)
		length = l.hold(l.integer(), plain(l.number(x.Type.Len)))
		most = length
	default:
		l.refuse(e, "slice", "values of type "+name(t)+" can't be sliced")
	}
	low, high := l.hold(l.integer(), plain(l.number(0))), length
	if e.Low != nil {
		low = l.hold(l.integer(), plain(l.count(fr, e.Low)))
	}
	if e.High != nil {
		high = l.hold(l.integer(), plain(l.count(fr, e.High)))
	}
	l.trap(binary(ir.Gt, high, most), ir.Bounds, e, low, high, most)
	l.trap(binary(ir.Gt, low, high), ir.Bounds, e, low, high, most)
	l.trap(binary(ir.Lt, low, l.number(0)), ir.Bounds, e, low, high, most)
	return ir.Instr{Op: ir.Cut, Type: x.Type, Args: []ir.Operand{x, low, high}}
}

// composite lowers T{...}.
func (l *lowerer) composite(fr *frame, e *ast.CompositeLit, t types.Type) ir.Instr {
	typ := l.typ(e, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return l.structLit(fr, e, u, typ)
	case *types.Array:
		return l.elements(fr, e, typ, u.Elem(), int(u.Len()))
	case *types.Slice:
		return l.elements(fr, e, typ, u.Elem(), -1)
	}
	l.refuse(e, "expression.forbidden", "values of type "+name(t)+" can't be written like this")
	return ir.Instr{}
}

// structLit gives each field its value; omitted fields are zero.
func (l *lowerer) structLit(fr *frame, e *ast.CompositeLit, s *types.Struct, t *ir.Type) ir.Instr {
	if len(e.Elts) == 0 {
		return plain(zero(t))
	}
	in := ir.Instr{Op: ir.Literal, Type: t, Args: make([]ir.Operand, len(t.Fields))}
	for i, f := range t.Fields {
		in.Args[i] = zero(f.Type)
	}
	for i, elt := range e.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			for i = range s.NumFields() {
				if s.Field(i).Name() == kv.Key.(*ast.Ident).Name {
					break
				}
			}
			elt = kv.Value
		}
		in.Args[i] = l.part(fr, elt, s.Field(i).Type())
	}
	return in
}

// part lowers one element of a literal, whose type may be omitted.
func (l *lowerer) part(fr *frame, e ast.Expr, t types.Type) ir.Operand {
	if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
		if p, pointer := t.Underlying().(*types.Pointer); pointer {
			elem := l.typ(lit, p.Elem())
			return l.hold(l.types.Pointer(elem), l.newBox(elem, l.composite(fr, lit, p.Elem())))
		}
		return l.hold(l.typ(lit, t), l.composite(fr, lit, t))
	}
	return l.converted(fr, e, t)
}

// elements lowers the literal of an array of the given length, or of a slice if length is -1.
func (l *lowerer) elements(fr *frame, e *ast.CompositeLit, t *ir.Type, elem types.Type, length int) ir.Instr {
	values, next, most := map[int]ir.Operand{}, 0, 0
	var order []int
	for _, elt := range e.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			index, _ := constant.Int64Val(constant.ToInt(l.Info.Types[kv.Key].Value))
			next, elt = int(min(index, maxArray+1)), kv.Value
		}
		values[next] = l.part(fr, elt, elem)
		order = append(order, next)
		next++
		most = max(most, next)
	}
	if most > maxArray {
		l.refuse(e, "type.large", "a literal of more than 256 elements is not allowed")
	}
	if length < 0 {
		length = most
	}
	if len(order) < length || length == 0 {
		return l.sparse(t, length, order, values)
	}
	in := ir.Instr{Op: ir.Literal, Type: t}
	for i := range length {
		in.Args = append(in.Args, values[i])
	}
	return in
}

// sparse lowers a literal with gaps.
func (l *lowerer) sparse(t *ir.Type, length int, order []int, values map[int]ir.Operand) ir.Instr {
	o := l.local(t)
	if t.Kind == ir.Slice {
		l.set(o, ir.Instr{Op: ir.Box, Type: t, Args: []ir.Operand{l.number(length)}})
	} else {
		l.set(o, plain(zero(t)))
	}
	for _, i := range order {
		l.set(o.Then(ir.Step{Kind: ir.At, N: i, Type: t.Elem}), plain(values[i]))
	}
	return plain(o)
}

// compareParts lowers == and != of structs and arrays. They are equal if all their fields and elements are; blank
// fields do not count.
func (l *lowerer) compareParts(fr *frame, e *ast.BinaryExpr, t types.Type) (ir.Instr, bool) {
	typ := l.typ(e, t)
	parts := l.parts(e, t, typ, nil, nil)
	left := l.converted(fr, e.X, t)
	right := l.converted(fr, e.Y, t)
	equal := l.hold(l.boolean(), plain(ir.Operand{Type: l.boolean(), Const: constant.MakeBool(true)}))
	for _, path := range parts {
		l.branch(plain(equal), l.block(func() {
			l.set(equal, l.compared(e, ir.Eq, l.partOf(left, path), l.partOf(right, path)))
		}), nil)
	}
	if e.Op == token.NEQ {
		return not(equal), false
	}
	return plain(equal), true
}

// partOf returns a part of a value as an operand.
func (l *lowerer) partOf(o ir.Operand, path []ir.Step) ir.Operand {
	held := false
	for _, s := range path {
		o = o.Then(s)
		held = held || s.Kind == ir.At
	}
	if held {
		return l.hold(o.Type, plain(o))
	}
	return o
}

// maxParts is the limit on the fields and elements of two values that are compared.
const maxParts = 64

// parts lists the paths to all fields and elements of a value that have no parts themselves.
func (l *lowerer) parts(e *ast.BinaryExpr, t types.Type, typ *ir.Type, path []ir.Step, list [][]ir.Step) [][]ir.Step {
	further := func(s ir.Step) []ir.Step { return append(path[:len(path):len(path)], s) }
	switch u := t.Underlying().(type) {
	case *types.Basic:
		list = append(list, path)
	case *types.Array:
		for i := range int(min(u.Len(), maxParts+1)) {
			before := len(list)
			list = l.parts(e, u.Elem(), typ.Elem, further(ir.Step{Kind: ir.At, N: i, Type: typ.Elem}), list)
			if len(list) == before { // the elements have no parts
				break
			}
		}
	case *types.Struct:
		for i, f := range typ.Fields {
			if v := u.Field(i); v.Pkg().Path() == l.TraitPath && !v.Exported() {
				l.refuse(e, "compare", "values of type "+name(t)+" can't be compared")
			} else if v.Name() != "_" {
				list = l.parts(e, v.Type(), f.Type, further(ir.Step{Kind: ir.Part, N: i, Type: f.Type}), list)
			}
		}
	default:
		l.refuse(e, "compare", "values of type "+name(t)+" can't be compared")
	}
	if len(list) > maxParts {
		l.refuse(e, "compare", fmt.Sprintf("values of more than %d fields and elements can't be compared", maxParts))
	}
	return list
}
