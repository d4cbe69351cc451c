//go:build ignore

// want: run fuel
package sense_in_loop

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for {
		m.NearestMolbot(1e9)
	}
}
