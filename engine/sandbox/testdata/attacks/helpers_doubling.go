//go:build ignore

// want: run fuel
package helpers_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f1(m *trait.Molbot) {
	f0(m)
	f0(m)
	f0(m)
}

func f2(m *trait.Molbot) {
	f1(m)
	f1(m)
	f1(m)
}

func f3(m *trait.Molbot) {
	f2(m)
	f2(m)
	f2(m)
}

func f4(m *trait.Molbot) {
	f3(m)
	f3(m)
	f3(m)
}

func f5(m *trait.Molbot) {
	f4(m)
	f4(m)
	f4(m)
}

func f6(m *trait.Molbot) {
	f5(m)
	f5(m)
	f5(m)
}

func f7(m *trait.Molbot) {
	f6(m)
	f6(m)
	f6(m)
}

func f8(m *trait.Molbot) {
	f7(m)
	f7(m)
	f7(m)
}

func f9(m *trait.Molbot) {
	f8(m)
	f8(m)
	f8(m)
}

func f0(m *trait.Molbot) { m.Eat() }

func Execute(m *trait.Molbot) {
	f9(m)
}
