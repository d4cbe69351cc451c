package compile

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

func (b *builder) stmts(list []ast.Stmt) {
	for i := 0; i < len(list); i++ {
		if b.charge(list[i:]) {
			i++
			continue
		}
		b.stmt(list[i])
	}
}

// charge takes fuel -= n and the if that follows it into the head of a block.
func (b *builder) charge(list []ast.Stmt) bool {
	a, ok := list[0].(*ast.AssignStmt)
	if !ok || a.Tok != token.SUB_ASSIGN || !b.isGlobal(a.Lhs[0], "fuel") {
		return false
	}
	test, ok := list[min(1, len(list)-1)].(*ast.IfStmt)
	if !ok || len(test.Body.List) != 2 || !b.isHost(test.Body.List[0], "Refill") || !b.leaves(test.Body.List[1]) {
		refuse("fuel is taken in an unknown way")
	}
	if b.block.charge != 0 || len(b.block.code) > 0 {
		next := &block{}
		b.jump(next)
		b.enter(next)
	}
	call := test.Body.List[0].(*ast.AssignStmt).Rhs[0].(*ast.CallExpr)
	b.block.charge, b.block.line = b.integer(a.Rhs[0]), b.integer(call.Args[1])
	return true
}

// leaves reports whether s is if fuel < 0 and a way out of the function or of the run.
func (b *builder) leaves(s ast.Stmt) bool {
	test, ok := s.(*ast.IfStmt)
	if !ok || len(test.Body.List) != 1 || b.condition(test.Cond).op != opSpent {
		return false
	}
	switch s := test.Body.List[0].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Label != nil && len(b.loops) > 0 && s.Label.Name == b.loops[0].label
	}
	return false
}

// isGlobal reports whether e is a variable of the core's package.
func (b *builder) isGlobal(e ast.Expr, name string) bool {
	id, ok := e.(*ast.Ident)
	if !ok || id.Name != name {
		return false
	}
	o := b.info.Uses[id]
	return o != nil && o.Pkg() != nil && o.Parent() == o.Pkg().Scope()
}

// integer is the value of a constant.
func (b *builder) integer(e ast.Expr) int {
	v := b.info.Types[e].Value
	if v == nil {
		refuse("a constant is needed")
	}
	i, ok := constant.Int64Val(constant.ToInt(v))
	if !ok {
		refuse("constant %s is out of range", v)
	}
	return int(i)
}

func (b *builder) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.DeclStmt:
		b.declare(s.Decl.(*ast.GenDecl))
	case *ast.AssignStmt:
		b.assign(s)
	case *ast.ExprStmt:
		b.call(s.X.(*ast.CallExpr))
	case *ast.IfStmt:
		b.ifStmt(s)
	case *ast.LabeledStmt:
		b.forStmt(s.Stmt.(*ast.ForStmt), s.Label.Name)
	case *ast.ForStmt:
		b.forStmt(s, "")
	case *ast.BranchStmt:
		b.branch(s)
	case *ast.ReturnStmt:
		b.returnStmt(s)
	default:
		refuse("statement %T is unknown", s)
	}
}

// declare makes room for variables, which start at zero in each call of a function.
func (b *builder) declare(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		s, ok := spec.(*ast.ValueSpec)
		if !ok || len(s.Values) > 0 {
			refuse("declaration is unknown")
		}
		for _, id := range s.Names {
			o := b.info.Defs[id]
			b.fn.slots[o] = b.room(b.layout(o.Type()))
		}
	}
}

func (b *builder) assign(s *ast.AssignStmt) {
	if s.Tok != token.ASSIGN {
		refuse("assignment %s is unknown", s.Tok)
	}
	if b.isGlobal(s.Lhs[0], "fuel") {
		b.meter(s.Rhs[0].(*ast.CallExpr))
		return
	}
	if len(s.Lhs) == 1 {
		b.assignOne(s.Lhs[0], s.Rhs[0])
		return
	}
	values := b.call(s.Rhs[0].(*ast.CallExpr))
	for i, e := range s.Lhs {
		b.store(b.place(e), values[i])
	}
}

// assignOne lets the last instruction of a basic value write to its variable itself.
func (b *builder) assignOne(lhs, rhs ast.Expr) {
	if id, ok := lhs.(*ast.Ident); ok {
		p := b.variable(id)
		if len(p.leaves) == 1 {
			b.target(rhs, p)
			return
		}
		b.store(p, b.typed(rhs, p.layout))
		return
	}
	v := b.typed(rhs, b.layout(b.info.TypeOf(lhs)))
	b.store(b.place(lhs), v)
}

// target evaluates e into p, which has one slot.
func (b *builder) target(e ast.Expr, p place) {
	if b.info.Types[e].Value == nil {
		switch e := e.(type) {
		case *ast.BinaryExpr:
			b.binary(e, p.reg())
			return
		case *ast.UnaryExpr:
			if e.Op != token.AND {
				b.unary(e, p.reg())
				return
			}
		}
	}
	b.store(p, b.typed(e, p.layout))
}

func (b *builder) ifStmt(s *ast.IfStmt) {
	cond := b.condition(s.Cond)
	head, body, after := b.block, &block{}, &block{}
	head.branch, head.cond, head.then, head.els = true, cond, body, after
	b.enter(body)
	b.stmts(s.Body.List)
	b.jump(after)
	if s.Else != nil {
		head.els = &block{}
		b.enter(head.els)
		b.stmts(s.Else.(*ast.BlockStmt).List)
		b.jump(after)
	}
	b.enter(after)
}

// condition is what an if branches on.
func (b *builder) condition(e ast.Expr) instr {
	if x, ok := e.(*ast.BinaryExpr); ok && b.info.Types[e].Value == nil {
		if b.isGlobal(x.X, "fuel") && x.Op == token.LSS {
			return instruction(opSpent)
		}
		if o, ok := comparisons[x.Op]; ok {
			in := instruction(o)
			in.k, in.a, in.b = b.operands(x)
			return in
		}
	}
	in := instruction(opTrue)
	if x, ok := e.(*ast.UnaryExpr); ok && x.Op == token.NOT {
		in.op, e = opNot, x.X
	}
	in.a = b.value(e).reg()
	return in
}

func (b *builder) forStmt(s *ast.ForStmt, label string) {
	if s.Init != nil || s.Cond != nil || s.Post != nil {
		refuse("loop is unknown")
	}
	head, after := &block{}, &block{}
	b.jump(head)
	b.enter(head)
	b.loops = append(b.loops, loop{label, head, after})
	b.stmts(s.Body.List)
	b.loops = b.loops[:len(b.loops)-1]
	b.jump(head)
	b.enter(after)
}

func (b *builder) branch(s *ast.BranchStmt) {
	for i := len(b.loops) - 1; i >= 0; i-- {
		if s.Label != nil && s.Label.Name != b.loops[i].label {
			continue
		}
		switch s.Tok {
		case token.BREAK:
			b.jump(b.loops[i].after)
		case token.CONTINUE:
			b.jump(b.loops[i].head)
		default:
			refuse("%s is unknown", s.Tok)
		}
		return
	}
	refuse("%s leaves nothing", s.Tok)
}

func (b *builder) returnStmt(s *ast.ReturnStmt) {
	results := b.fn.results
	for i, e := range s.Results {
		t := b.fn.resultTypes[i]
		v := b.typed(e, t)
		b.store(place{layout: t, float: first(results, true), word: first(results, false)}, v)
		results = results[len(t.leaves):]
	}
	b.jump(nil)
}

// first is the index of the first slot of a class.
func first(slots []reg, float bool) int {
	for _, r := range slots {
		if r.isFloat() == float {
			return r.index()
		}
	}
	return 0
}

// variable is the place of a local variable.
func (b *builder) variable(id *ast.Ident) place {
	o := b.info.ObjectOf(id)
	if p, ok := b.fn.slots[o]; ok {
		return p
	}
	if b.isGlobal(id, "depth") {
		return at(b.layout(types.Typ[types.Int]), b.prog.depth)
	}
	refuse("variable %s is unknown", id.Name)
	return place{}
}
