package compile

// conversion changes the kind of a number.
func (b *binder) conversion(in *instr) func() {
	switch in.k2 {
	case kindFloat64:
		return b.toFloat(in)
	case kindFloat32:
		return b.toSingle(in)
	case kindInt8:
		return toInteger[int8](b, in)
	case kindInt16:
		return toInteger[int16](b, in)
	case kindInt32:
		return toInteger[int32](b, in)
	case kindInt64:
		return toInteger[int64](b, in)
	case kindUint8:
		return toInteger[uint8](b, in)
	case kindUint16:
		return toInteger[uint16](b, in)
	case kindUint32:
		return toInteger[uint32](b, in)
	case kindUint64:
		return toInteger[uint64](b, in)
	}
	refuse("conversion to kind %d is unknown", in.k2)
	return nil
}

func (b *binder) toFloat(in *instr) func() {
	d, x := b.f(in.d), b.w(in.a)
	switch in.k {
	case kindFloat32:
		return func() { *d = float64(single(*x)) }
	case kindUint64:
		return func() { *d = float64(uint64(*x)) }
	}
	return func() { *d = float64(*x) }
}

func (b *binder) toSingle(in *instr) func() {
	d := b.w(in.d)
	if in.k == kindFloat64 {
		x := b.f(in.a)
		return func() { *d = bits(float32(*x)) }
	}
	x := b.w(in.a)
	if in.k == kindUint64 {
		return func() { *d = bits(float32(uint64(*x))) }
	}
	return func() { *d = bits(float32(*x)) }
}

// toInteger converts as Go does on this machine, out of range too.
func toInteger[T integer](b *binder, in *instr) func() {
	d := b.w(in.d)
	switch in.k {
	case kindFloat64:
		x := b.f(in.a)
		return func() { *d = int64(T(*x)) }
	case kindFloat32:
		x := b.w(in.a)
		return func() { *d = int64(T(single(*x))) }
	}
	x := b.w(in.a)
	return func() { *d = int64(T(*x)) }
}
