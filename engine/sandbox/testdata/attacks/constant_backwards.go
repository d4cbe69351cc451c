//go:build ignore

// want: constant.large
package constant_backwards

import "github.com/ai-genesis/ai-genesis/engine/trait"

const c30, c29, c28, c27, c26, c25, c24, c23, c22, c21, c20, c19, c18, c17, c16, c15, c14, c13, c12, c11, c10, c9, c8, c7, c6, c5, c4, c3, c2, c1, c0 = c29 + c29, c28 + c28, c27 + c27, c26 + c26, c25 + c25, c24 + c24, c23 + c23, c22 + c22, c21 + c21, c20 + c20, c19 + c19, c18 + c18, c17 + c17, c16 + c16, c15 + c15, c14 + c14, c13 + c13, c12 + c12, c11 + c11, c10 + c10, c9 + c9, c8 + c8, c7 + c7, c6 + c6, c5 + c5, c4 + c4, c3 + c3, c2 + c2, c1 + c1, c0 + c0, "0123456789"

func Execute(m *trait.Molbot) {
	m.SetMem(0, float64(len(c30)))
}
