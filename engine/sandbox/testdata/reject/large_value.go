//go:build ignore

package large_value

import "github.com/ai-genesis/ai-genesis/engine/trait"

type row [200]float64

func Execute(m *trait.Molbot) {
	var a [3]row // want type.large: takes 4800 bytes
	m.SetMem(0, a[1][2])
}
