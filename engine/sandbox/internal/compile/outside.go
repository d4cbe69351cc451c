package compile

import (
	"math"
	"reflect"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// outside calls a function of the host or of package math by its type.
func (b *binder) outside(in *instr) func() {
	for _, bind := range []func(*instr) func(){b.intrinsic, b.frequent} {
		if op := bind(in); op != nil {
			return op
		}
	}
	v, ok := b.functions[in.pkg][in.name]
	if !ok || v.Kind() != reflect.Func {
		refuse("function %s.%s is unknown", in.pkg, in.name)
	}
	f := v.Interface()
	for _, bind := range []func(any, *instr) func(){b.meter, b.sensing, b.acting, b.numbers, b.mixed} {
		if op := bind(f, in); op != nil {
			return op
		}
	}
	refuse("function %s.%s has an unknown type", in.pkg, in.name)
	return nil
}

// meter is what takes the fuel and gives what is left.
func (b *binder) meter(f any, in *instr) func() {
	if !in.metered {
		return nil
	}
	m := b.Machine
	w := func(i int) *int64 { return b.w(in.list[i]) }
	switch f := f.(type) {
	case func(int, int) int:
		line := w(0)
		return func() { m.fuel = f(m.fuel, int(*line)) }
	case func(int, int, int) int:
		line, n := w(0), w(1)
		return func() { m.fuel = f(m.fuel, int(*line), int(*n)) }
	case func(int, int, int, int) int:
		line, n, c := w(0), w(1), w(2)
		return func() { m.fuel = f(m.fuel, int(*line), int(*n), int(*c)) }
	case func(int, int, int, int, int) int:
		line, n, c, size := w(0), w(1), w(2), w(3)
		return func() { m.fuel = f(m.fuel, int(*line), int(*n), int(*c), int(*size)) }
	}
	refuse("function %s.%s takes no fuel", in.pkg, in.name)
	return nil
}

// sensing asks what is around the molbot.
func (b *binder) sensing(f any, in *instr) func() {
	switch f := f.(type) {
	case func() (trait.Vector, bool):
		dx, dy, ok := b.f(in.outs[0]), b.f(in.outs[1]), b.w(in.outs[2])
		return func() {
			v, found := f()
			*dx, *dy, *ok = v.DX, v.DY, truth(found)
		}
	case func() trait.Vector:
		dx, dy := b.f(in.outs[0]), b.f(in.outs[1])
		return func() {
			v := f()
			*dx, *dy = v.DX, v.DY
		}
	case func(int) trait.Vector:
		dx, dy, n := b.f(in.outs[0]), b.f(in.outs[1]), b.w(in.list[0])
		return func() {
			v := f(int(*n))
			*dx, *dy = v.DX, v.DY
		}
	}
	return nil
}

func (b *binder) food(in *instr, sense func(*trait.Molbot, float64) (trait.Food, bool)) func() {
	m := b.Machine
	if len(in.outs) != 7 {
		refuse("food has %d parts", len(in.outs)-1)
	}
	radius, ok := b.f(in.list[0]), b.w(in.outs[6])
	dx, dy, distance := b.f(in.outs[0]), b.f(in.outs[1]), b.f(in.outs[2])
	energy, fit, ripeness := b.f(in.outs[3]), b.f(in.outs[4]), b.f(in.outs[5])
	return func() {
		food, found := sense(m.molbot, *radius)
		*dx, *dy, *distance = food.DX, food.DY, food.Distance
		*energy, *fit, *ripeness = food.Energy, food.Fit, food.Ripeness
		*ok = truth(found)
	}
}

func (b *binder) neighbor(in *instr, sense func(*trait.Molbot, float64) (trait.Neighbor, bool)) func() {
	if len(in.outs) != 8 {
		refuse("a neighbor has %d parts", len(in.outs)-1)
	}
	m := b.Machine
	radius, ref, ok := b.f(in.list[0]), b.w(in.outs[6]), b.w(in.outs[7])
	dx, dy, distance := b.f(in.outs[0]), b.f(in.outs[1]), b.f(in.outs[2])
	size, energy, kinship := b.f(in.outs[3]), b.f(in.outs[4]), b.f(in.outs[5])
	return func() {
		other, found := sense(m.molbot, *radius)
		*dx, *dy, *distance = other.DX, other.DY, other.Distance
		*size, *energy, *kinship = other.Size, other.Energy, other.Kinship
		*ref, *ok = reference(m.molbot, other), truth(found)
	}
}

// reference is what a neighbor is aimed at by. Only the molbot's own methods can tell it.
func reference(m *trait.Molbot, other trait.Neighbor) int64 {
	attack := &m.Intents().Attack
	kept := *attack
	m.Attack(other)
	ref := *attack
	*attack = kept
	return int64(ref)
}

// acting notes intents.
func (b *binder) acting(f any, in *instr) func() {
	x := func(i int) *float64 { return b.f(in.list[i]) }
	switch f := f.(type) {
	case func():
		return f
	case func(float64):
		x := x(0)
		return func() { f(*x) }
	case func(float64, float64):
		x, y := x(0), x(1)
		return func() { f(*x, *y) }
	case func(float64, float64, float64):
		x, y, z := x(0), x(1), x(2)
		return func() { f(*x, *y, *z) }
	case func(int, float64):
		n, x := b.w(in.list[0]), x(1)
		return func() { f(int(*n), *x) }
	case func(int):
		n := b.w(in.list[0])
		return func() { f(int(*n)) }
	case func(trait.Neighbor):
		ref := b.w(in.list[6])
		return func() { f(aimed(*ref)) }
	case func(trait.Neighbor, float64):
		ref, x := b.w(in.list[6]), x(7)
		return func() { f(aimed(*ref), *x) }
	}
	return nil
}

// aimed is a neighbor of which only the reference counts.
func aimed(ref int64) trait.Neighbor { return trait.NewNeighbor(0, 0, 0, 0, 0, 0, uint32(ref)) }

// numbers is functions of floats.
func (b *binder) numbers(f any, in *instr) func() {
	if len(in.outs) == 0 || !in.outs[0].isFloat() {
		return nil
	}
	d := b.f(in.outs[0])
	x := func(i int) *float64 { return b.f(in.list[i]) }
	switch f := f.(type) {
	case func() float64:
		return func() { *d = f() }
	case func(float64) float64:
		x := x(0)
		return func() { *d = f(*x) }
	case func(float64, float64) float64:
		x, y := x(0), x(1)
		return func() { *d = f(*x, *y) }
	case func(float64, float64, float64) float64:
		x, y, z := x(0), x(1), x(2)
		return func() { *d = f(*x, *y, *z) }
	case func(float64) (float64, float64):
		e, x := b.f(in.outs[1]), x(0)
		return func() { *d, *e = f(*x) }
	case func(float64) (float64, int):
		e, x := b.w(in.outs[1]), x(0)
		return func() {
			v, n := f(*x)
			*d, *e = v, int64(n)
		}
	case func(float64, int) float64:
		x, n := x(0), b.w(in.list[1])
		return func() { *d = f(*x, int(*n)) }
	case func(int) float64:
		n := b.w(in.list[0])
		return func() { *d = f(int(*n)) }
	case func(uint64) float64:
		n := b.w(in.list[0])
		return func() { *d = f(uint64(*n)) }
	}
	return nil
}

// mixed is functions whose result is a word.
func (b *binder) mixed(f any, in *instr) func() {
	if len(in.outs) != 1 || in.outs[0].isFloat() {
		return nil
	}
	d := b.w(in.outs[0])
	x := func(i int) *float64 { return b.f(in.list[i]) }
	n := func(i int) *int64 { return b.w(in.list[i]) }
	switch f := f.(type) {
	case func() bool:
		return func() { *d = truth(f()) }
	case func(float64) bool:
		x := x(0)
		return func() { *d = truth(f(*x)) }
	case func(float64, int) bool:
		x, n := x(0), n(1)
		return func() { *d = truth(f(*x, int(*n))) }
	case func(float64) int:
		x := x(0)
		return func() { *d = int64(f(*x)) }
	case func(float64) uint64:
		x := x(0)
		return func() { *d = int64(f(*x)) }
	case func(float32) uint32:
		x := n(0)
		return func() { *d = int64(f(single(*x))) }
	case func(uint32) float32:
		x := n(0)
		return func() { *d = bits(f(uint32(*x))) }
	case func(float32, float32) float32:
		x, y := n(0), n(1)
		return func() { *d = bits(f(single(*x), single(*y))) }
	}
	return nil
}

// intrinsic is what Go computes without a call.
func (b *binder) intrinsic(in *instr) func() {
	if in.pkg == "host" && conversions[in.name] != 0 {
		return b.toKind(in)
	}
	x := func(i int) *float64 { return b.f(in.list[i]) }
	d := func() *float64 { return b.f(in.outs[0]) }
	switch in.pkg + "." + in.name {
	case "host.Min":
		d, x, y := d(), x(0), x(1)
		return func() { *d = min(*x, *y) }
	case "host.Max":
		d, x, y := d(), x(0), x(1)
		return func() { *d = max(*x, *y) }
	case "math.Abs":
		d, x := d(), x(0)
		return func() { *d = math.Abs(*x) }
	case "math.Sqrt":
		d, x := d(), x(0)
		return func() { *d = math.Sqrt(*x) }
	case "math.Floor":
		d, x := d(), x(0)
		return func() { *d = math.Floor(*x) }
	case "math.Min":
		d, x, y := d(), x(0), x(1)
		return func() { *d = math.Min(*x, *y) }
	case "math.Max":
		d, x, y := d(), x(0), x(1)
		return func() { *d = math.Max(*x, *y) }
	}
	return nil
}

// frequent is the methods that traits call most, without the way through the sandbox's functions.
func (b *binder) frequent(in *instr) func() {
	if in.pkg != "host" {
		return nil
	}
	m := b.Machine
	x := func(i int) *float64 { return b.f(in.list[i]) }
	switch in.name {
	case "NearestFood":
		return b.food(in, (*trait.Molbot).NearestFood)
	case "RichestFood":
		return b.food(in, (*trait.Molbot).RichestFood)
	case "NearestMolbot":
		return b.neighbor(in, (*trait.Molbot).NearestMolbot)
	case "NearestKin":
		return b.neighbor(in, (*trait.Molbot).NearestKin)
	case "Crowd":
		d, x := b.f(in.outs[0]), x(0)
		return func() { *d = m.molbot.Crowd(*x) }
	case "Rand":
		d := b.f(in.outs[0])
		return func() { *d = m.molbot.Rand() }
	case "ThrustToward":
		dx, dy, effort := x(0), x(1), x(2)
		return func() { m.molbot.ThrustToward(*dx, *dy, *effort) }
	case "Turn":
		angle, effort := x(0), x(1)
		return func() { m.molbot.Turn(*angle, *effort) }
	case "SetMem":
		i, v := b.w(in.list[0]), x(1)
		return func() { m.molbot.SetMem(int(*i), *v) }
	case "Eat":
		return func() { m.molbot.Eat() }
	}
	return nil
}

var conversions = map[string]kind{
	"Toint8": kindInt8, "Toint16": kindInt16, "Toint32": kindInt32, "Touint": kindUint64, "Touint8": kindUint8,
	"Touint16": kindUint16, "Touint32": kindUint32, "Touint64": kindUint64,
}

// toKind converts to the integer type that the function is named after.
func (b *binder) toKind(in *instr) func() {
	c := instruction(opConvert)
	c.k, c.k2, c.a, c.d = kindFloat64, conversions[in.name], in.list[0], in.outs[0]
	return b.conversion(&c)
}
