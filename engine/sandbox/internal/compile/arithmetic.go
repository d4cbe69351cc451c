package compile

import "math"

type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// get and set move any leaf as its bits.
func (m *Machine) get(r reg) int64 {
	if r.isFloat() {
		return int64(math.Float64bits(m.floats[r.index()]))
	}
	return m.words[r.index()]
}

func (m *Machine) set(r reg, v int64) {
	if r.isFloat() {
		m.floats[r.index()] = math.Float64frombits(uint64(v))
		return
	}
	m.words[r.index()] = v
}

func single(w int64) float32 { return math.Float32frombits(uint32(w)) }
func bits(v float32) int64   { return int64(math.Float32bits(v)) }

func truth(v bool) int64 {
	if v {
		return 1
	}
	return 0
}

func (b *binder) arithmetic(in *instr) func() {
	switch in.k {
	case kindString:
		m, d, x, y := b.Machine, b.w(in.d), b.w(in.a), b.w(in.b)
		return func() { *d = m.concat(*x, *y) }
	case kindFloat64:
		return floats(in.op, b.f(in.d), b.f(in.a), b.f(in.b))
	case kindFloat32:
		return singles(in.op, b.w(in.d), b.w(in.a), b.w(in.b))
	case kindInt8:
		return integers[int8](b, in)
	case kindInt16:
		return integers[int16](b, in)
	case kindInt32:
		return integers[int32](b, in)
	case kindInt64:
		return integers[int64](b, in)
	case kindUint8:
		return integers[uint8](b, in)
	case kindUint16:
		return integers[uint16](b, in)
	case kindUint32:
		return integers[uint32](b, in)
	case kindUint64:
		return integers[uint64](b, in)
	}
	refuse("operation %d on kind %d is unknown", in.op, in.k)
	return nil
}

func floats(o op, d, x, y *float64) func() {
	switch o {
	case opAdd:
		return func() { *d = *x + *y }
	case opSub:
		return func() { *d = *x - *y }
	case opMul:
		return func() { *d = *x * *y }
	case opQuo:
		return func() { *d = *x / *y }
	}
	refuse("operation %d on floats is unknown", o)
	return nil
}

func singles(o op, d, x, y *int64) func() {
	switch o {
	case opAdd:
		return func() { *d = bits(single(*x) + single(*y)) }
	case opSub:
		return func() { *d = bits(single(*x) - single(*y)) }
	case opMul:
		return func() { *d = bits(single(*x) * single(*y)) }
	case opQuo:
		return func() { *d = bits(single(*x) / single(*y)) }
	}
	refuse("operation %d on floats is unknown", o)
	return nil
}

// integers are computed in their own type, which makes them wrap as they must.
func integers[T integer](b *binder, in *instr) func() {
	d, x, y := b.w(in.d), b.w(in.a), b.w(in.b)
	switch in.op {
	case opAdd:
		return func() { *d = int64(T(*x) + T(*y)) }
	case opSub:
		return func() { *d = int64(T(*x) - T(*y)) }
	case opMul:
		return func() { *d = int64(T(*x) * T(*y)) }
	case opQuo, opRem:
		return division[T](b, in)
	case opAnd:
		return func() { *d = int64(T(*x) & T(*y)) }
	case opOr:
		return func() { *d = int64(T(*x) | T(*y)) }
	case opXor:
		return func() { *d = int64(T(*x) ^ T(*y)) }
	case opAndNot:
		return func() { *d = int64(T(*x) &^ T(*y)) }
	case opShl:
		return func() { *d = int64(T(*x) << uint64(*y)) }
	case opShr:
		return func() { *d = int64(T(*x) >> uint64(*y)) }
	}
	refuse("operation %d on integers is unknown", in.op)
	return nil
}

func division[T integer](b *binder, in *instr) func() {
	d, x, y := b.w(in.d), b.w(in.a), b.w(in.b)
	if c, ok := b.constant[in.b]; ok && c > 0 && c&(c-1) == 0 && in.op == opRem {
		return remainder[T](d, x, c)
	}
	if in.op == opQuo {
		return func() { *d = int64(T(*x) / T(*y)) }
	}
	return func() { *d = int64(T(*x) % T(*y)) }
}

// remainder is x % c for a power of two: the low bits, with the sign of x.
func remainder[T integer](d, x *int64, c int64) func() {
	low := T(c - 1)
	return func() {
		v := T(*x)
		r := v & low
		if v < 0 && r != 0 {
			r -= low
			r--
		}
		*d = int64(r)
	}
}
