package exec

import "github.com/ai-genesis/ai-genesis/engine/trait"

// frequent binds the methods that traits call most. They are called directly, so that Go can inline them. All others
// are bound by the type of their function (method.go), and these would be too if they were removed here.
func (b *binder) frequent(in *instr) step {
	m := b.Machine
	x := func(i int) *floats { return b.f(in.list[i]) }
	switch in.name {
	case "NearestFood":
		if p, far := b.parts(in, foodParts); !far {
			dx, dy, radius, ok := p[0], p[1], x(0), b.w(in.outs[foodParts])
			return func(on lanes) {
				for _, l := range on {
					l &= low
					food, found := m.molbots[l].NearestFood(radius[l])
					dx[l], dy[l], ok[l] = food.DX, food.DY, truth(found)
				}
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
	case "Eat":
		return func(on lanes) {
			for _, l := range on {
				m.molbots[l&low].Eat()
			}
		}
	}
	return nil
}

// freeSense returns a function that fills a slot with the free sense of that number. The senses that traits read most
// are read without a function call for each molbot.
func freeSense(number int, slot *floats) func([]*trait.Molbot) {
	is := func(name string) bool {
		n, ok := trait.FreeSense(name)
		return ok && n == number
	}
	switch {
	case is("Energy"):
		return func(molbots []*trait.Molbot) {
			for l, m := range molbots {
				slot[l&low] = m.Body().Energy
			}
		}
	case is("MaxEnergy"):
		return func(molbots []*trait.Molbot) {
			for l, m := range molbots {
				slot[l&low] = m.Body().MaxEnergy
			}
		}
	case is("Age"):
		return func(molbots []*trait.Molbot) {
			for l, m := range molbots {
				slot[l&low] = m.Body().Age
			}
		}
	case is("SenseRadius"):
		return func(molbots []*trait.Molbot) {
			for l, m := range molbots {
				slot[l&low] = m.Body().SenseRadius
			}
		}
	}
	read := trait.FreeRead(number)
	return func(molbots []*trait.Molbot) {
		for l, m := range molbots {
			slot[l&low] = read(m.Body())
		}
	}
}
