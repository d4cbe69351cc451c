//go:build ignore

// want: source.expansion
package function_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

func f0() {}

func f1() {
	f0()
	f0()
}

func f2() {
	f1()
	f1()
}

func f3() {
	f2()
	f2()
}

func f4() {
	f3()
	f3()
}

func f5() {
	f4()
	f4()
}

func f6() {
	f5()
	f5()
}

func f7() {
	f6()
	f6()
}

func f8() {
	f7()
	f7()
}

func f9() {
	f8()
	f8()
}

func f10() {
	f9()
	f9()
}

func f11() {
	f10()
	f10()
}

func f12() {
	f11()
	f11()
}

func f13() {
	f12()
	f12()
}

func f14() {
	f13()
	f13()
}

func f15() {
	f14()
	f14()
}

func f16() {
	f15()
	f15()
}

func f17() {
	f16()
	f16()
}

func f18() {
	f17()
	f17()
}

func f19() {
	f18()
	f18()
}

func f20() {
	f19()
	f19()
}

func f21() {
	f20()
	f20()
}

func f22() {
	f21()
	f21()
}

func f23() {
	f22()
	f22()
}

func f24() {
	f23()
	f23()
}

func f25() {
	f24()
	f24()
}

func f26() {
	f25()
	f25()
}

func f27() {
	f26()
	f26()
}

func f28() {
	f27()
	f27()
}

func f29() {
	f28()
	f28()
}

func f30() {
	f29()
	f29()
}

func f31() {
	f30()
	f30()
}

func f32() {
	f31()
	f31()
}

func f33() {
	f32()
	f32()
}

func f34() {
	f33()
	f33()
}

func f35() {
	f34()
	f34()
}

func f36() {
	f35()
	f35()
}

func f37() {
	f36()
	f36()
}

func f38() {
	f37()
	f37()
}

func f39() {
	f38()
	f38()
}

func Execute(m *trait.Molbot) {
	f39()
}
