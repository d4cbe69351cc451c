//go:build ignore

// want: type.large
package alias_doubling

import "github.com/ai-genesis/ai-genesis/engine/trait"

type a0 = struct{ x float64 }

type b0 = struct{ x float64 }

type a1 = struct{ f, g *a0 }

type b1 = struct{ f, g *b0 }

type a2 = struct{ f, g *a1 }

type b2 = struct{ f, g *b1 }

type a3 = struct{ f, g *a2 }

type b3 = struct{ f, g *b2 }

type a4 = struct{ f, g *a3 }

type b4 = struct{ f, g *b3 }

type a5 = struct{ f, g *a4 }

type b5 = struct{ f, g *b4 }

type a6 = struct{ f, g *a5 }

type b6 = struct{ f, g *b5 }

type a7 = struct{ f, g *a6 }

type b7 = struct{ f, g *b6 }

type a8 = struct{ f, g *a7 }

type b8 = struct{ f, g *b7 }

type a9 = struct{ f, g *a8 }

type b9 = struct{ f, g *b8 }

type a10 = struct{ f, g *a9 }

type b10 = struct{ f, g *b9 }

type a11 = struct{ f, g *a10 }

type b11 = struct{ f, g *b10 }

type a12 = struct{ f, g *a11 }

type b12 = struct{ f, g *b11 }

type a13 = struct{ f, g *a12 }

type b13 = struct{ f, g *b12 }

type a14 = struct{ f, g *a13 }

type b14 = struct{ f, g *b13 }

type a15 = struct{ f, g *a14 }

type b15 = struct{ f, g *b14 }

type a16 = struct{ f, g *a15 }

type b16 = struct{ f, g *b15 }

type a17 = struct{ f, g *a16 }

type b17 = struct{ f, g *b16 }

type a18 = struct{ f, g *a17 }

type b18 = struct{ f, g *b17 }

type a19 = struct{ f, g *a18 }

type b19 = struct{ f, g *b18 }

type a20 = struct{ f, g *a19 }

type b20 = struct{ f, g *b19 }

type a21 = struct{ f, g *a20 }

type b21 = struct{ f, g *b20 }

type a22 = struct{ f, g *a21 }

type b22 = struct{ f, g *b21 }

type a23 = struct{ f, g *a22 }

type b23 = struct{ f, g *b22 }

type a24 = struct{ f, g *a23 }

type b24 = struct{ f, g *b23 }

type a25 = struct{ f, g *a24 }

type b25 = struct{ f, g *b24 }

type a26 = struct{ f, g *a25 }

type b26 = struct{ f, g *b25 }

type a27 = struct{ f, g *a26 }

type b27 = struct{ f, g *b26 }

type a28 = struct{ f, g *a27 }

type b28 = struct{ f, g *b27 }

type a29 = struct{ f, g *a28 }

type b29 = struct{ f, g *b28 }

type a30 = struct{ f, g *a29 }

type b30 = struct{ f, g *b29 }

type a31 = struct{ f, g *a30 }

type b31 = struct{ f, g *b30 }

type a32 = struct{ f, g *a31 }

type b32 = struct{ f, g *b31 }

type a33 = struct{ f, g *a32 }

type b33 = struct{ f, g *b32 }

type a34 = struct{ f, g *a33 }

type b34 = struct{ f, g *b33 }

type a35 = struct{ f, g *a34 }

type b35 = struct{ f, g *b34 }

type a36 = struct{ f, g *a35 }

type b36 = struct{ f, g *b35 }

type a37 = struct{ f, g *a36 }

type b37 = struct{ f, g *b36 }

type a38 = struct{ f, g *a37 }

type b38 = struct{ f, g *b37 }

type a39 = struct{ f, g *a38 }

type b39 = struct{ f, g *b38 }

func Execute(m *trait.Molbot) {
	var x *a39
	var y *b39
	x = y
	_ = x
}
