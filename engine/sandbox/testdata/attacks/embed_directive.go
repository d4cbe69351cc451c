//go:build ignore

// want: directive
package embed_directive

import "github.com/ai-genesis/ai-genesis/engine/trait"

//go:embed secret
var secret string

func Execute(m *trait.Molbot) {
	m.Eat()
}
