//go:build ignore

// want: handle.kept
package replace_molbot

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	*m = trait.Molbot{}
}
