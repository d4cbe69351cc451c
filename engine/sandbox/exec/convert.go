package exec

import "github.com/ai-genesis/ai-genesis/engine/sandbox/ir"

// conversion makes the step that converts a number to another kind.
func (b *binder) conversion(in *instr) step {
	switch in.k2 {
	case ir.Float64:
		return b.toFloat(in)
	case ir.Float32:
		return b.toSingle(in)
	}
	if to, ok := integers[in.k2]; ok {
		return to.conversion(b, in)
	}
	refuse("conversion to kind %d is unknown", in.k2)
	return nil
}

func (b *binder) toFloat(in *instr) step {
	d, x := b.f(in.d), b.w(in.a)
	switch in.k {
	case ir.Float32:
		return each(func(l uint8) { d[l&low] = float64(single(x[l&low])) })
	case ir.Uint64:
		return each(func(l uint8) { d[l&low] = float64(uint64(x[l&low])) })
	}
	return func(on lanes) {
		_, _ = d[0], x[0]
		for _, l := range on {
			d[l&low] = float64(x[l&low])
		}
	}
}

func (b *binder) toSingle(in *instr) step {
	d := b.w(in.d)
	if in.k == ir.Float64 {
		x := b.f(in.a)
		return each(func(l uint8) { d[l&low] = bitsOf(float32(x[l&low])) })
	}
	x := b.w(in.a)
	if in.k == ir.Uint64 {
		return each(func(l uint8) { d[l&low] = bitsOf(float32(uint64(x[l&low]))) })
	}
	return each(func(l uint8) { d[l&low] = bitsOf(float32(x[l&low])) })
}

// toInteger converts as Go does on this machine, also when the value is out of range.
func toInteger[T integer](b *binder, in *instr) step {
	d := b.w(in.d)
	switch in.k {
	case ir.Float64:
		x := b.f(in.a)
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = int64(T(x[l&low]))
			}
		}
	case ir.Float32:
		x := b.w(in.a)
		return each(func(l uint8) { d[l&low] = int64(T(single(x[l&low]))) })
	}
	x := b.w(in.a)
	return each(func(l uint8) { d[l&low] = int64(T(x[l&low])) })
}
