//go:build ignore

package linkname

import "github.com/ai-genesis/ai-genesis/engine/trait"

//go:linkname now time.now // want directive: compiler directives

func Execute(m *trait.Molbot) {
	m.Eat()
}
