//go:build ignore

// 18. Groups of iota with several names.
// want: exact
package iota_groups

import "github.com/ai-genesis/ai-genesis/engine/trait"

const (
	a, b, c = iota, iota * 2, iota + 5
	d, e, f
	_, _, _
)

const (
	_ = 1 << (10 * iota)
	k
)

func Execute(m *trait.Molbot) {
	m.SetMem(0, a*100+b*10+c)
	m.SetMem(1, d*100+e*10+f)
	m.SetMem(2, k)
}
