//go:build ignore

// want: run fuel
package for_ever

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
	}
}
