//go:build ignore

package handle_fields

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.body.Energy = 1000 // want undefined: m.body undefined
}
