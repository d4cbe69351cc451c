//go:build ignore

// want: type.recursive
package pointers_wide

import "github.com/ai-genesis/ai-genesis/engine/trait"

type t0 struct{ a float64 }

type t1 struct{ f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23 *t0 }

type t2 struct{ f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23 *t1 }

type t3 struct{ f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23 *t2 }

type t4 struct{ f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23 *t3 }

type t5 struct{ f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23 *t4 }

type t6 struct{ f0, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23 *t5 }

func Execute(m *trait.Molbot) {
	var x0 struct {
		a  t6
		b0 int
	}
	_ = x0
	var x1 struct {
		a  t6
		b1 int
	}
	_ = x1
	var x2 struct {
		a  t6
		b2 int
	}
	_ = x2
	var x3 struct {
		a  t6
		b3 int
	}
	_ = x3
	var x4 struct {
		a  t6
		b4 int
	}
	_ = x4
	var x5 struct {
		a  t6
		b5 int
	}
	_ = x5
	var x6 struct {
		a  t6
		b6 int
	}
	_ = x6
	var x7 struct {
		a  t6
		b7 int
	}
	_ = x7
	var x8 struct {
		a  t6
		b8 int
	}
	_ = x8
	var x9 struct {
		a  t6
		b9 int
	}
	_ = x9
	var x10 struct {
		a   t6
		b10 int
	}
	_ = x10
	var x11 struct {
		a   t6
		b11 int
	}
	_ = x11
	var x12 struct {
		a   t6
		b12 int
	}
	_ = x12
	var x13 struct {
		a   t6
		b13 int
	}
	_ = x13
	var x14 struct {
		a   t6
		b14 int
	}
	_ = x14
	var x15 struct {
		a   t6
		b15 int
	}
	_ = x15
	var x16 struct {
		a   t6
		b16 int
	}
	_ = x16
	var x17 struct {
		a   t6
		b17 int
	}
	_ = x17
	var x18 struct {
		a   t6
		b18 int
	}
	_ = x18
	var x19 struct {
		a   t6
		b19 int
	}
	_ = x19
	var x20 struct {
		a   t6
		b20 int
	}
	_ = x20
	var x21 struct {
		a   t6
		b21 int
	}
	_ = x21
	var x22 struct {
		a   t6
		b22 int
	}
	_ = x22
	var x23 struct {
		a   t6
		b23 int
	}
	_ = x23
	var x24 struct {
		a   t6
		b24 int
	}
	_ = x24
	var x25 struct {
		a   t6
		b25 int
	}
	_ = x25
	var x26 struct {
		a   t6
		b26 int
	}
	_ = x26
	var x27 struct {
		a   t6
		b27 int
	}
	_ = x27
	var x28 struct {
		a   t6
		b28 int
	}
	_ = x28
	var x29 struct {
		a   t6
		b29 int
	}
	_ = x29
	var x30 struct {
		a   t6
		b30 int
	}
	_ = x30
	var x31 struct {
		a   t6
		b31 int
	}
	_ = x31
	var x32 struct {
		a   t6
		b32 int
	}
	_ = x32
	var x33 struct {
		a   t6
		b33 int
	}
	_ = x33
	var x34 struct {
		a   t6
		b34 int
	}
	_ = x34
	var x35 struct {
		a   t6
		b35 int
	}
	_ = x35
	var x36 struct {
		a   t6
		b36 int
	}
	_ = x36
	var x37 struct {
		a   t6
		b37 int
	}
	_ = x37
	var x38 struct {
		a   t6
		b38 int
	}
	_ = x38
	var x39 struct {
		a   t6
		b39 int
	}
	_ = x39
	var x40 struct {
		a   t6
		b40 int
	}
	_ = x40
	var x41 struct {
		a   t6
		b41 int
	}
	_ = x41
	var x42 struct {
		a   t6
		b42 int
	}
	_ = x42
	var x43 struct {
		a   t6
		b43 int
	}
	_ = x43
	var x44 struct {
		a   t6
		b44 int
	}
	_ = x44
	var x45 struct {
		a   t6
		b45 int
	}
	_ = x45
	var x46 struct {
		a   t6
		b46 int
	}
	_ = x46
	var x47 struct {
		a   t6
		b47 int
	}
	_ = x47
	var x48 struct {
		a   t6
		b48 int
	}
	_ = x48
	var x49 struct {
		a   t6
		b49 int
	}
	_ = x49
	var x50 struct {
		a   t6
		b50 int
	}
	_ = x50
	var x51 struct {
		a   t6
		b51 int
	}
	_ = x51
	var x52 struct {
		a   t6
		b52 int
	}
	_ = x52
	var x53 struct {
		a   t6
		b53 int
	}
	_ = x53
	var x54 struct {
		a   t6
		b54 int
	}
	_ = x54
	var x55 struct {
		a   t6
		b55 int
	}
	_ = x55
	var x56 struct {
		a   t6
		b56 int
	}
	_ = x56
	var x57 struct {
		a   t6
		b57 int
	}
	_ = x57
	var x58 struct {
		a   t6
		b58 int
	}
	_ = x58
	var x59 struct {
		a   t6
		b59 int
	}
	_ = x59
}
