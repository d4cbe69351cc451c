package compile

import (
	"go/ast"
	"go/types"
)

// call evaluates a call and returns its results.
func (b *builder) call(e *ast.CallExpr) []place {
	tv := b.info.Types[e.Fun]
	switch {
	case tv.IsType():
		return []place{b.convert(e, tv.Type)}
	case tv.IsBuiltin():
		return b.builtin(e, e.Fun.(*ast.Ident).Name)
	}
	switch fun := e.Fun.(type) {
	case *ast.Ident:
		return b.invoke(e, b.info.Uses[fun])
	case *ast.SelectorExpr:
		o, ok := b.info.Uses[fun.Sel].(*types.Func)
		if !ok {
			break
		}
		return b.outside(e, o)
	}
	refuse("call of %T is unknown", e.Fun)
	return nil
}

// arguments evaluates the arguments of a call into single slots.
func (b *builder) arguments(e *ast.CallExpr, sig *types.Signature) []reg {
	var slots []reg
	for i, a := range e.Args {
		slots = append(slots, b.typed(a, b.layout(sig.Params().At(i).Type())).slots()...)
	}
	return slots
}

// results makes room for what a call returns.
func (b *builder) results(sig *types.Signature) (places []place, slots []reg) {
	for v := range sig.Results().Variables() {
		p := b.room(b.layout(v.Type()))
		places, slots = append(places, p), append(slots, p.slots()...)
	}
	return places, slots
}

// invoke calls a function of the core.
func (b *builder) invoke(e *ast.CallExpr, o types.Object) []place {
	fn := b.functions[o]
	if fn == nil {
		refuse("function %v is unknown", o)
	}
	b.fn.calls[fn] = true
	sig := o.Type().(*types.Signature)
	in := instruction(opCall)
	in.fn, in.list = fn, b.arguments(e, sig)
	places, slots := b.results(sig)
	in.outs = slots
	b.emit(in)
	return places
}

// outside calls a function of the host or of package math.
func (b *builder) outside(e *ast.CallExpr, o *types.Func) []place {
	in := instruction(opHost)
	in.pkg, in.name, in.list = o.Pkg().Path(), o.Name(), b.arguments(e, o.Signature())
	places, slots := b.results(o.Signature())
	in.outs = slots
	b.emit(in)
	return places
}

// meter is fuel = host.F(fuel, …).
func (b *builder) meter(e *ast.CallExpr) {
	sel, ok := e.Fun.(*ast.SelectorExpr)
	if !ok || len(e.Args) == 0 || !b.isGlobal(e.Args[0], "fuel") {
		refuse("fuel is set in an unknown way")
	}
	in := instruction(opHost)
	in.pkg, in.name, in.metered = b.info.Uses[sel.Sel].Pkg().Path(), sel.Sel.Name, true
	for _, a := range e.Args[1:] {
		in.list = append(in.list, b.value(a).reg())
	}
	b.emit(in)
}

func (b *builder) convert(e *ast.CallExpr, t types.Type) place {
	to := b.layout(t)
	if b.info.Types[e.Args[0]].IsNil() {
		return b.typed(e.Args[0], to)
	}
	v := b.value(e.Args[0])
	if to.slice || to.elem != nil || len(to.fields) > 0 {
		return v
	}
	in := instruction(opConvert)
	in.k, in.k2, in.a = v.kind(), to.kind(), v.reg()
	if in.k == in.k2 {
		return v
	}
	if in.k == kindString || in.k2 == kindString || in.k == kindBool || in.k2 == kindBool {
		refuse("conversion to %s is unknown", t)
	}
	in.d = b.temp(in.k2)
	b.emit(in)
	return at(to, in.d)
}

func (b *builder) builtin(e *ast.CallExpr, name string) []place {
	t := b.info.TypeOf(e)
	switch name {
	case "len", "cap":
		return []place{b.length(e, name == "cap")}
	case "make":
		l := b.layout(t)
		n := b.value(e.Args[1])
		capacity := n
		if len(e.Args) > 2 {
			capacity = b.value(e.Args[2])
		}
		p := b.room(l)
		b.allocate(p, l, n.reg(), capacity.reg())
		return []place{p}
	case "append":
		return []place{b.appendTo(e, b.layout(t))}
	case "copy":
		to, from := b.value(e.Args[0]), b.value(e.Args[1])
		in := instruction(opCopy)
		in.d, in.n = b.word(), len(to.elem.leaves)
		in.list = append(to.slots(), from.slots()...)
		b.emit(in)
		return []place{at(b.layout(t), in.d)}
	}
	refuse("function %s is unknown", name)
	return nil
}

func (b *builder) length(e *ast.CallExpr, capacity bool) place {
	v := b.value(e.Args[0])
	l := b.layout(types.Typ[types.Int])
	switch {
	case v.slice && capacity:
		return at(l, v.slots()[2])
	case v.slice:
		return at(l, v.slots()[1])
	case len(v.leaves) == 1 && v.leaves[0] == kindString:
		d := b.word()
		b.emit2(opTextLen, kindString, d, v.reg(), none)
		return at(l, d)
	}
	refuse("length of %s is unknown", b.info.TypeOf(e.Args[0]))
	return place{}
}

// appendTo gives opAppend the slice, then the other slice or the elements.
func (b *builder) appendTo(e *ast.CallExpr, l *layout) place {
	in := instruction(opAppend)
	in.elem, in.n, in.m = l.elem, len(l.elem.leaves), len(e.Args)-1
	in.list = b.typed(e.Args[0], l).slots()
	for _, a := range e.Args[1:] {
		t := l.elem
		if e.Ellipsis.IsValid() {
			t, in.m = l, -1
		}
		in.list = append(in.list, b.typed(a, t).slots()...)
	}
	p := b.room(l)
	in.outs = p.slots()
	b.emit(in)
	return p
}

// address is &x: of something in memory.
func (b *builder) address(e *ast.UnaryExpr) place {
	p := b.place(e.X)
	if !p.memory {
		refuse("the address of a variable")
	}
	return at(b.layout(b.info.TypeOf(e)), b.scaled(p))
}

func (b *builder) textAt(e *ast.IndexExpr) place {
	x, i := b.value(e.X), b.value(e.Index)
	d := b.word()
	b.emit2(opTextAt, i.kind(), d, x.reg(), i.reg())
	return at(b.layout(types.Typ[types.Uint8]), d)
}

// slice is x[low:high] of a string, a slice, or an array in memory.
func (b *builder) slice(e *ast.SliceExpr) place {
	l := b.layout(b.info.TypeOf(e))
	bound := func(e ast.Expr, otherwise reg) reg {
		if e == nil {
			return otherwise
		}
		return b.value(e).reg()
	}
	if !l.slice {
		x := b.value(e.X)
		in := instruction(opTextSlice)
		in.d, in.a, in.b = b.word(), x.reg(), bound(e.Low, b.constWord(0))
		in.c = bound(e.High, none)
		b.emit(in)
		return at(l, in.d)
	}
	in := instruction(opSlice) // address, low, high, capacity
	in.n = len(l.elem.leaves)
	if _, ok := b.info.TypeOf(e.X).Underlying().(*types.Array); ok {
		p := b.place(e.X)
		if !p.memory {
			refuse("a slice of a variable")
		}
		end := b.constWord(int64(p.length))
		in.list = []reg{b.scaled(p), bound(e.Low, b.constWord(0)), bound(e.High, end), end}
	} else {
		s := b.value(e.X).slots()
		in.list = []reg{s[0], bound(e.Low, b.constWord(0)), bound(e.High, s[1]), s[2]}
	}
	p := b.room(l)
	in.outs = p.slots()
	b.emit(in)
	return p
}

// scaled is the address of a place in memory.
func (b *builder) scaled(p place) reg {
	in := instruction(opScale)
	in.d, in.a, in.n, in.m = b.word(), p.address, 1, p.offset
	b.emit(in)
	return in.d
}
