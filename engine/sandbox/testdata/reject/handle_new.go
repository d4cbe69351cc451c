//go:build ignore

package handle_new

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	new(trait.Molbot).Eat() // want handle.kept: only the molbot that was passed
}
