package exec

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// question makes the step that asks the host, which takes fuel or ends the run.
func (b *binder) question(in *instr) step {
	m, q, line := b.Machine, in.ask, in.line
	values := make([]*words, len(in.list))
	for i, r := range in.list {
		values[i] = b.w(r)
	}
	return func(on lanes) {
		for _, l := range on {
			l &= low
			var v [4]int
			for i, w := range values {
				v[i&3] = int(w[l])
			}
			m.fuel[l] = m.host.Ask(q, int(l), m.fuel[l], line, v)
		}
	}
}

// math makes the step that calls a function of package math: directly if Go can inline it, else by the type of the
// function.
func (b *binder) math(in *instr) step {
	if s := b.intrinsic(in); s != nil {
		return s
	}
	return b.function(ir.MathFuncs[in.name].Call, in)
}

func (b *binder) intrinsic(in *instr) step {
	switch in.name {
	case "Abs":
		d, x := b.f(in.outs[0]), b.f(in.list[0])
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = math.Abs(x[l&low])
			}
		}
	case "Sqrt":
		d, x := b.f(in.outs[0]), b.f(in.list[0])
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = math.Sqrt(x[l&low])
			}
		}
	case "Floor":
		d, x := b.f(in.outs[0]), b.f(in.list[0])
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = math.Floor(x[l&low])
			}
		}
	case "Min":
		d, x, y := b.f(in.outs[0]), b.f(in.list[0]), b.f(in.list[1])
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = math.Min(x[l&low], y[l&low])
			}
		}
	case "Max":
		d, x, y := b.f(in.outs[0]), b.f(in.list[0]), b.f(in.list[1])
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = math.Max(x[l&low], y[l&low])
			}
		}
	}
	return nil
}

// function makes the step that calls a function lane by lane, according to its type.
func (b *binder) function(f any, in *instr) step {
	x := func(i int) *floats { return b.f(in.list[i]) }
	n := func(i int) *words { return b.w(in.list[i]) }
	d, word := b.f(in.outs[0]), b.w(in.outs[0])
	switch f := f.(type) {
	case func() float64:
		return each(func(l uint8) { d[l&low] = f() })
	case func(float64) float64:
		x := x(0)
		return each(func(l uint8) { d[l&low] = f(x[l&low]) })
	case func(float64, float64) float64:
		x, y := x(0), x(1)
		return each(func(l uint8) { d[l&low] = f(x[l&low], y[l&low]) })
	case func(float64, float64, float64) float64:
		x, y, z := x(0), x(1), x(2)
		return each(func(l uint8) { d[l&low] = f(x[l&low], y[l&low], z[l&low]) })
	case func(float64) (float64, float64):
		e, x := b.f(in.outs[1]), x(0)
		return each(func(l uint8) { d[l&low], e[l&low] = f(x[l&low]) })
	case func(float64) (float64, int):
		e, x := b.w(in.outs[1]), x(0)
		return each(func(l uint8) {
			v, n := f(x[l&low])
			d[l&low], e[l&low] = v, int64(n)
		})
	case func(float64, int) float64:
		x, n := x(0), n(1)
		return each(func(l uint8) { d[l&low] = f(x[l&low], int(n[l&low])) })
	case func(int) float64:
		n := n(0)
		return each(func(l uint8) { d[l&low] = f(int(n[l&low])) })
	case func(uint64) float64:
		n := n(0)
		return each(func(l uint8) { d[l&low] = f(uint64(n[l&low])) })
	case func(float64) bool:
		x := x(0)
		return each(func(l uint8) { word[l&low] = truth(f(x[l&low])) })
	case func(float64, int) bool:
		x, n := x(0), n(1)
		return each(func(l uint8) { word[l&low] = truth(f(x[l&low], int(n[l&low]))) })
	case func(float64) int:
		x := x(0)
		return each(func(l uint8) { word[l&low] = int64(f(x[l&low])) })
	case func(float64) uint64:
		x := x(0)
		return each(func(l uint8) { word[l&low] = int64(f(x[l&low])) })
	case func(float32) uint32:
		n := n(0)
		return each(func(l uint8) { word[l&low] = int64(f(single(n[l&low]))) })
	case func(uint32) float32:
		n := n(0)
		return each(func(l uint8) { word[l&low] = bitsOf(f(uint32(n[l&low]))) })
	case func(float32, float32) float32:
		x, y := n(0), n(1)
		return each(func(l uint8) { word[l&low] = bitsOf(f(single(x[l&low]), single(y[l&low]))) })
	}
	refuse("math.%s has an unknown type", in.name)
	return nil
}
