//go:build ignore

// want: type.large
package many_fields

import "github.com/ai-genesis/ai-genesis/engine/trait"

type wide struct {
	f0  float64
	f1  float64
	f2  float64
	f3  float64
	f4  float64
	f5  float64
	f6  float64
	f7  float64
	f8  float64
	f9  float64
	f10 float64
	f11 float64
	f12 float64
	f13 float64
	f14 float64
	f15 float64
	f16 float64
	f17 float64
	f18 float64
	f19 float64
	f20 float64
	f21 float64
	f22 float64
	f23 float64
	f24 float64
	f25 float64
	f26 float64
	f27 float64
	f28 float64
	f29 float64
	f30 float64
	f31 float64
	f32 float64
	f33 float64
	f34 float64
	f35 float64
	f36 float64
	f37 float64
	f38 float64
	f39 float64
}

func Execute(m *trait.Molbot) {
	var w wide
	m.SetMem(0, w.f0)
}
