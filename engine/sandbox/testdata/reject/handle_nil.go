//go:build ignore

package handle_nil

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var other *trait.Molbot // want handle.nil: nil molbot
	other.Eat()
}
