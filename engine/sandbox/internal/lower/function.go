package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// invoke lowers a call of a function or method: expanded in place if it is small and not recursive.
func (l *lowerer) invoke(fr *frame, e *ast.CallExpr, s *source, method *ast.SelectorExpr) []string {
	sig := s.object.Signature()
	if sig.TypeParams() != nil || sig.RecvTypeParams() != nil {
		l.refuse(e, "generic", "generic functions are not allowed")
	}
	var receiver *string
	if method != nil {
		r := l.receiverValue(fr, method, sig)
		receiver = &r
	}
	if !l.rehearsing && !s.recursive && l.size+2*s.weight < maxStatements/2 {
		return l.expand(fr, e, nil, s.decl.Type, s.decl.Body, sig, s.decl.Recv, receiver)
	}
	args := l.arguments(fr, e, sig)
	if receiver != nil {
		args = append([]string{*receiver}, args...)
	}
	return l.callReal(e, s, args)
}

// callReal calls a function of the core. Recursive calls are counted.
func (l *lowerer) callReal(e *ast.CallExpr, s *source, args []string) []string {
	var kept []string
	for i, t := range passed(s.object.Signature()) {
		if args[i] != handle {
			kept = append(kept, l.pass(l.typ(e, t), t, args[i]))
		}
	}
	name := l.function(s)
	if s.recursive {
		l.recursive, l.host = true, true
		l.emit("depth = depth + 1")
		l.trap(fmt.Sprintf("depth > %d", l.Depth), "Deep", e)
	}
	text := name + "(" + strings.Join(kept, ", ") + ")"
	var results []string
	for v := range s.object.Signature().Results().Variables() {
		results = append(results, l.local(l.typ(e, v.Type())))
	}
	if len(results) > 0 {
		text = strings.Join(results, ", ") + " = " + text
	}
	call := l.emit("%s", text)
	call.Weight = costCall
	for _, r := range results {
		call.Weight += l.bulk[r]
	}
	l.add(&Stmt{Kind: Stopped, Weight: 1})
	if s.recursive {
		l.emit("depth = depth - 1")
	}
	return results
}

// passed is the types of what a function is given, its receiver first.
func passed(s *types.Signature) (list []types.Type) {
	if r := s.Recv(); r != nil {
		list = append(list, r.Type())
	}
	for v := range s.Params().Variables() {
		list = append(list, v.Type())
	}
	return list
}

// disguise is how a value of a type is given to a function of the core. The interpreter does not pass on a value that
// package reflect calls zero, and it calls -0 zero; bits and slices of -0 are not.
func disguise(typ string, t types.Type) (as, on, off string) {
	switch {
	case typ == "float64":
		return "uint64", "math.Float64bits(%s)", "math.Float64frombits(%s)"
	case typ == "float32":
		return "uint32", "math.Float32bits(%s)", "math.Float32frombits(%s)"
	case holdsFloat(t):
		return "[]" + typ, "[]" + typ + "{%s}", "%s[0]"
	}
	return typ, "", ""
}

func holdsFloat(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&types.IsFloat != 0
	case *types.Array:
		return holdsFloat(t.Elem())
	case *types.Struct:
		for f := range t.Fields() {
			if holdsFloat(f.Type()) {
				return true
			}
		}
	}
	return false
}

// pass readies an argument of a function of the core.
func (l *lowerer) pass(typ string, t types.Type, arg string) string {
	as, on, _ := disguise(typ, t)
	if on == "" {
		return arg
	}
	l.math = l.math || strings.HasPrefix(on, "math.")
	text := fmt.Sprintf(on, arg)
	l.bulk[text] = l.bulk[arg]
	return l.hold(as, text)
}

// receiverValue is what a method is called on: a pointer or a value, through embedded fields.
func (l *lowerer) receiverValue(fr *frame, sel *ast.SelectorExpr, sig *types.Signature) string {
	s := l.Info.Selections[sel]
	if len(s.Index()) > 1 {
		l.refuse(sel, "method.promoted", "a method of an embedded field is called through that field")
	}
	_, wants := sig.Recv().Type().Underlying().(*types.Pointer)
	_, has := l.Info.TypeOf(sel.X).Underlying().(*types.Pointer)
	typ := l.typ(sel, sig.Recv().Type())
	switch {
	case wants == has:
		return l.operand(fr, sel.X)
	case wants:
		place := l.place(fr, sel.X, false)
		return l.hold(typ, "&"+place)
	}
	p := l.operand(fr, sel.X)
	l.trap(p+" == nil", "Nil", sel)
	return l.hold(typ, "*"+p)
}

// function lowers a function of the core once, and returns its name.
func (l *lowerer) function(s *source) string {
	if f := l.emitted[s]; f != nil {
		return f.Name
	}
	f := &Function{Name: fmt.Sprintf("f%d", len(l.emitted)), Line: l.lineOf(s.decl)}
	l.emitted[s] = f
	outer := *l
	l.fn, l.out, l.loops = f, &f.Body, nil
	defer func() { l.fn, l.out, l.loops, l.line = outer.fn, outer.out, outer.loops, outer.line }()

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
	l.order = append(l.order, f)
	return f.Name
}

// parameters declares the parameters of a function of the core.
func (l *lowerer) parameters(fr *frame, f *Function, list *ast.FieldList) {
	for _, id := range fieldNames(list) {
		t := l.Info.TypeOf(id.typ)
		if more, ok := id.typ.(*ast.Ellipsis); ok {
			t = types.NewSlice(l.Info.TypeOf(more.Elt))
			if o := id.object(l); o != nil {
				t = o.Type()
			}
		}
		if l.isHandle(t) {
			if id.object(l) != nil {
				fr.vars[id.object(l)] = handle
			}
			continue
		}
		l.names++
		typ, param := l.typ(id.typ, t), fmt.Sprintf("v%d", l.names)
		l.bulk[param] = l.bulkOf[typ]
		as, _, off := disguise(typ, t)
		f.Params = append(f.Params, param+" "+as)
		if off != "" {
			l.math = l.math || strings.HasPrefix(off, "math.")
			param = l.hold(typ, fmt.Sprintf(off, param))
		}
		if o := id.object(l); o != nil && l.boxed[o] {
			l.set(l.declare(fr, id.typ, o), param)
		} else if o != nil {
			fr.vars[o] = param
		}
	}
}

// expand lowers the body of a function or closure in place of its call.
func (l *lowerer) expand(fr *frame, e *ast.CallExpr, outer *frame, typ *ast.FuncType, body *ast.BlockStmt,
	sig *types.Signature, recv *ast.FieldList, receiver *string) []string {
	l.step()
	if len(l.loops) > 200 {
		l.refuse(e, "source.expansion", "calls nest too deep")
	}
	args := l.arguments(fr, e, sig)
	if receiver != nil {
		args = append([]string{*receiver}, args...)
	}
	in := newFrame(outer)
	in.signature = sig
	l.passArguments(in, append(fieldNames(recv), fieldNames(typ.Params)...), args)
	in.results = []string{}
	for v := range sig.Results().Variables() {
		in.results = append(in.results, l.local(l.typ(e, v.Type())))
	}
	l.namedResults(in, typ)
	line := l.line
	once := &Stmt{Kind: Once, Weight: 1, Line: line}
	lp := &loop{frame: in, stmt: once}
	jumps := false
	in.leave = func() {
		jumps = true
		l.jump("break", lp)
	}
	l.enter(lp)
	once.Body = l.block(func() { l.stmts(in, body.List) })
	l.exit()
	l.line = line
	l.addOnce(once, jumps)
	return in.results
}

// addOnce adds the body of an expanded function: a jump at its very end needs no loop around it.
func (l *lowerer) addOnce(once *Stmt, jumps bool) {
	if n := len(once.Body); n > 0 && once.Body[n-1].Text == "break" && once.Body[n-1].Kind == Simple {
		once.Body = once.Body[:n-1]
		jumps = leaves(once.Body, 0) || once.Label != ""
	}
	if jumps {
		*l.out = append(*l.out, once)
		return
	}
	*l.out = append(*l.out, once.Body...)
}

// leaves reports whether a break without a label leaves stmts.
func leaves(stmts []*Stmt, depth int) bool {
	for _, s := range stmts {
		switch s.Kind {
		case Simple:
			if s.Text == "break" {
				return true
			}
		case If:
			if leaves(s.Body, depth) || leaves(s.Else, depth) {
				return true
			}
		}
	}
	return false
}

func (l *lowerer) passArguments(in *frame, names []fieldName, args []string) {
	for i, id := range names {
		o := id.object(l)
		switch {
		case o == nil:
		case args[i] == handle:
			in.vars[o] = handle
		default:
			l.set(l.declare(in, id.typ, o), args[i])
		}
	}
}

// namedResults declares named results, which start at zero.
func (l *lowerer) namedResults(fr *frame, typ *ast.FuncType) {
	for _, id := range fieldNames(typ.Results) {
		if o := id.object(l); o != nil {
			t := l.typ(id.typ, o.Type())
			l.set(l.declare(fr, id.typ, o), zero(t))
		}
	}
}

// fieldName is one name of a field list, nil for an unnamed one.
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

// closureAlone checks a closure by itself, for its problems.
func (l *lowerer) closureAlone(fr *frame, lit *ast.FuncLit) {
	in := newFrame(fr)
	in.signature = l.Info.TypeOf(lit).(*types.Signature)
	in.leave = func() {}
	for v := range in.signature.Results().Variables() {
		in.results = append(in.results, l.local(l.typ(lit, v.Type())))
	}
	for _, id := range fieldNames(lit.Type.Params) {
		if o := id.object(l); o != nil {
			l.declare(in, id.typ, o)
		}
	}
	l.namedResults(in, lit.Type)
	l.block(func() { l.stmts(in, lit.Body.List) })
}
