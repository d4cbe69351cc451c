package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// global is a package variable. It never changes after its initialiser, so the initialiser can be evaluated wherever
// the variable is read. That way no variable is shared by two runs.
type global struct {
	id    *ast.Ident
	value ast.Expr // nil means the zero value
}

// surveyGlobals collects the package variables that never change and rejects the others.
func (l *lowerer) surveyGlobals() {
	var all []types.Object
	for _, decl := range l.File.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.VAR {
			continue
		}
		for _, spec := range d.Specs {
			s := spec.(*ast.ValueSpec)
			for i, id := range s.Names {
				g, o := global{id: id}, l.Info.Defs[id]
				if len(s.Values) == len(s.Names) {
					g.value = s.Values[i]
				} else if len(s.Values) > 0 {
					l.refuseGlobal(id, "is not set by a constant, a composite literal or arithmetic on them")
					continue
				}
				l.globals[o] = g
				all = append(all, o)
			}
		}
	}
	written := l.written()
	for _, o := range all {
		g := l.globals[o]
		switch {
		case written[o] || l.boxed[o]:
			l.refuseGlobal(g.id, "is changed, shared with another variable, or its address is taken")
		case !l.readable(o.Type()):
			l.refuseGlobal(g.id, "is neither a number, bool or string, nor an array, struct or slice of them")
		case g.value != nil && !l.pure(g.value):
			l.refuseGlobal(g.id, "is not set by a constant, a composite literal or arithmetic on them")
		}
	}
}

func (l *lowerer) refuseGlobal(id *ast.Ident, why string) {
	l.note(
		Problem{
			id.Pos(), "var.package",
			"package variable " + id.Name + " " + why + "; a trait keeps nothing outside of its functions",
		},
	)
}

// written finds the package variables that a statement changes, or that are read in a way that could let a statement
// change them.
func (l *lowerer) written() map[types.Object]bool {
	found, read := map[types.Object]bool{}, map[*ast.Ident]bool{}
	write := func(e ast.Expr) {
		if e == nil {
			return
		}
		if id := l.root(e, false); id != nil {
			found[l.Info.Uses[id]] = true
		}
	}
	reads := func(e ast.Expr) {
		if id, ok := ast.Unparen(e).(*ast.Ident); ok {
			read[id] = true
		}
	}
	ast.Inspect(l.File, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, e := range n.Lhs {
				write(e)
			}
		case *ast.IncDecStmt:
			write(n.X)
		case *ast.RangeStmt:
			write(n.Key)
			write(n.Value)
			reads(n.X)
		case *ast.IndexExpr:
			reads(n.X)
		case *ast.CallExpr:
			if id, ok := ast.Unparen(n.Fun).(*ast.Ident); ok && l.Info.Types[n.Fun].IsBuiltin() && id.Name == "len" {
				reads(n.Args[0])
			}
		case *ast.Ident: // a slice that is copied could be changed through the copy
			o := l.Info.Uses[n]
			if _, ours := l.globals[o]; ours && !read[n] {
				if _, slice := o.Type().Underlying().(*types.Slice); slice {
					found[o] = true
				}
			}
		}
		return true
	})
	return found
}

// readable reports whether reading a value of type t copies it completely, or t is a slice of such values.
func (l *lowerer) readable(t types.Type) bool {
	if s, ok := t.Underlying().(*types.Slice); ok {
		t = s.Elem()
	}
	return l.flat(t, 0)
}

// flat reports whether copies of a value of type t share nothing.
func (l *lowerer) flat(t types.Type, depth int) bool {
	if depth > 8 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return true
	case *types.Array:
		return l.flat(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if !l.flat(f.Type(), depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// pure reports whether evaluating e has no side effects and cannot fail.
func (l *lowerer) pure(e ast.Expr) bool {
	if l.Info.Types[e].Value != nil {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		_, ours := l.globals[l.Info.Uses[e]]
		return ours
	case *ast.CompositeLit:
		for _, elt := range e.Elts {
			if kv, ok := elt.(*ast.KeyValueExpr); ok {
				elt = kv.Value
			}
			if !l.pure(elt) {
				return false
			}
		}
		return true
	case *ast.UnaryExpr:
		return e.Op == token.SUB && l.pure(e.X)
	case *ast.BinaryExpr:
		b, ok := l.Info.TypeOf(e).Underlying().(*types.Basic)
		return ok && b.Info()&types.IsFloat != 0 && l.pure(e.X) && l.pure(e.Y)
	}
	return false
}

// read returns the variable that holds the value of a package variable in the current function. It is set at the head
// of the function. Each function has its own, because the typed form has no global variables.
func (l *lowerer) read(o types.Object, g global) ir.Operand {
	if v, ok := l.loaded[l.fn][o]; ok {
		return v
	}
	line := l.line
	l.at(g.id)
	var v ir.Operand
	head := l.block(func() {
		t := l.typ(g.id, o.Type())
		in := plain(zero(t))
		if g.value != nil {
			in, _ = l.convertedValue(newFrame(nil), g.value, o.Type())
		}
		v = l.hold(t, in)
	})
	l.line = line
	l.fn.Body = slices.Insert(l.fn.Body, l.heads[l.fn], head...)
	l.heads[l.fn] += len(head)
	if l.loaded[l.fn] == nil {
		l.loaded[l.fn] = map[types.Object]ir.Operand{}
	}
	l.loaded[l.fn][o] = v
	return v
}
