package lower

import (
	"fmt"
	"go/ast"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// invoke lowers a call of a function or method. It expands the body in place if the function is small and not
// recursive. Expansion saves the cost of a call and lets constants and dead code of the callee disappear. It stops once
// the program might reach half of maxStatements, to leave room for the rest of the program.
func (l *lowerer) invoke(fr *frame, e *ast.CallExpr, s *source, method *ast.SelectorExpr) []ir.Operand {
	sig := s.object.Signature()
	if sig.TypeParams() != nil || sig.RecvTypeParams() != nil {
		l.refuse(e, "generic", "generic functions are not allowed")
	}
	var receiver []ir.Operand
	if method != nil {
		receiver = []ir.Operand{l.receiverValue(fr, method, sig)}
	}
	if !l.rehearsing && !s.recursive && l.size+2*s.weight < maxStatements/2 {
		return l.expand(fr, e, nil, s.decl.Type, s.decl.Body, sig, s.decl.Recv, receiver)
	}
	in := ir.Instr{Op: ir.Call}
	for _, a := range append(receiver, l.arguments(fr, e, sig)...) {
		if !isHandle(a) {
			in.Args = append(in.Args, a)
		}
	}
	in.Fn = l.function(s)
	in.Dst = l.resultsOf(e, sig)
	l.emit(in)
	return in.Dst
}

// receiverValue evaluates the receiver of a method call, a pointer or a value as the method requires.
func (l *lowerer) receiverValue(fr *frame, sel *ast.SelectorExpr, sig *types.Signature) ir.Operand {
	s := l.Info.Selections[sel]
	if len(s.Index()) > 1 {
		l.refuse(sel, "method.promoted", "a method of an embedded field is called through that field")
	}
	_, wants := sig.Recv().Type().Underlying().(*types.Pointer)
	_, has := l.Info.TypeOf(sel.X).Underlying().(*types.Pointer)
	t := l.typ(sel, sig.Recv().Type())
	switch {
	case wants == has:
		return l.operand(fr, sel.X)
	case wants:
		return l.hold(t, l.addressOf(l.place(fr, sel.X, false)))
	}
	return l.hold(t, plain(l.behind(l.operand(fr, sel.X), sel)))
}

// function lowers a function that is called rather than expanded. It does so once for each function.
func (l *lowerer) function(s *source) *ir.Function {
	if f := l.emitted[s]; f != nil {
		return f
	}
	f := &ir.Function{Name: fmt.Sprintf("f%d", len(l.emitted)), Line: l.lineOf(s.decl), Recursive: s.recursive}
	l.emitted[s] = f
	fn, out, loops, line := l.fn, l.out, l.loops, l.line
	l.fn, l.out, l.loops = f, &f.Body, nil
	defer func() { l.fn, l.out, l.loops, l.line = fn, out, loops, line }()

	sig := s.object.Signature()
	if sig.TypeParams() != nil || sig.RecvTypeParams() != nil {
		l.refuse(s.decl.Name, "generic", "generic functions are not allowed")
	}
	fr := newFrame(nil)
	fr.signature, fr.returns = sig, true
	for v := range sig.Results().Variables() {
		f.Results = append(f.Results, l.typ(s.decl.Name, v.Type()))
	}
	l.at(s.decl)
	l.parameters(fr, f, s.decl.Recv)
	l.parameters(fr, f, s.decl.Type.Params)
	l.namedResults(fr, s.decl.Type)
	l.stmts(fr, s.decl.Body.List)
	f.Body = withoutReturn(f.Body)
	l.order = append(l.order, f)
	return f
}

// withoutReturn drops a final return that carries no values.
func withoutReturn(body []*ir.Stmt) []*ir.Stmt {
	if n := len(body); n > 0 && body[n-1].Kind == ir.Return && len(body[n-1].Values) == 0 {
		return body[:n-1]
	}
	return body
}

// parameters declares the parameters of a function that is called rather than expanded.
func (l *lowerer) parameters(fr *frame, f *ir.Function, list *ast.FieldList) {
	for _, id := range fieldNames(list) {
		t := l.Info.TypeOf(id.typ)
		o := id.object(l)
		if more, ok := id.typ.(*ast.Ellipsis); ok {
			t = types.NewSlice(l.Info.TypeOf(more.Elt))
			if o != nil {
				t = o.Type()
			}
		}
		if l.isHandle(t) {
			if o != nil {
				fr.vars[o] = handle
			}
			continue
		}
		typ := l.typ(id.typ, t)
		param := ir.Operand{Type: typ, Var: l.variableOf(typ)}
		f.Params = append(f.Params, param.Var)
		if o != nil && l.boxed[o] {
			l.set(l.declare(fr, id.typ, o), plain(param))
		} else if o != nil {
			fr.vars[o] = param
		}
	}
}

// expand lowers the body of a function or closure in place of its call.
//
// The body becomes a Once, and its return statements assign the results and break out of it. A return within a loop of
// the body becomes a break with a label.
func (l *lowerer) expand(fr *frame, e *ast.CallExpr, outer *frame, typ *ast.FuncType, body *ast.BlockStmt,
	sig *types.Signature, recv *ast.FieldList, receiver []ir.Operand) []ir.Operand {
	l.step()
	if len(l.loops) > 200 {
		l.refuse(e, "source.expansion", "calls nest too deep")
	}
	args := append(receiver, l.arguments(fr, e, sig)...)
	in := newFrame(outer)
	in.signature = sig
	l.passArguments(in, append(fieldNames(recv), fieldNames(typ.Params)...), args)
	in.results = l.resultsOf(e, sig)
	l.namedResults(in, typ)
	line := l.line
	once := &ir.Stmt{Kind: ir.Once, Line: line}
	lp := &loop{frame: in, stmt: once}
	in.leave = func() { l.jump(ir.Break, lp) }
	l.enter(lp)
	once.Body = l.block(func() { l.stmts(in, body.List) })
	l.exit()
	l.line = line
	l.addOnce(once)
	return in.results
}

// addOnce adds the body of a Once. A final break is dropped, and without any other break the body needs no Once around
// it.
func (l *lowerer) addOnce(once *ir.Stmt) {
	if n := len(once.Body); n > 0 && once.Body[n-1].Kind == ir.Break && once.Body[n-1].Target == once {
		once.Body = once.Body[:n-1]
	}
	if ir.Leaves(once.Body, once) {
		*l.out = append(*l.out, once)
		return
	}
	*l.out = append(*l.out, once.Body...)
}

func (l *lowerer) passArguments(in *frame, names []fieldName, args []ir.Operand) {
	for i, id := range names {
		o := id.object(l)
		switch {
		case o == nil:
		case isHandle(args[i]): //nolint:gosec // the type checker has counted the arguments
			in.vars[o] = handle
		default:
			l.set(l.declare(in, id.typ, o), plain(args[i])) //nolint:gosec // as above
		}
	}
}

// namedResults declares named results and sets them to zero.
func (l *lowerer) namedResults(fr *frame, typ *ast.FuncType) {
	for _, id := range fieldNames(typ.Results) {
		if o := id.object(l); o != nil {
			t := l.typ(id.typ, o.Type())
			l.set(l.declare(fr, id.typ, o), plain(zero(t)))
		}
	}
}

// fieldName is one name of a field list; id is nil for an unnamed field.
type fieldName struct {
	id  *ast.Ident
	typ ast.Expr
}

func (f fieldName) object(l *lowerer) types.Object {
	if f.id == nil || l.Info.Defs[f.id] == nil {
		return nil
	}
	return l.Info.Defs[f.id]
}

func fieldNames(list *ast.FieldList) (names []fieldName) {
	if list == nil {
		return nil
	}
	for _, f := range list.List {
		if len(f.Names) == 0 {
			names = append(names, fieldName{typ: f.Type})
		}
		for _, id := range f.Names {
			names = append(names, fieldName{id, f.Type})
		}
	}
	return names
}

// closureAlone lowers a closure on its own, only to find its problems.
func (l *lowerer) closureAlone(fr *frame, lit *ast.FuncLit) {
	in := newFrame(fr)
	in.signature = l.Info.TypeOf(lit).(*types.Signature)
	in.leave = func() {}
	in.results = l.resultsOf(lit, in.signature)
	for _, id := range fieldNames(lit.Type.Params) {
		if o := id.object(l); o != nil {
			l.declare(in, id.typ, o)
		}
	}
	l.namedResults(in, lit.Type)
	l.block(func() { l.stmts(in, lit.Body.List) })
}
