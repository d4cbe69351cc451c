//go:build ignore

package handle_overwritten

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	*m = trait.Molbot{} // want handle.kept: passed on or asked to act
}
