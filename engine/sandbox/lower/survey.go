package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// survey finds the functions and which of them are recursive, the closures, the variables whose address is taken, and
// the package variables.
func (l *lowerer) survey() {
	for _, decl := range l.File.Decls {
		if d, ok := decl.(*ast.FuncDecl); ok {
			object := l.Info.Defs[d.Name].(*types.Func)
			l.functions[object] = &source{decl: d, object: object, calls: map[*source]bool{}}
		}
	}
	for _, s := range l.functions {
		ast.Inspect(s.decl, func(n ast.Node) bool {
			s.weight++
			if id, ok := n.(*ast.Ident); ok && l.functions[l.Info.Uses[id]] != nil {
				s.calls[l.functions[l.Info.Uses[id]]] = true
			}
			return true
		})
		l.surveyBody(s.decl)
	}
	l.surveyGlobals()
	for _, s := range l.functions {
		s.recursive = reaches(s, s, map[*source]bool{})
	}
}

func reaches(from, to *source, seen map[*source]bool) bool {
	for next := range from.calls {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if reaches(next, to, seen) {
				return true
			}
		}
	}
	return false
}

// surveyBody finds closures, which must be bound once and only be called, and variables that need a place in memory.
func (l *lowerer) surveyBody(d *ast.FuncDecl) {
	called, bound := map[*ast.Ident]bool{}, map[*ast.FuncLit]bool{}
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			switch fun := ast.Unparen(n.Fun).(type) {
			case *ast.Ident:
				called[fun] = true
			case *ast.FuncLit:
				bound[fun] = true
			case *ast.SelectorExpr:
				l.receiver(fun)
			}
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE && len(n.Lhs) == len(n.Rhs) {
				for i := range n.Lhs {
					l.bind(n.Lhs[i], n.Rhs[i], bound)
				}
			}
		case *ast.ValueSpec:
			if len(n.Names) == len(n.Values) {
				for i := range n.Names {
					l.bind(n.Names[i], n.Values[i], bound)
				}
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				l.mark(n.X)
			}
		case *ast.SliceExpr:
			if _, ok := l.Info.TypeOf(n.X).Underlying().(*types.Array); ok {
				l.mark(n.X)
			}
		}
		return true
	})
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if !bound[n] {
				l.note(Problem{n.Pos(), "func.value", "a function literal can only be bound to a new variable, or called"})
			}
		case *ast.Ident:
			if l.closures[l.Info.Uses[n]] != nil && !called[n] {
				l.note(Problem{n.Pos(), "func.value", n.Name + " is a closure: it can be called, but not kept, passed, returned " +
					"or assigned again"})
			}
		}
		return true
	})
}

// bind records that a new variable names a function literal.
func (l *lowerer) bind(lhs, rhs ast.Expr, bound map[*ast.FuncLit]bool) {
	lit, ok := ast.Unparen(rhs).(*ast.FuncLit)
	id, named := lhs.(*ast.Ident)
	if !ok || !named {
		return
	}
	if object := l.Info.Defs[id]; object != nil {
		l.closures[object] = lit
		bound[lit] = true
	} else if id.Name == "_" {
		bound[lit] = true
	}
}

// receiver marks a variable whose pointer method is called.
func (l *lowerer) receiver(sel *ast.SelectorExpr) {
	s := l.Info.Selections[sel]
	if s == nil || s.Kind() != types.MethodVal {
		return
	}
	recv := s.Obj().(*types.Func).Signature().Recv().Type()
	_, wants := recv.Underlying().(*types.Pointer)
	if _, has := l.Info.TypeOf(sel.X).Underlying().(*types.Pointer); wants && !has {
		l.mark(sel.X)
	}
}

// mark records that the variable which e is a part of needs a box.
func (l *lowerer) mark(e ast.Expr) {
	if id := l.root(e, true); id != nil {
		if object, ok := l.Info.ObjectOf(id).(*types.Var); ok {
			l.boxed[object] = true
		}
	}
}

// root returns the variable that e is a part of. Unless within is set, it also follows pointers and slices.
func (l *lowerer) root(e ast.Expr, within bool) *ast.Ident {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
		if within {
			switch l.Info.TypeOf(e).Underlying().(type) {
			case *types.Struct, *types.Array:
			default:
				return nil
			}
		}
	}
}
