package lower

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// stmts lowers a list of statements up to the first one after which control never continues.
func (l *lowerer) stmts(fr *frame, list []ast.Stmt) {
	for _, s := range list {
		if ir.Terminated(*l.out) && !l.rehearsing {
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

// stmt lowers one statement; label is its label in the source.
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
	l.call(fr, call)
}

// declaration lowers var. Constants are folded and types erased, so their declarations emit nothing.
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
			l.define(fr, lhs, s.Values)
			continue
		}
		for _, id := range s.Names {
			l.declareZero(fr, id)
		}
	}
}

func (l *lowerer) declareZero(fr *frame, id *ast.Ident) {
	o := l.Info.Defs[id]
	switch {
	case o == nil:
	case l.isHandle(o.Type()):
		l.refuse(id, "handle.nil", id.Name+" would be a nil molbot")
	case id.Name == "_":
		l.typ(id, o.Type())
	default:
		if dst := l.declare(fr, id, o); !l.boxed[o] {
			l.set(dst, plain(zero(dst.Type)))
		}
	}
}

func (l *lowerer) ifStmt(fr *frame, s *ast.IfStmt) {
	if s.Init != nil {
		l.stmt(fr, s.Init, "")
	}
	v := l.Info.Types[s.Cond].Value
	var cond ir.Instr
	if v == nil {
		cond = l.condition(fr, s.Cond)
	}
	body := l.block(func() { l.stmts(fr, s.Body.List) })
	els := l.block(func() {
		if s.Else != nil {
			l.stmt(fr, s.Else, "")
		}
	})
	switch {
	case v == nil:
		l.branch(cond, body, els)
	case v.String() == "true": // the other branch is checked but not kept
		*l.out = append(*l.out, body...)
	default:
		*l.out = append(*l.out, els...)
	}
}

// fallInto lowers fallthrough: it appends a copy of the body of the next case.
func (l *lowerer) fallInto(fr *frame) {
	if l.rehearsing { // each body is checked once
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
			l.jump(ir.Break, lp)
			return
		case s.Tok == token.CONTINUE && (lp.cycles || s.Label != nil):
			if lp.post != nil {
				lp.post()
			}
			l.jump(ir.Continue, lp)
			return
		}
	}
	l.refuse(s, "statement.forbidden", s.Tok.String()+" is not allowed")
}

func (l *lowerer) returnStmt(fr *frame, s *ast.ReturnStmt) {
	values := l.returned(fr, s, fr.signature.Results())
	if fr.returns {
		l.add(&ir.Stmt{Kind: ir.Return, Values: values})
		return
	}
	for i, v := range values {
		l.set(fr.results[i], plain(v))
	}
	fr.leave()
}

// returned evaluates the values of a return statement.
func (l *lowerer) returned(fr *frame, s *ast.ReturnStmt, results *types.Tuple) []ir.Operand {
	var values []ir.Operand
	switch {
	case len(s.Results) == 0:
		for v := range results.Variables() {
			values = append(values, fr.vars[v])
		}
		return l.kept(fr, values)
	case len(s.Results) == 1 && results.Len() > 1:
		return l.call(fr, ast.Unparen(s.Results[0]).(*ast.CallExpr))
	}
	for i, e := range s.Results {
		values = append(values, l.converted(fr, e, results.At(i).Type()))
	}
	return l.kept(fr, values)
}

// kept copies values that assignments to the results could change before they are read.
func (l *lowerer) kept(fr *frame, values []ir.Operand) []ir.Operand {
	if fr.returns || len(values) < 2 {
		return values
	}
	for i, v := range values {
		values[i] = l.hold(v.Type, plain(v))
	}
	return values
}
