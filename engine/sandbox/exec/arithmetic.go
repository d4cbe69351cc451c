package exec

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// integers maps each integer kind to its operations, which compute in the type itself so that they wrap as in Go.
var integers = map[ir.Kind]struct{ arithmetic, conversion func(*binder, *instr) step }{
	ir.Int8: {ofIntegers[int8], toInteger[int8]}, ir.Uint8: {ofIntegers[uint8], toInteger[uint8]},
	ir.Int16: {ofIntegers[int16], toInteger[int16]}, ir.Uint16: {ofIntegers[uint16], toInteger[uint16]},
	ir.Int32: {ofIntegers[int32], toInteger[int32]}, ir.Uint32: {ofIntegers[uint32], toInteger[uint32]},
	ir.Int64: {ofIntegers[int64], toInteger[int64]}, ir.Uint64: {ofIntegers[uint64], toInteger[uint64]},
}

func double(w int64) float64 { return math.Float64frombits(uint64(w)) }
func single(w int64) float32 { return math.Float32frombits(uint32(w)) }
func bitsOf(v float32) int64 { return int64(math.Float32bits(v)) }

func truth(v bool) int64 {
	if v {
		return 1
	}
	return 0
}

func (b *binder) arithmetic(in *instr) step {
	switch in.k {
	case ir.String:
		m, d, x, y := b.heap(), b.w(in.d), b.w(in.a), b.w(in.b)
		return func(on lanes) {
			for _, l := range on {
				d[l&low] = m.heaps[l&low].concat(x[l&low], y[l&low])
			}
		}
	case ir.Float64:
		if in.subnormal() {
			return b.ofFloats(in)
		}
		if s := plain[float64, float64](in.op, b.f(in.d), b.f(in.a), b.f(in.b)); s != nil {
			return s
		}
	case ir.Float32:
		return b.ofSingles(in)
	}
	if of, ok := integers[in.k]; ok {
		return of.arithmetic(b, in)
	}
	refuse("operation %d on kind %d is unknown", in.op, in.k)
	return nil
}

// plain makes the steps that floats and integers share. S is the type of the slots and T the type of the operation:
// integers compute in their own type so that they wrap as in Go. The result is nil for any other operation.
func plain[S, T integer | float64](o op, d, x, y *[Width]S) step {
	switch o {
	case opAdd:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = S(T(x[l&low]) + T(y[l&low]))
			}
		}
	case opSub:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = S(T(x[l&low]) - T(y[l&low]))
			}
		}
	case opMul:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = S(T(x[l&low]) * T(y[l&low]))
			}
		}
	case opQuo:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = S(T(x[l&low]) / T(y[l&low]))
			}
		}
	case opMin:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = min(x[l&low], y[l&low])
			}
		}
	case opMax:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = max(x[l&low], y[l&low])
			}
		}
	}
	return nil
}

// ofFloats makes the steps of operations on floats that may be subnormal: see ir.Instr.Subnormal. Looking at a number
// takes up to half as long as computing with it, so a step looks at no more than it must. ofFloats moves a constant
// factor to the second place, in a copy, because the instruction belongs to the program, which several machines may be
// bound to at once.
func (b *binder) ofFloats(shared *instr) step {
	in := *shared
	if _, ok := b.constant[in.a]; ok && in.op == opMul {
		in.a, in.b = in.b, in.a
	}
	m, line, d, x, y := b.Machine, in.line, b.f(in.d), b.f(in.a), b.f(in.b)
	switch in.op {
	case opAdd, opSub:
		if b.coarse(in.a) || b.coarse(in.b) {
			return plain[float64, float64](in.op, d, x, y)
		}
		return m.sums(in.op, line, d, x, y)
	case opQuo:
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				u, v := x[l&low], y[l&low]
				q := u / v
				if d[l&low] = q; tiny(u) || tiny(v) || tiny(q) {
					m.scaled(l, line, u, v, q)
				}
			}
		}
	}
	if b.shrinks(&in) {
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				u := x[l&low]
				p := u * y[l&low]
				if d[l&low] = p; tiny(p) {
					m.scaled(l, line, u, 1, p)
				}
			}
		}
	}
	return func(on lanes) {
		_, _, _ = d[0], x[0], y[0]
		for _, l := range on {
			u, v := x[l&low], y[l&low]
			p := u * v
			if d[l&low] = p; tiny(u) || tiny(v) || tiny(p) {
				m.scaled(l, line, u, v, p)
			}
		}
	}
}

// sums makes the steps of sums and differences, of which only the result counts.
func (m *Machine) sums(o op, line int, d, x, y *floats) step {
	if o == opAdd {
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				sum := x[l&low] + y[l&low]
				if d[l&low] = sum; ir.IsSubnormal(sum) {
					m.slow(l, line)
				}
			}
		}
	}
	return func(on lanes) {
		_, _, _ = d[0], x[0], y[0]
		for _, l := range on {
			rest := x[l&low] - y[l&low]
			if d[l&low] = rest; ir.IsSubnormal(rest) {
				m.slow(l, line)
			}
		}
	}
}

// coarse reports whether a slot holds a constant so large that no sum with it is subnormal: either the other operand is
// less than half as large, or both are multiples of 2^-1013, and so is their sum.
func (b *binder) coarse(r reg) bool {
	_, ok := b.constant[r]
	return ok && math.Abs(b.f(r)[0]) >= 0x1p-960
}

// shrinks reports whether a product is at most as large as its first factor or, being its square, smaller if that is
// subnormal. Then only a tiny product can be subnormal or come from a subnormal factor.
func (b *binder) shrinks(in *instr) bool {
	_, constant := b.constant[in.b]
	v := b.f(in.b)[0]
	return in.a == in.b || constant && math.Abs(v) <= 1 && !ir.IsSubnormal(v)
}

// tiny reports whether a number is subnormal or 0. It takes half as long as ir.IsSubnormal.
func tiny(x float64) bool { return math.Float64bits(x)&(0x7ff<<52) == 0 }

// scaled charges a lane if its product or quotient or an operand of it is subnormal.
func (m *Machine) scaled(l uint8, line int, u, v, result float64) {
	if ir.IsSubnormal(u) || ir.IsSubnormal(v) || ir.IsSubnormal(result) {
		m.slow(l, line)
	}
}

// slow charges a lane for an operation on a subnormal number.
func (m *Machine) slow(l uint8, line int) {
	m.fuel[l&low] = m.host.Ask(ir.Subnormal, int(l&low), m.fuel[l&low], line, [4]int{})
}

// each makes a step from a function of one lane. The call for each lane costs time, so only rare operations use it.
func each(f func(l uint8)) step {
	return func(on lanes) {
		for _, l := range on {
			f(l & low)
		}
	}
}

func (b *binder) ofSingles(in *instr) step {
	d, x, y := b.w(in.d), b.w(in.a), b.w(in.b)
	sum := func(l uint8, v float32) {
		if d[l&low] = bitsOf(v); ir.IsSubnormal32(v) {
			b.slow(l, in.line)
		}
	}
	scaled := func(l uint8, u, v, result float32) {
		if d[l&low] = bitsOf(result); ir.IsSubnormal32(u) || ir.IsSubnormal32(v) || ir.IsSubnormal32(result) {
			b.slow(l, in.line)
		}
	}
	switch in.op {
	case opAdd:
		return each(func(l uint8) { sum(l, single(x[l&low])+single(y[l&low])) })
	case opSub:
		return each(func(l uint8) { sum(l, single(x[l&low])-single(y[l&low])) })
	case opMul:
		return each(func(l uint8) { u, v := single(x[l&low]), single(y[l&low]); scaled(l, u, v, u*v) })
	case opQuo:
		return each(func(l uint8) { u, v := single(x[l&low]), single(y[l&low]); scaled(l, u, v, u/v) })
	}
	refuse("operation %d on floats is unknown", in.op)
	return nil
}

func ofIntegers[T integer](b *binder, in *instr) step {
	d, x, y := b.w(in.d), b.w(in.a), b.w(in.b)
	if s := plain[int64, T](in.op, d, x, y); s != nil {
		return s
	}
	switch in.op {
	case opRem:
		if c, ok := b.constant[in.b]; ok && c > 0 && c&(c-1) == 0 {
			return remainder[T](d, x, c)
		}
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) % T(y[l&low])) })
	case opAnd:
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) & T(y[l&low])) })
	case opOr:
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) | T(y[l&low])) })
	case opXor:
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) ^ T(y[l&low])) })
	case opAndNot:
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) &^ T(y[l&low])) })
	case opShl:
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) << uint64(y[l&low])) })
	case opShr:
		return each(func(l uint8) { d[l&low] = int64(T(x[l&low]) >> uint64(y[l&low])) })
	}
	refuse("operation %d on integers is unknown", in.op)
	return nil
}

// remainder is x % c for a power of two: the low bits of x with the sign of x.
func remainder[T integer](d, x *words, c int64) step {
	mask := T(c - 1)
	return func(on lanes) {
		for _, l := range on {
			v := T(x[l&low])
			r := v & mask
			if v < 0 && r != 0 {
				r -= mask
				r--
			}
			d[l&low] = int64(r)
		}
	}
}
