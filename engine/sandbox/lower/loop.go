package lower

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// forStmt lowers for init; cond; post. The post statement is placed at the end of the body and before every continue.
func (l *lowerer) forStmt(fr *frame, s *ast.ForStmt, label string) {
	if s.Init != nil {
		l.stmt(fr, s.Init, "")
	}
	l.loop(fr, label, func() { l.post(fr, s) }, func() {
		if s.Cond != nil {
			l.at(s.Cond)
			l.until(fr, s.Cond)
		}
		l.stmts(fr, s.Body.List)
	})
}

// loop lowers a loop. post emits the statements that follow each round.
func (l *lowerer) loop(fr *frame, label string, post, body func()) {
	stmt := &ir.Stmt{Kind: ir.Loop, Line: l.line}
	l.enter(&loop{frame: fr, stmt: stmt, name: label, breaks: true, cycles: true, post: post})
	stmt.Body = l.block(func() {
		body()
		if !ir.Terminated(*l.out) {
			post()
		}
	})
	l.exit()
	*l.out = append(*l.out, stmt)
}

// leave returns a break out of the innermost loop.
func (l *lowerer) leave() []*ir.Stmt {
	return l.block(func() { l.jump(ir.Break, l.loops[len(l.loops)-1]) })
}

// until emits a break out of the innermost loop when cond is false.
func (l *lowerer) until(fr *frame, cond ast.Expr) {
	if v := l.Info.Types[cond].Value; v != nil {
		if v.String() == "false" {
			*l.out = append(*l.out, l.leave()...)
		}
		return
	}
	t := l.hold(l.boolean(), l.condition(fr, cond))
	l.branch(not(t), l.leave(), nil)
}

// post lowers the post statement. Loop variables are new in each round; only pointers can tell, so only boxed variables
// are copied.
func (l *lowerer) post(fr *frame, s *ast.ForStmt) {
	line := l.line
	defer func() { l.line = line }()
	if init, ok := s.Init.(*ast.AssignStmt); ok && init.Tok == token.DEFINE {
		for _, e := range init.Lhs {
			if o := l.Info.Defs[e.(*ast.Ident)]; o != nil && l.boxed[o] {
				l.rebox(fr, o)
			}
		}
	}
	if s.Post != nil {
		l.at(s.Post)
		l.stmt(fr, s.Post, "")
	}
}

// rangeStmt lowers range over an integer, a slice or an array. The operand is evaluated at most once. A range over an
// array iterates over a copy of it, which is needed only if the values are used.
func (l *lowerer) rangeStmt(fr *frame, s *ast.RangeStmt, label string) {
	t := l.Info.TypeOf(s.X)
	values := s.Value != nil && !isBlank(s.Value)
	var counter, end, list ir.Operand
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger == 0 {
			l.refuse(s.X, "range.kind", "range over "+name(t)+" is not allowed")
		}
		if s.Key != nil && l.Info.TypeOf(s.Key) != nil && l.Info.Types[s.X].Value != nil {
			t = l.Info.TypeOf(s.Key)
		}
		typ := l.typ(s.X, types.Default(t))
		end = l.hold(typ, plain(l.converted(fr, s.X, types.Default(t))))
		counter = l.hold(typ, plain(zero(typ)))
	case *types.Slice:
		list = l.held(fr, s.X)
		end = l.lengthOf(list)
		counter = l.hold(l.integer(), plain(l.number(0)))
	case *types.Array:
		if values {
			list = l.held(fr, s.X)
		} else if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			l.call(fr, call)
		}
		counter = l.hold(l.integer(), plain(l.number(0)))
		end = l.hold(l.integer(), plain(l.number(int(u.Len()))))
	default:
		l.refuse(s.X, "range.kind", "range over "+name(t)+" is not allowed")
	}
	one := zero(counter.Type)
	one.Const = l.number(1).Const
	l.loop(fr, label, func() { l.set(counter, binary(ir.Add, counter, one)) }, func() {
		l.branch(binary(ir.Ge, counter, end), l.leave(), nil)
		// Both places are evaluated before either variable changes.
		key := l.rangeVariable(fr, s, s.Key)
		value := l.rangeVariable(fr, s, s.Value)
		key(counter)
		if values {
			value(list.Then(ir.Step{Kind: ir.At, Index: counter.Var, Type: list.Type.Elem}))
		}
		l.stmts(fr, s.Body.List)
	})
}

// rangeVariable evaluates the place of an iteration variable and returns a function that sets it.
func (l *lowerer) rangeVariable(fr *frame, s *ast.RangeStmt, e ast.Expr) func(value ir.Operand) {
	switch {
	case e == nil || isBlank(e):
		return func(ir.Operand) {}
	case s.Tok == token.DEFINE:
		return func(value ir.Operand) { l.set(l.declare(fr, e, l.Info.Defs[e.(*ast.Ident)]), plain(value)) }
	}
	both := s.Value != nil && !isBlank(s.Value) && !isBlank(s.Key)
	place := l.place(fr, e, both)
	return func(value ir.Operand) { l.set(place, plain(l.hold(value.Type, plain(value)))) }
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// maxCases is the limit on the cases of a switch, which are tested one after the other.
const maxCases = 128

// switchStmt lowers a switch to a sequence of ifs within a Once, which the end of each case breaks out of. Cases are
// tested in the order of the source, as in Go, and the default runs if none matches, wherever it is written.
func (l *lowerer) switchStmt(fr *frame, s *ast.SwitchStmt, label string) {
	if n := len(s.Body.List); n > maxCases {
		l.refuse(s, "switch.large", fmt.Sprintf("a switch of %d cases is too large, at most %d are allowed", n, maxCases))
	}
	if s.Init != nil {
		l.stmt(fr, s.Init, "")
	}
	var tag ir.Operand
	var tagType types.Type
	if s.Tag != nil {
		tagType = types.Default(l.Info.TypeOf(s.Tag))
		if _, ok := tagType.Underlying().(*types.Basic); !ok {
			l.refuse(s.Tag, "compare", "values of type "+name(tagType)+" can't be switched on")
		}
		tag = l.hold(l.typ(s.Tag, tagType), plain(l.converted(fr, s.Tag, tagType)))
	}
	once := &ir.Stmt{Kind: ir.Once, Line: l.line}
	lp := &loop{frame: fr, stmt: once, name: label, breaks: true}
	for _, c := range s.Body.List {
		lp.clauses = append(lp.clauses, c.(*ast.CaseClause))
	}
	l.enter(lp)
	once.Body = l.block(func() { l.cases(fr, lp, tag, tagType) })
	l.exit()
	l.addOnce(once)
}

// cases lowers the cases of a switch, with its default last.
func (l *lowerer) cases(fr *frame, lp *loop, tag ir.Operand, t types.Type) {
	fallback, last := -1, -1
	for i, clause := range lp.clauses {
		if last = i; clause.List == nil {
			fallback, last = i, -1
		}
	}
	for i, clause := range lp.clauses {
		if clause.List == nil {
			continue
		}
		l.at(clause)
		cond := l.matches(fr, tag, t, clause.List)
		body := l.block(func() {
			l.clauseBody(fr, lp, i)
			if !ir.Terminated(*l.out) && (fallback >= 0 || i != last) {
				l.jump(ir.Break, lp)
			}
		})
		l.branch(cond, body, nil)
	}
	if fallback >= 0 {
		l.clauseBody(fr, lp, fallback)
	}
}

func (l *lowerer) clauseBody(fr *frame, lp *loop, i int) {
	lp.clause = i
	l.stmts(fr, lp.clauses[i].Body)
}

// matches returns the condition that one of the values of a case equals the tag or, without a tag, is true.
func (l *lowerer) matches(fr *frame, tag ir.Operand, t types.Type, list []ast.Expr) ir.Instr {
	one := func(e ast.Expr) ir.Instr {
		if t == nil {
			return l.condition(fr, e)
		}
		return l.compared(e, ir.Eq, tag, l.converted(fr, e, t))
	}
	if len(list) == 1 {
		return one(list[0])
	}
	found := l.hold(l.boolean(), one(list[0]))
	for _, e := range list[1:] {
		rest := l.block(func() { l.set(found, one(e)) })
		l.branch(not(found), rest, nil)
	}
	return plain(found)
}
