//go:build ignore

// want: run fuel
package sense_everything

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	for range 1000 {
		m.RichestFood(1e300)
		m.Crowd(1e300)
		m.NearestKin(1e300)
	}
}
