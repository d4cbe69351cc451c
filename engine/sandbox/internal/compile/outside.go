package compile

import (
	"reflect"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// outside calls a function of the host or of package math by its type.
func (b *binder) outside(in *instr) step {
	for _, bind := range []func(*instr) step{b.intrinsic, b.frequent} {
		if op := bind(in); op != nil {
			return op
		}
	}
	v, ok := b.functions[in.pkg][in.name]
	if !ok || v.Kind() != reflect.Func {
		refuse("function %s.%s is unknown", in.pkg, in.name)
	}
	f := v.Interface()
	for _, bind := range []func(any, *instr) func(uint8){b.meter, b.sensing, b.acting, b.numbers, b.mixed} {
		if op := bind(f, in); op != nil {
			return b.entered(in, op)
		}
	}
	refuse("function %s.%s has an unknown type", in.pkg, in.name)
	return nil
}

// entered tells the host whose turn it is, before each call of a function of its own.
func (b *binder) entered(in *instr, op func(l uint8)) step {
	if in.pkg != "host" {
		return each(op)
	}
	enter := b.host.Enter
	return func(on lanes) {
		for _, l := range on {
			enter(int(l))
			op(l & low)
		}
	}
}

// meter is what takes the fuel and gives what is left.
func (b *binder) meter(f any, in *instr) func(uint8) {
	if !in.metered {
		return nil
	}
	fuel := &b.fuel
	w := func(i int) *words { return b.w(in.list[i]) }
	switch f := f.(type) {
	case func(int, int) int:
		line := w(0)
		return func(l uint8) { fuel[l&low] = f(fuel[l&low], int(line[l&low])) }
	case func(int, int, int) int:
		line, n := w(0), w(1)
		return func(l uint8) { fuel[l&low] = f(fuel[l&low], int(line[l&low]), int(n[l&low])) }
	case func(int, int, int, int) int:
		line, n, c := w(0), w(1), w(2)
		return func(l uint8) { fuel[l&low] = f(fuel[l&low], int(line[l&low]), int(n[l&low]), int(c[l&low])) }
	case func(int, int, int, int, int) int:
		line, n, c, size := w(0), w(1), w(2), w(3)
		return func(l uint8) {
			fuel[l&low] = f(fuel[l&low], int(line[l&low]), int(n[l&low]), int(c[l&low]), int(size[l&low]))
		}
	}
	refuse("function %s.%s takes no fuel", in.pkg, in.name)
	return nil
}

// sensing asks what is around the molbot.
func (b *binder) sensing(f any, in *instr) func(uint8) {
	switch f := f.(type) {
	case func() (trait.Vector, bool):
		dx, dy, ok := b.f(in.outs[0]), b.f(in.outs[1]), b.w(in.outs[2])
		return func(l uint8) {
			v, found := f()
			dx[l&low], dy[l&low], ok[l&low] = v.DX, v.DY, truth(found)
		}
	case func() trait.Vector:
		dx, dy := b.f(in.outs[0]), b.f(in.outs[1])
		return func(l uint8) {
			v := f()
			dx[l&low], dy[l&low] = v.DX, v.DY
		}
	case func(int) trait.Vector:
		dx, dy, n := b.f(in.outs[0]), b.f(in.outs[1]), b.w(in.list[0])
		return func(l uint8) {
			v := f(int(n[l&low]))
			dx[l&low], dy[l&low] = v.DX, v.DY
		}
	}
	return nil
}

// acting notes intents.
func (b *binder) acting(f any, in *instr) func(uint8) {
	x := func(i int) *floats { return b.f(in.list[i]) }
	switch f := f.(type) {
	case func():
		return func(uint8) { f() }
	case func(float64):
		x := x(0)
		return func(l uint8) { f(x[l&low]) }
	case func(float64, float64):
		x, y := x(0), x(1)
		return func(l uint8) { f(x[l&low], y[l&low]) }
	case func(float64, float64, float64):
		x, y, z := x(0), x(1), x(2)
		return func(l uint8) { f(x[l&low], y[l&low], z[l&low]) }
	case func(int, float64):
		n, x := b.w(in.list[0]), x(1)
		return func(l uint8) { f(int(n[l&low]), x[l&low]) }
	case func(int):
		n := b.w(in.list[0])
		return func(l uint8) { f(int(n[l&low])) }
	case func(trait.Neighbor):
		ref := b.w(in.list[6])
		return func(l uint8) { f(aimed(ref[l&low])) }
	case func(trait.Neighbor, float64):
		ref, x := b.w(in.list[6]), x(7)
		return func(l uint8) { f(aimed(ref[l&low]), x[l&low]) }
	}
	return nil
}

// aimed is a neighbor of which only the reference counts.
func aimed(ref int64) trait.Neighbor { return trait.NewNeighbor(0, 0, 0, 0, 0, 0, uint32(ref)) }

// numbers is functions of floats.
func (b *binder) numbers(f any, in *instr) func(uint8) {
	if len(in.outs) == 0 || !in.outs[0].isFloat() {
		return nil
	}
	d := b.f(in.outs[0])
	x := func(i int) *floats { return b.f(in.list[i]) }
	switch f := f.(type) {
	case func() float64:
		return func(l uint8) { d[l&low] = f() }
	case func(float64) float64:
		x := x(0)
		return func(l uint8) { d[l&low] = f(x[l&low]) }
	case func(float64, float64) float64:
		x, y := x(0), x(1)
		return func(l uint8) { d[l&low] = f(x[l&low], y[l&low]) }
	case func(float64, float64, float64) float64:
		x, y, z := x(0), x(1), x(2)
		return func(l uint8) { d[l&low] = f(x[l&low], y[l&low], z[l&low]) }
	case func(float64) (float64, float64):
		e, x := b.f(in.outs[1]), x(0)
		return func(l uint8) { d[l&low], e[l&low] = f(x[l&low]) }
	case func(float64) (float64, int):
		e, x := b.w(in.outs[1]), x(0)
		return func(l uint8) {
			v, n := f(x[l&low])
			d[l&low], e[l&low] = v, int64(n)
		}
	case func(float64, int) float64:
		x, n := x(0), b.w(in.list[1])
		return func(l uint8) { d[l&low] = f(x[l&low], int(n[l&low])) }
	case func(int) float64:
		n := b.w(in.list[0])
		return func(l uint8) { d[l&low] = f(int(n[l&low])) }
	case func(uint64) float64:
		n := b.w(in.list[0])
		return func(l uint8) { d[l&low] = f(uint64(n[l&low])) }
	}
	return nil
}

// mixed is functions whose result is a word.
func (b *binder) mixed(f any, in *instr) func(uint8) {
	if len(in.outs) != 1 || in.outs[0].isFloat() {
		return nil
	}
	d := b.w(in.outs[0])
	x := func(i int) *floats { return b.f(in.list[i]) }
	n := func(i int) *words { return b.w(in.list[i]) }
	switch f := f.(type) {
	case func() bool:
		return func(l uint8) { d[l&low] = truth(f()) }
	case func(float64) bool:
		x := x(0)
		return func(l uint8) { d[l&low] = truth(f(x[l&low])) }
	case func(float64, int) bool:
		x, n := x(0), n(1)
		return func(l uint8) { d[l&low] = truth(f(x[l&low], int(n[l&low]))) }
	case func(float64) int:
		x := x(0)
		return func(l uint8) { d[l&low] = int64(f(x[l&low])) }
	case func(float64) uint64:
		x := x(0)
		return func(l uint8) { d[l&low] = int64(f(x[l&low])) }
	case func(float32) uint32:
		x := n(0)
		return func(l uint8) { d[l&low] = int64(f(single(x[l&low]))) }
	case func(uint32) float32:
		x := n(0)
		return func(l uint8) { d[l&low] = bitsOf(f(uint32(x[l&low]))) }
	case func(float32, float32) float32:
		x, y := n(0), n(1)
		return func(l uint8) { d[l&low] = bitsOf(f(single(x[l&low]), single(y[l&low]))) }
	}
	return nil
}
