//go:build ignore

package handle_host

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.Begin(nil, 1) // want undefined: m.Begin undefined
	m.Intents()     // want undefined: m.Intents undefined
}
