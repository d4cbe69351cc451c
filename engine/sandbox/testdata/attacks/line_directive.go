//go:build ignore

// want: directive
package line_directive

import "github.com/ai-genesis/ai-genesis/engine/trait"

//line /etc/passwd:1

func Execute(m *trait.Molbot) {
	m.Eat()
}
