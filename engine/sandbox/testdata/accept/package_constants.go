//go:build ignore

// Package_constants reads variables of the package that nothing changes.
package package_constants

import "github.com/ai-genesis/ai-genesis/engine/trait"

var second = first*2 + 0.25

var first = -share

var (
	share       = 0.3
	names       = [3]string{"calm", "wary", "wild"}
	steps       = []float64{0.5, 1, 2.5, 5: 1.5}
	plan        = rules{{low: 0.1, act: 2}, {low: first, act: 3, to: trait.Vector{DX: 1}}}
	none        int
	empty       []rule
	_           = share
	wide, large = uint8(200), 1 << 40
)

type rules [2]rule

type rule struct {
	low float64
	act int
	to  trait.Vector
}

func (r rule) value(k float64) float64 { return r.low*k + float64(r.act) + r.to.DX }

func deep(n int) float64 {
	if n == 0 {
		return second
	}
	return deep(n-1) + steps[n%len(steps)]
}

func Execute(m *trait.Molbot) {
	sum := second + float64(none+len(empty)+len(names[1])+int(wide+100)+large%7)
	for i, s := range steps {
		sum += s * float64(i)
	}
	for _, r := range plan {
		sum += r.value(m.Energy())
	}
	copied := plan
	copied[0].low = 9
	shadowed := func(share float64) float64 { share++; return share }
	m.SetMem(0, sum)
	m.SetMem(1, copied[0].low-plan[0].low)
	m.SetMem(2, deep(5))
	m.SetMem(3, shadowed(share)+share)
}
