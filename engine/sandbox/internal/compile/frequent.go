package compile

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// parts is how many floats lead what is sensed: DX, DY, and what lies further.
const parts = 6

// found is where the parts of what is sensed go. What nobody reads goes nowhere.
func (b *binder) found(in *instr) (p [parts]*floats, far bool) {
	for i := range p {
		if in.outs[i] == none {
			p[i] = &b.nowhere
			continue
		}
		p[i], far = b.f(in.outs[i]), far || i > 1
	}
	return p, far
}

func (b *binder) food(in *instr, sense func(*trait.Molbot, float64) (trait.Food, bool)) step {
	m := b.Machine
	if len(in.outs) != parts+1 {
		refuse("food has %d parts", len(in.outs)-1)
	}
	radius, ok := b.f(in.list[0]), b.w(in.outs[6])
	p, far := b.found(in)
	if !far {
		return func(on lanes) {
			for _, l := range on {
				l &= low
				food, found := sense(m.molbots[l], radius[l])
				p[0][l], p[1][l], ok[l] = food.DX, food.DY, truth(found)
			}
		}
	}
	return func(on lanes) {
		for _, l := range on {
			l &= low
			food, found := sense(m.molbots[l], radius[l])
			p[0][l], p[1][l], p[2][l] = food.DX, food.DY, food.Distance
			p[3][l], p[4][l], p[5][l] = food.Energy, food.Fit, food.Ripeness
			ok[l] = truth(found)
		}
	}
}

func (b *binder) neighbor(in *instr, sense func(*trait.Molbot, float64) (trait.Neighbor, bool)) step {
	if len(in.outs) != parts+2 {
		refuse("a neighbor has %d parts", len(in.outs)-1)
	}
	m := b.Machine
	radius, ref, ok := b.f(in.list[0]), b.w(in.outs[6]), b.w(in.outs[7])
	p, _ := b.found(in)
	return func(on lanes) {
		for _, l := range on {
			l &= low
			other, found := sense(m.molbots[l], radius[l])
			p[0][l], p[1][l], p[2][l] = other.DX, other.DY, other.Distance
			p[3][l], p[4][l], p[5][l] = other.Size, other.Energy, other.Kinship
			ref[l], ok[l] = int64(trait.Ref(other)), truth(found)
		}
	}
}

// intrinsic is what Go computes without a call.
func (b *binder) intrinsic(in *instr) step {
	if in.pkg == "host" && conversions[in.name] != 0 {
		return b.toKind(in)
	}
	x := func(i int) *floats { return b.f(in.list[i]) }
	d := func() *floats { return b.f(in.outs[0]) }
	switch in.pkg + "." + in.name {
	case "host.Min":
		d, x, y := d(), x(0), x(1)
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = min(x[l&low], y[l&low])
			}
		}
	case "host.Max":
		d, x, y := d(), x(0), x(1)
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = max(x[l&low], y[l&low])
			}
		}
	case "math.Abs":
		d, x := d(), x(0)
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = math.Abs(x[l&low])
			}
		}
	case "math.Sqrt":
		d, x := d(), x(0)
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = math.Sqrt(x[l&low])
			}
		}
	case "math.Floor":
		d, x := d(), x(0)
		return func(on lanes) {
			_, _ = d[0], x[0]
			for _, l := range on {
				d[l&low] = math.Floor(x[l&low])
			}
		}
	case "math.Min":
		d, x, y := d(), x(0), x(1)
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = math.Min(x[l&low], y[l&low])
			}
		}
	case "math.Max":
		d, x, y := d(), x(0), x(1)
		return func(on lanes) {
			_, _, _ = d[0], x[0], y[0]
			for _, l := range on {
				d[l&low] = math.Max(x[l&low], y[l&low])
			}
		}
	}
	return nil
}

// frequent is the methods that traits call most, without the way through the sandbox's functions.
func (b *binder) frequent(in *instr) step {
	if in.pkg != "host" {
		return nil
	}
	m := b.Machine
	x := func(i int) *floats { return b.f(in.list[i]) }
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
		return func(on lanes) {
			for _, l := range on {
				d[l&low] = m.molbots[l&low].Crowd(x[l&low])
			}
		}
	case "Rand":
		d := b.f(in.outs[0])
		return func(on lanes) {
			for _, l := range on {
				d[l&low] = m.molbots[l&low].Rand()
			}
		}
	case "ThrustToward":
		dx, dy, effort := x(0), x(1), x(2)
		return func(on lanes) {
			for _, l := range on {
				m.molbots[l&low].ThrustToward(dx[l&low], dy[l&low], effort[l&low])
			}
		}
	case "Turn":
		angle, effort := x(0), x(1)
		return func(on lanes) {
			for _, l := range on {
				m.molbots[l&low].Turn(angle[l&low], effort[l&low])
			}
		}
	case "SetMem":
		i, v := b.w(in.list[0]), x(1)
		return func(on lanes) {
			for _, l := range on {
				m.molbots[l&low].SetMem(int(i[l&low]), v[l&low])
			}
		}
	case "CanBreed":
		d := b.w(in.outs[0])
		return func(on lanes) {
			for _, l := range on {
				d[l&low] = truth(m.molbots[l&low].CanBreed())
			}
		}
	case "Eat":
		return func(on lanes) {
			for _, l := range on {
				m.molbots[l&low].Eat()
			}
		}
	}
	return nil
}

var conversions = map[string]kind{
	"Toint8": kindInt8, "Toint16": kindInt16, "Toint32": kindInt32, "Touint": kindUint64, "Touint8": kindUint8,
	"Touint16": kindUint16, "Touint32": kindUint32, "Touint64": kindUint64,
}

// toKind converts to the integer type that the function is named after.
func (b *binder) toKind(in *instr) step {
	c := instruction(opConvert)
	c.k, c.k2, c.a, c.d = kindFloat64, conversions[in.name], in.list[0], in.outs[0]
	return b.conversion(&c)
}
