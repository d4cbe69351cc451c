package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// stmts lowers a list, up to the first statement that does not come back.
func (l *lowerer) stmts(fr *frame, list []ast.Stmt) {
	for _, s := range list {
		if terminated(*l.out) && !l.rehearsing {
			return
		}
		l.at(s)
		if !l.rehearsing {
			l.stmt(fr, s, "")
			continue
		}
		depth := len(l.loops)
		l.guard(func() { l.stmt(fr, s, "") })
		l.loops = l.loops[:depth]
	}
}

// stmt lowers one statement; label is the source's label of it.
func (l *lowerer) stmt(fr *frame, s ast.Stmt, label string) {
	l.step()
	switch s := s.(type) {
	case *ast.EmptyStmt:
	case *ast.BlockStmt:
		l.stmts(fr, s.List)
	case *ast.LabeledStmt:
		l.stmt(fr, s.Stmt, s.Label.Name)
	case *ast.DeclStmt:
		l.declaration(fr, s.Decl.(*ast.GenDecl))
	case *ast.AssignStmt:
		l.assign(fr, s)
	case *ast.IncDecStmt:
		l.update(fr, s.X, s.Tok, nil)
	case *ast.ExprStmt:
		l.exprStmt(fr, s)
	case *ast.IfStmt:
		l.ifStmt(fr, s)
	case *ast.ForStmt:
		l.forStmt(fr, s, label)
	case *ast.RangeStmt:
		l.rangeStmt(fr, s, label)
	case *ast.SwitchStmt:
		l.switchStmt(fr, s, label)
	case *ast.BranchStmt:
		l.branchStmt(fr, s)
	case *ast.ReturnStmt:
		l.returnStmt(fr, s)
	default:
		l.refuse(s, "statement.forbidden", "this statement is not allowed")
	}
}

func (l *lowerer) exprStmt(fr *frame, s *ast.ExprStmt) {
	call, ok := ast.Unparen(s.X).(*ast.CallExpr)
	if !ok {
		l.refuse(s, "statement.forbidden", "this expression does nothing by itself")
	}
	l.call(fr, call, true)
}

// declaration lowers var; constants are folded and types erased.
func (l *lowerer) declaration(fr *frame, d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	for _, spec := range d.Specs {
		s := spec.(*ast.ValueSpec)
		lhs := make([]ast.Expr, len(s.Names))
		for i, id := range s.Names {
			lhs[i] = id
		}
		if len(s.Values) > 0 {
			l.define(fr, s, lhs, s.Values)
			continue
		}
		for _, id := range s.Names {
			o := l.Info.Defs[id]
			if o == nil {
				continue
			}
			if l.isHandle(o.Type()) {
				l.refuse(id, "handle.nil", id.Name+" would be a nil molbot")
			}
			if id.Name == "_" {
				l.typ(id, o.Type())
				continue
			}
			dst := l.declare(fr, id, o)
			if !l.boxed[o] {
				l.emit("%s = %s", dst, zero(l.typ(id, o.Type())))
			}
		}
	}
}

func (l *lowerer) ifStmt(fr *frame, s *ast.IfStmt) {
	if s.Init != nil {
		l.stmt(fr, s.Init, "")
	}
	if v := l.Info.Types[s.Cond].Value; v != nil {
		l.deadOrAlive(fr, s, v.String() == "true")
		return
	}
	cond := l.condition(fr, s.Cond)
	body := l.block(func() { l.stmts(fr, s.Body.List) })
	els := l.block(func() {
		if s.Else != nil {
			l.stmt(fr, s.Else, "")
		}
	})
	l.branch(cond, body, els)
}

// deadOrAlive lowers an if whose condition is known. The other branch is checked, but not kept.
func (l *lowerer) deadOrAlive(fr *frame, s *ast.IfStmt, alive bool) {
	body := l.block(func() { l.stmts(fr, s.Body.List) })
	els := l.block(func() {
		if s.Else != nil {
			l.stmt(fr, s.Else, "")
		}
	})
	if !alive {
		body = els
	}
	*l.out = append(*l.out, body...)
}

// fallInto goes on with the body of the next case, a copy of it.
func (l *lowerer) fallInto(fr *frame) {
	if l.rehearsing { // each body is looked at once
		return
	}
	lp := l.loops[len(l.loops)-1]
	lp.clause++
	l.stmts(fr, lp.clauses[lp.clause].Body)
	lp.clause--
}

func (l *lowerer) branchStmt(fr *frame, s *ast.BranchStmt) {
	if s.Tok == token.FALLTHROUGH {
		l.fallInto(fr)
		return
	}
	for i := len(l.loops) - 1; i >= 0; i-- {
		lp := l.loops[i]
		if lp.frame != fr || s.Label != nil && lp.name != s.Label.Name {
			continue
		}
		switch {
		case s.Tok == token.BREAK && (s.Label != nil || lp.breaks):
			l.jump("break", lp)
			return
		case s.Tok == token.CONTINUE && (lp.cycles || s.Label != nil):
			if lp.post != nil {
				lp.post()
			}
			l.jump("continue", lp)
			return
		}
	}
	l.refuse(s, "statement.forbidden", s.Tok.String()+" is not allowed")
}

func (l *lowerer) returnStmt(fr *frame, s *ast.ReturnStmt) {
	results := fr.signature.Results()
	values := l.returned(fr, s, results)
	if fr.returns {
		text := "return"
		for i, v := range values {
			text += comma(i) + v
		}
		l.emit("%s", text)
		return
	}
	for i, v := range values {
		if fr.results[i] != v {
			l.emit("%s = %s", fr.results[i], v)
		}
	}
	fr.leave()
}

// returned evaluates what a return carries.
func (l *lowerer) returned(fr *frame, s *ast.ReturnStmt, results *types.Tuple) []string {
	var values []string
	switch {
	case len(s.Results) == 0:
		for v := range results.Variables() {
			values = append(values, fr.vars[v])
		}
		return l.steady(fr, values, results)
	case len(s.Results) == 1 && results.Len() > 1:
		return l.call(fr, ast.Unparen(s.Results[0]).(*ast.CallExpr), false)
	}
	for i, e := range s.Results {
		values = append(values, l.converted(fr, e, results.At(i).Type()))
	}
	return l.steady(fr, values, results)
}

// steady copies values that an assignment to the results could change before they are read.
func (l *lowerer) steady(fr *frame, values []string, results *types.Tuple) []string {
	if fr.returns || len(values) < 2 {
		return values
	}
	for i, v := range values {
		t := l.local(l.typ(nil, results.At(i).Type()))
		l.emit("%s = %s", t, v)
		values[i] = t
	}
	return values
}

func comma(i int) string {
	if i == 0 {
		return " "
	}
	return ", "
}
