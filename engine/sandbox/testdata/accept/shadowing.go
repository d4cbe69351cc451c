//go:build ignore

// Shadowing: names of every kind, the house words and builtins too.
package shadowing

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

type float float64

func len2(host float64) float64 { return host }

func Execute(trait2 *trait.Molbot) {
	m := trait2
	fuel, line, depth, s, v1, f0 := 1.0, 2.0, 3.0, 4.0, 5.0, 6.0
	host := fuel + line + depth + s + v1 + f0
	{
		fuel := host
		host := fuel * 2
		line, fuel := host, fuel
		v1 = line + fuel
	}
	len := func(x float64) float64 { return x + 1 }
	true := host > v1
	if true {
		m.SetMem(0, len(host)+len2(float64(float(s))))
	}
	m.SetMem(1, v1)
}
