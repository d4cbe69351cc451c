//go:build ignore

// Labels on loops and switches.
// want: exact
package labelled_jumps

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	n := 0.0
outer:
	for i := 0; i < 4; i++ {
		switch {
		case i == 1:
			continue outer
		case i == 3:
			break outer
		}
		for j := range 4 {
			if j == 2 {
				continue outer
			}
			n = n*10 + float64(i+j)
		}
	}
	m.SetMem(0, n)
pick:
	switch {
	default:
		for {
			break pick
		}
		n = -1
	}
	m.SetMem(1, n)
}
