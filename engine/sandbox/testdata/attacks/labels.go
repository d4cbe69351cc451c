//go:build ignore

// want: ok
package labels

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
a:
	for {
	b:
		for {
			for {
				break b
			}
		}
		break a
	}
}
