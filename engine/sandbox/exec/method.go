package exec

import "github.com/ai-genesis/ai-genesis/engine/trait"

// method makes the step that calls a method of the molbot, according to the type of its function in trait.Methods.
func (b *binder) method(in *instr) step {
	if s := b.frequent(in); s != nil {
		return s
	}
	for _, row := range trait.Methods {
		if row.Name != in.name {
			continue
		}
		for _, bind := range []func(any, *instr) step{b.found, b.sensing, b.acting} {
			if s := bind(row.Call, in); s != nil {
				return s
			}
		}
	}
	refuse("m.%s has an unknown type", in.name)
	return nil
}

// The number of floats at the start of the result of a finding sense: DX, DY and what only some programs read.
const (
	foodParts     = 7
	neighborParts = 8
)

// found makes the steps of the senses that find food or molbots. Parts that are never read are written to m.nowhere.
func (b *binder) found(f any, in *instr) step {
	m := b.Machine
	switch f := f.(type) {
	case func(*trait.Molbot, float64) (trait.Food, bool):
		p, far := b.parts(in, foodParts)
		radius, ok := b.f(in.list[0]), b.w(in.outs[foodParts])
		return func(on lanes) {
			for _, l := range on {
				l &= low
				food, found := f(m.molbots[l], radius[l])
				p[0][l], p[1][l], ok[l] = food.DX, food.DY, truth(found)
				if far {
					p[2][l], p[3][l], p[4][l], p[5][l] = food.Distance, food.Energy, food.Fit, food.Ripeness
					p[6][l] = food.Kind
				}
			}
		}
	case func(*trait.Molbot, float64) (trait.Neighbor, bool):
		p, _ := b.parts(in, neighborParts)
		radius, ref, ok := b.f(in.list[0]), b.w(in.outs[neighborParts]), b.w(in.outs[neighborParts+1])
		return func(on lanes) {
			for _, l := range on {
				l &= low
				other, found := f(m.molbots[l], radius[l])
				p[0][l], p[1][l], p[2][l] = other.DX, other.DY, other.Distance
				p[3][l], p[4][l], p[5][l] = other.Size, other.Energy, other.Kinship
				p[6][l], p[7][l] = other.Heading, other.Speed
				ref[l], ok[l] = int64(trait.Ref(other)), truth(found)
			}
		}
	}
	return nil
}

func (b *binder) parts(in *instr, n int) (p [neighborParts]*floats, far bool) {
	for i := range p[:n] {
		if in.outs[i] == none {
			p[i] = &b.nowhere
			continue
		}
		p[i], far = b.f(in.outs[i]), far || i > 1
	}
	return p, far
}

// sensing makes the steps of the senses that return a number, a bool or a vector.
func (b *binder) sensing(f any, in *instr) step {
	m := b.Machine
	switch f := f.(type) {
	case func(*trait.Molbot) float64:
		d := b.f(in.outs[0])
		return each(func(l uint8) { d[l&low] = f(m.molbots[l&low]) })
	case func(*trait.Molbot, float64) float64:
		d, x := b.f(in.outs[0]), b.f(in.list[0])
		return each(func(l uint8) { d[l&low] = f(m.molbots[l&low], x[l&low]) })
	case func(*trait.Molbot, int) float64:
		d, n := b.f(in.outs[0]), b.w(in.list[0])
		return each(func(l uint8) { d[l&low] = f(m.molbots[l&low], int(n[l&low])) })
	case func(*trait.Molbot) bool:
		d := b.w(in.outs[0])
		return each(func(l uint8) { d[l&low] = truth(f(m.molbots[l&low])) })
	case func(*trait.Molbot) trait.Vector:
		dx, dy := b.f(in.outs[0]), b.f(in.outs[1])
		return func(on lanes) {
			for _, l := range on {
				l &= low
				v := f(m.molbots[l])
				dx[l], dy[l] = v.DX, v.DY
			}
		}
	case func(*trait.Molbot, int) trait.Vector:
		dx, dy, n := b.f(in.outs[0]), b.f(in.outs[1]), b.w(in.list[0])
		return func(on lanes) {
			for _, l := range on {
				l &= low
				v := f(m.molbots[l], int(n[l]))
				dx[l], dy[l] = v.DX, v.DY
			}
		}
	case func(*trait.Molbot) (trait.Vector, bool):
		dx, dy, ok := b.f(in.outs[0]), b.f(in.outs[1]), b.w(in.outs[2])
		return func(on lanes) {
			for _, l := range on {
				l &= low
				v, found := f(m.molbots[l])
				dx[l], dy[l], ok[l] = v.DX, v.DY, truth(found)
			}
		}
	}
	return nil
}

// acting makes the steps of the methods that record an intent.
func (b *binder) acting(f any, in *instr) step {
	m := b.Machine
	x := func(i int) *floats { return b.f(in.list[i]) }
	switch f := f.(type) {
	case func(*trait.Molbot):
		return each(func(l uint8) { f(m.molbots[l&low]) })
	case func(*trait.Molbot, float64):
		x := x(0)
		return each(func(l uint8) { f(m.molbots[l&low], x[l&low]) })
	case func(*trait.Molbot, float64, float64):
		x, y := x(0), x(1)
		return each(func(l uint8) { f(m.molbots[l&low], x[l&low], y[l&low]) })
	case func(*trait.Molbot, float64, float64, float64):
		x, y, z := x(0), x(1), x(2)
		return each(func(l uint8) { f(m.molbots[l&low], x[l&low], y[l&low], z[l&low]) })
	case func(*trait.Molbot, int, float64):
		n, x := b.w(in.list[0]), x(1)
		return each(func(l uint8) { f(m.molbots[l&low], int(n[l&low]), x[l&low]) })
	case func(*trait.Molbot, trait.Neighbor):
		ref := b.w(in.list[neighborParts])
		return each(func(l uint8) { f(m.molbots[l&low], aimed(ref[l&low])) })
	case func(*trait.Molbot, trait.Neighbor, float64):
		ref, x := b.w(in.list[neighborParts]), x(neighborParts+1)
		return each(func(l uint8) { f(m.molbots[l&low], aimed(ref[l&low]), x[l&low]) })
	}
	return nil
}

// aimed returns a neighbour with only the reference set, which is all that intents use.
func aimed(ref int64) trait.Neighbor { return trait.Aimed(trait.Neighbor{}, uint32(ref)) }
