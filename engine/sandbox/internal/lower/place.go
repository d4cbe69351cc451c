package lower

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"math"
	"strconv"
	"strings"
)

// place lowers an expression to something that can be assigned to or pointed to. stable asks that later assignments can't
// change which place it is.
func (l *lowerer) place(fr *frame, e ast.Expr, stable bool) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return l.variable(fr, e)
	case *ast.SelectorExpr:
		return l.path(fr, e, stable)
	case *ast.StarExpr:
		p := l.dynamicOperand(fr, e.X, stable)
		l.trap(p+" == nil", "Nil", e)
		return "*" + p
	case *ast.IndexExpr:
		return l.element(fr, e, stable)
	case *ast.CompositeLit, *ast.CallExpr: // a temporary value, of which a part is taken
		return l.hold(l.typ(e, l.Info.TypeOf(e)), l.operand(fr, e.(ast.Expr)))
	}
	l.refuse(e, "expression.forbidden", "this can't be assigned to")
	return ""
}

func (l *lowerer) dynamicOperand(fr *frame, e ast.Expr, stable bool) string {
	if stable {
		return l.held(fr, e)
	}
	return l.operand(fr, e)
}

// path lowers x.f, through embedded fields and pointers, to a place.
func (l *lowerer) path(fr *frame, e *ast.SelectorExpr, stable bool) string {
	s := l.Info.Selections[e]
	if s == nil || s.Kind() != types.FieldVal {
		l.refuse(e, "method.value", "a method can be called, but not kept or passed")
	}
	t := s.Recv()
	var base string
	if _, pointer := t.Underlying().(*types.Pointer); pointer {
		base = l.dynamicOperand(fr, e.X, stable)
	} else {
		base = strings.TrimPrefix(l.place(fr, e.X, stable), "*") // (*p).f is p.f
	}
	for _, i := range s.Index() {
		if _, pointer := t.Underlying().(*types.Pointer); pointer {
			l.trap(base+" == nil", "Nil", e)
		}
		base += "." + l.field(t, i)
		t = fieldType(t, i)
	}
	return base
}

// whole makes a dereferenced pointer ready for an index.
func whole(place string) string {
	if strings.HasPrefix(place, "*") {
		return "(" + place + ")"
	}
	return place
}

func fieldType(t types.Type, i int) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return t.Underlying().(*types.Struct).Field(i).Type()
}

// selector lowers x.f as a value.
func (l *lowerer) selector(fr *frame, e *ast.SelectorExpr) (string, bool) {
	if l.Info.Selections[e] == nil {
		l.refuse(e, "func.value", e.Sel.Name+" can be called, but not kept or passed")
	}
	path := l.path(fr, e, false)
	return path, !l.indirect(e)
}

// element lowers x[i] to a place, after a check of the index.
func (l *lowerer) element(fr *frame, e *ast.IndexExpr, stable bool) string {
	var x, length string
	switch t := l.Info.TypeOf(e.X).Underlying().(type) {
	case *types.Slice, *types.Basic:
		x = l.dynamicOperand(fr, e.X, stable)
	case *types.Array:
		x, length = whole(l.place(fr, e.X, stable)), l.itoa(t.Len())
	default:
		l.refuse(e, "index", "values of type "+name(t)+" can't be indexed")
	}
	index := l.count(fr, e.Index)
	known := l.Info.Types[e.Index].Value != nil
	if stable && !known {
		index = l.hold("int", index)
	}
	if known && length != "" { // go/types has checked it
		return x + "[" + index + "]"
	}
	if length == "" {
		length = l.hold("int", "len("+x+")")
	}
	l.trap(index+" >= "+length, "Index", e, index, length)
	if !known {
		l.trap(index+" < 0", "Index", e, index, length)
	}
	return x + "[" + index + "]"
}

// slice lowers x[i:j], after a check of the bounds.
func (l *lowerer) slice(fr *frame, e *ast.SliceExpr) (string, bool) {
	if e.Slice3 {
		l.refuse(e, "slice.three", "a slice of three parts is not allowed")
	}
	var x, length, most string
	switch t := l.Info.TypeOf(e.X).Underlying().(type) {
	case *types.Basic:
		x = l.operand(fr, e.X)
		length = l.hold("int", "len("+x+")")
		most = length
	case *types.Slice:
		x = l.operand(fr, e.X)
		length, most = l.hold("int", "len("+x+")"), l.hold("int", "cap("+x+")")
	case *types.Array:
		x, length = whole(l.place(fr, e.X, false)), l.hold("int", l.itoa(t.Len()))
		most = length
	default:
		l.refuse(e, "slice", "values of type "+name(t)+" can't be sliced")
	}
	low, high := l.hold("int", "0"), length
	if e.Low != nil {
		low = l.hold("int", l.count(fr, e.Low))
	}
	if e.High != nil {
		high = l.hold("int", l.count(fr, e.High))
	}
	l.trap(high+" > "+most, "Bounds", e, low, high, most)
	l.trap(low+" > "+high, "Bounds", e, low, high, most)
	l.trap(low+" < 0", "Bounds", e, low, high, most)
	return fmt.Sprintf("%s[%s:%s]", x, low, high), false
}

// composite lowers T{…}.
func (l *lowerer) composite(fr *frame, e *ast.CompositeLit, t types.Type) (string, bool) {
	typ := l.typ(e, t)
	switch u := t.Underlying().(type) {
	case *types.Struct:
		return l.structLit(fr, e, t, u, typ), false
	case *types.Array:
		return l.elements(fr, e, typ, u.Elem(), int(u.Len())), false
	case *types.Slice:
		return l.elements(fr, e, typ, u.Elem(), -1), false
	}
	l.refuse(e, "expression.forbidden", "values of type "+name(t)+" can't be written like this")
	return "", false
}

func (l *lowerer) structLit(fr *frame, e *ast.CompositeLit, t types.Type, s *types.Struct, typ string) string {
	parts := make([]string, 0, len(e.Elts))
	for i, elt := range e.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			for i = range s.NumFields() {
				if s.Field(i).Name() == kv.Key.(*ast.Ident).Name {
					break
				}
			}
			elt = kv.Value
		}
		parts = append(parts, l.field(t, i)+": "+l.part(fr, elt, s.Field(i).Type()))
	}
	return typ + "{" + strings.Join(parts, ", ") + "}"
}

// part lowers one element of a literal, whose type may be left out.
func (l *lowerer) part(fr *frame, e ast.Expr, t types.Type) string {
	if lit, ok := e.(*ast.CompositeLit); ok && lit.Type == nil {
		if p, pointer := t.Underlying().(*types.Pointer); pointer {
			typ := l.typ(lit, p.Elem())
			text, _ := l.composite(fr, lit, p.Elem())
			v, box := l.hold(typ, text), l.local("[]"+typ)
			l.makeBox(box, typ, p.Elem())
			l.emit("%s[0] = %s", box, v)
			return l.hold("*"+typ, "&"+box+"[0]")
		}
		text, _ := l.composite(fr, lit, t)
		return l.hold(l.typ(lit, t), text)
	}
	return l.converted(fr, e, t)
}

// elements lowers the literal of an array (length) or of a slice (-1).
func (l *lowerer) elements(fr *frame, e *ast.CompositeLit, typ string, elem types.Type, length int) string {
	values, next, most := map[int]string{}, 0, 0
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
		return l.sparse(typ, elem, length, order, values)
	}
	parts := make([]string, length)
	for i := range parts {
		parts[i] = values[i]
	}
	text := typ + "{" + strings.Join(parts, ", ") + "}"
	l.bulk[text] = bulk(elem, length)
	return text
}

// sparse fills in a literal with gaps.
func (l *lowerer) sparse(typ string, elem types.Type, length int, order []int, values map[int]string) string {
	t := l.local(typ)
	if strings.HasPrefix(typ, "[]") {
		l.emit("%s = make(%s, %d)", t, typ, length).Weight = costHost + length + bulk(elem, length)
	} else {
		l.emit("%s = %s{}", t, typ).Weight = 2 + length/4
	}
	for _, i := range order {
		l.emit("%s[%d] = %s", t, i, values[i])
	}
	return t
}

// float writes the nearest float of a constant so that it is read back exactly.
func float(v constant.Value, single bool) string {
	f, _ := constant.Float64Val(constant.ToFloat(v))
	bits := 64
	if single {
		f32, _ := constant.Float32Val(constant.ToFloat(v))
		f, bits = float64(f32), 32
	}
	text := strconv.FormatFloat(f, 'g', -1, bits)
	if !strings.ContainsAny(text, ".e") && !math.IsInf(f, 0) {
		text += ".0"
	}
	return text
}
