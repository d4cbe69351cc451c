//go:build ignore

// Loops: all forms, labels, nested, range over integers.
package loops

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

func Execute(m *trait.Molbot) {
	n := 0
	for i := 0; i < 10; i++ {
		if i%2 == 0 {
			continue
		}
		n += i
	}
	for n > 20 {
		n -= 3
	}
outer:
	for i := range 5 {
		for j := 5; j > 0; j-- {
			if i*j == 6 {
				break outer
			}
			if i == j {
				continue outer
			}
			n++
		}
	}
	for {
		n--
		if n < 0 {
			break
		}
	}
	for range 3 {
		n++
	}
	m.SetMem(0, float64(n))
}
