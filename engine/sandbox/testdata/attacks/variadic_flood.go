//go:build ignore

// want: run fuel
package variadic_flood

import "github.com/ai-genesis/ai-genesis/engine/trait"

func count(xs ...float64) int { return len(xs) }

func Execute(m *trait.Molbot) {
	for n := 0; n >= 0; n++ {
		n += count(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20)
	}
}
