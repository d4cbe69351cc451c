//go:build ignore

// want: run fuel
package continue_for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
again:
	for {
		continue again
	}
}
