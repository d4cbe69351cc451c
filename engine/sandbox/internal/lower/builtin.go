package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

func (l *lowerer) itoa(n int64) string { return strconv.FormatInt(n, 10) }

// builtin lowers a call of a predeclared function.
func (l *lowerer) builtin(fr *frame, e *ast.CallExpr, fun string, unused bool) []string {
	if v := l.Info.Types[e].Value; v != nil {
		return []string{l.constant(e, v, l.Info.TypeOf(e))}
	}
	switch fun {
	case "cap":
		return []string{l.hold("int", "cap("+l.operand(fr, e.Args[0])+")")}
	case "len":
		return []string{l.length(fr, e)}
	case "min", "max":
		return []string{l.extreme(fr, e, fun)}
	case "make":
		return []string{l.makeSlice(fr, e)}
	case "append":
		return []string{l.appendTo(fr, e)}
	case "copy":
		return []string{l.copySlice(fr, e)}
	case "new":
		t := l.Info.TypeOf(e).Underlying().(*types.Pointer).Elem()
		typ := l.typ(e, t)
		box := l.local("[]" + typ)
		l.makeBox(box, typ, t)
		return []string{l.hold("*"+typ, "&"+box+"[0]")}
	}
	l.refuse(e, "call.forbidden", fun+" is not allowed")
	return nil
}

func (l *lowerer) length(fr *frame, e *ast.CallExpr) string {
	switch u := l.Info.TypeOf(e.Args[0]).Underlying().(type) {
	case *types.Array:
		l.operand(fr, e.Args[0])
		return l.itoa(u.Len())
	case *types.Slice, *types.Basic:
		return l.hold("int", "len("+l.operand(fr, e.Args[0])+")")
	}
	l.refuse(e, "call.forbidden", "len of "+name(l.Info.TypeOf(e.Args[0]))+" is not allowed")
	return ""
}

// extreme lowers min and max. For floats the host decides, since NaN and signed zeros have rules of their own.
func (l *lowerer) extreme(fr *frame, e *ast.CallExpr, fun string) string {
	t := l.Info.TypeOf(e)
	typ := l.typ(e, t)
	best := l.hold(typ, l.converted(fr, e.Args[0], t))
	for _, a := range e.Args[1:] {
		x := l.converted(fr, a, t)
		if zero(typ) == "0.0" {
			l.host = true
			next := l.local("float64")
			l.set(next, fmt.Sprintf("host.%s(%s, %s)", strings.ToUpper(fun[:1])+fun[1:], l.wide(typ, best), l.wide(typ, x)))
			best = next
			if typ == "float32" {
				best = l.hold(typ, "float32("+next+")")
			}
			continue
		}
		op := map[string]string{"min": " < ", "max": " > "}[fun]
		l.branch(x+op+best, l.block(func() { l.emit("%s = %s", best, x) }), nil)
	}
	return best
}

// makeSlice lowers make([]T, n, c). The host refuses what is negative or over the budget before anything is allocated.
func (l *lowerer) makeSlice(fr *frame, e *ast.CallExpr) string {
	t := l.Info.TypeOf(e)
	slice, ok := t.Underlying().(*types.Slice)
	if !ok {
		l.refuse(e, "make", "only slices can be made")
	}
	typ := l.typ(e, t)
	n := l.count(fr, e.Args[1])
	capacity := n
	if len(e.Args) > 2 {
		capacity = l.count(fr, e.Args[2])
	}
	l.host = true
	l.ask("Make", e, n, capacity, l.itoa(sizes.Sizeof(slice.Elem())))
	s := l.local(typ)
	l.emit("%s = make(%s, %s, %s)", s, typ, n, capacity).Weight = costHost
	return s
}

// count is a length as an int.
func (l *lowerer) count(fr *frame, e ast.Expr) string {
	if v := l.Info.Types[e].Value; v != nil {
		return l.constant(e, v, types.Typ[types.Int])
	}
	b, ok := l.Info.TypeOf(e).Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsInteger == 0 {
		l.refuse(e, "make", "a length must be an integer")
	}
	return l.hold("int", "int("+l.operand(fr, e)+")")
}

// appendTo lowers append. When the elements don't fit, the host charges for the growth first.
func (l *lowerer) appendTo(fr *frame, e *ast.CallExpr) string {
	t := l.Info.TypeOf(e)
	typ := l.typ(e, t)
	elem := t.Underlying().(*types.Slice).Elem()
	s := l.hold(typ, l.converted(fr, e.Args[0], t))
	added, list, weight := l.itoa(int64(len(e.Args)-1)), "", 2
	var copied []*Stmt // what a list is charged for where it fits
	if e.Ellipsis.IsValid() {
		if l.Info.TypeOf(e.Args[1]).Underlying().(*types.Slice) == nil {
			l.refuse(e, "append", "only a slice can be appended")
		}
		list = l.converted(fr, e.Args[1], t) + "..."
		added = l.hold("int", "len("+list[:len(list)-3]+")")
		copied = l.block(func() { l.ask("Copy", e, added, l.itoa(sizes.Sizeof(elem))) })
	} else {
		values := make([]string, 0, len(e.Args))
		for _, a := range e.Args[1:] {
			values = append(values, l.part(fr, a, elem))
			weight += l.bulk[values[len(values)-1]]
		}
		list = strings.Join(values, ", ")
	}
	if len(e.Args) == 1 {
		return s
	}
	l.host = true
	need := l.hold("int", "len("+s+")")
	l.emit("%s = %s + %s", need, need, added)
	room := l.hold("int", "cap("+s+")")
	grow := l.block(func() {
		l.ask("Grow", e, need, room, l.itoa(sizes.Sizeof(elem)))
	})
	l.branch(need+" > "+room, grow, copied)
	l.emit("%s = append(%s, %s)", s, s, list).Weight = weight
	return s
}

// copySlice lowers copy, charged by length.
func (l *lowerer) copySlice(fr *frame, e *ast.CallExpr) string {
	to, ok1 := l.Info.TypeOf(e.Args[0]).Underlying().(*types.Slice)
	from, ok2 := l.Info.TypeOf(e.Args[1]).Underlying().(*types.Slice)
	if !ok1 || !ok2 || l.typ(e, to) != l.typ(e, from) {
		l.refuse(e, "call.forbidden", "copy takes two slices of one type")
	}
	dst, src := l.operand(fr, e.Args[0]), l.operand(fr, e.Args[1])
	l.host = true
	n := l.hold("int", "len("+src+")")
	l.ask("Copy", e, n, l.itoa(sizes.Sizeof(to.Elem())))
	l.emit("%s = copy(%s, %s)", n, dst, src).Weight = 2
	return n
}
