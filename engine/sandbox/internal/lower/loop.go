package lower

import (
	"go/ast"
	"go/token"
	"go/types"
)

// forStmt lowers for init; cond; post. The post statement stands at the end of the body and before every continue.
func (l *lowerer) forStmt(fr *frame, s *ast.ForStmt, label string) {
	if s.Init != nil {
		l.stmt(fr, s.Init, "")
	}
	loopStmt := &Stmt{Kind: Loop, Weight: 1, Line: l.line}
	lp := &loop{frame: fr, stmt: loopStmt, name: label, breaks: true, cycles: true}
	lp.post = func() { l.post(fr, s) }
	l.enter(lp)
	loopStmt.Body = l.block(func() {
		if s.Cond != nil {
			l.at(s.Cond)
			l.until(fr, s.Cond)
		}
		l.stmts(fr, s.Body.List)
		if !terminated(*l.out) {
			lp.post()
		}
	})
	l.exit()
	*l.out = append(*l.out, loopStmt)
}

// until leaves the innermost loop when cond is false.
func (l *lowerer) until(fr *frame, cond ast.Expr) {
	if v := l.Info.Types[cond].Value; v != nil {
		if v.String() == "false" {
			l.emit("break")
		}
		return
	}
	t := l.hold("bool", l.condition(fr, cond))
	l.branch("!"+t, []*Stmt{{Text: "break", Line: l.line}}, nil)
}

// post lowers the post statement. Loop variables are new in each round, which only a pointer can tell.
func (l *lowerer) post(fr *frame, s *ast.ForStmt) {
	line := l.line
	defer func() { l.line = line }()
	if init, ok := s.Init.(*ast.AssignStmt); ok && init.Tok == token.DEFINE {
		for _, e := range init.Lhs {
			if o := l.Info.Defs[e.(*ast.Ident)]; o != nil && l.boxed[o] {
				l.rebox(fr, o, l.typ(e, o.Type()))
			}
		}
	}
	if s.Post != nil {
		l.at(s.Post)
		l.stmt(fr, s.Post, "")
	}
}

// rangeStmt lowers range over an integer, a slice or an array.
func (l *lowerer) rangeStmt(fr *frame, s *ast.RangeStmt, label string) {
	t := l.Info.TypeOf(s.X)
	counter, end, elem := "", "", ""
	switch u := t.Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger == 0 {
			l.refuse(s.X, "range.kind", "range over "+name(t)+" is not allowed")
		}
		if s.Key != nil && l.Info.TypeOf(s.Key) != nil && l.Info.Types[s.X].Value != nil {
			t = l.Info.TypeOf(s.Key)
		}
		typ := l.typ(s.X, types.Default(t))
		end = l.hold(typ, l.converted(fr, s.X, types.Default(t)))
		counter = l.hold(typ, "0")
	case *types.Slice:
		list := l.held(fr, s.X)
		end, counter, elem = l.hold("int", "len("+list+")"), l.hold("int", "0"), list
	case *types.Array:
		counter = l.local("int")
		if s.Value != nil && !isBlank(s.Value) {
			elem = l.held(fr, s.X)
		} else if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			l.call(fr, call, true)
		}
		l.emit("%s = 0", counter)
		end = l.hold("int", l.itoa(u.Len()))
	default:
		l.refuse(s.X, "range.kind", "range over "+name(t)+" is not allowed")
	}
	l.rangeLoop(fr, s, label, counter, end, elem)
}

func (l *lowerer) rangeLoop(fr *frame, s *ast.RangeStmt, label, counter, end, elem string) {
	loopStmt := &Stmt{Kind: Loop, Weight: 1, Line: l.line}
	lp := &loop{frame: fr, stmt: loopStmt, name: label, breaks: true, cycles: true}
	lp.post = func() { l.emit("%s = %s + 1", counter, counter) }
	l.enter(lp)
	loopStmt.Body = l.block(func() {
		l.branch(counter+" >= "+end, []*Stmt{{Text: "break", Line: l.line}}, nil)
		l.rangeVariable(fr, s, s.Key, counter)
		if s.Value != nil && !isBlank(s.Value) {
			l.rangeVariable(fr, s, s.Value, elem+"["+counter+"]")
		}
		l.stmts(fr, s.Body.List)
		if !terminated(*l.out) {
			lp.post()
		}
	})
	l.exit()
	*l.out = append(*l.out, loopStmt)
}

func (l *lowerer) rangeVariable(fr *frame, s *ast.RangeStmt, e ast.Expr, text string) {
	if e == nil || isBlank(e) {
		return
	}
	if s.Tok == token.DEFINE {
		l.set(l.declare(fr, e, l.Info.Defs[e.(*ast.Ident)]), text)
		return
	}
	place := l.place(fr, e, false)
	value := l.hold(l.typ(e, l.Info.TypeOf(e)), text)
	l.set(place, value)
}

func isBlank(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}

// switchStmt lowers a switch to ifs. A break in it leaves a loop that runs once.
func (l *lowerer) switchStmt(fr *frame, s *ast.SwitchStmt, label string) {
	if s.Init != nil {
		l.stmt(fr, s.Init, "")
	}
	tag, tagType := "", types.Type(nil)
	if s.Tag != nil {
		tagType = types.Default(l.Info.TypeOf(s.Tag))
		if _, ok := tagType.Underlying().(*types.Basic); !ok {
			l.refuse(s.Tag, "compare", "values of type "+name(tagType)+" can't be switched on")
		}
		tag = l.hold(l.typ(s.Tag, tagType), l.converted(fr, s.Tag, tagType))
	}
	once := &Stmt{Kind: Once, Weight: 1, Line: l.line}
	lp := &loop{frame: fr, stmt: once, name: label, breaks: true}
	var asked []int
	fallback := -1
	for i, c := range s.Body.List {
		clause := c.(*ast.CaseClause)
		lp.clauses = append(lp.clauses, clause)
		if clause.List == nil {
			fallback = i
		} else {
			asked = append(asked, i)
		}
	}
	l.enter(lp)
	once.Body = l.block(func() { l.clauses(fr, lp, tag, tagType, asked, fallback) })
	l.exit()
	if leaves(once.Body, 0) || once.Label != "" {
		*l.out = append(*l.out, once)
	} else {
		*l.out = append(*l.out, once.Body...)
	}
}

// clauses lowers the cases in list, one within the else of the other. fallback is the default's place, or -1.
func (l *lowerer) clauses(fr *frame, lp *loop, tag string, t types.Type, list []int, fallback int) {
	if len(list) == 0 {
		if fallback >= 0 {
			l.clauseBody(fr, lp, fallback)
		}
		return
	}
	clause := lp.clauses[list[0]]
	l.at(clause)
	cond := l.matches(fr, tag, t, clause.List)
	body := l.block(func() { l.clauseBody(fr, lp, list[0]) })
	els := l.block(func() { l.clauses(fr, lp, tag, t, list[1:], fallback) })
	l.branch(cond, body, els)
}

func (l *lowerer) clauseBody(fr *frame, lp *loop, i int) {
	lp.clause = i
	l.stmts(fr, lp.clauses[i].Body)
}

// matches is the condition that one of the values of a case equals the tag, or that one is true.
func (l *lowerer) matches(fr *frame, tag string, t types.Type, list []ast.Expr) string {
	one := func(e ast.Expr) string {
		if t == nil {
			return l.condition(fr, e)
		}
		return l.dynamic(tag + " == " + l.converted(fr, e, t))
	}
	if len(list) == 1 {
		return one(list[0])
	}
	found := l.hold("bool", one(list[0]))
	for _, e := range list[1:] {
		rest := l.block(func() { l.emit("%s = %s", found, one(e)) })
		l.branch("!"+found, rest, nil)
	}
	return found
}
