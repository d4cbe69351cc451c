//go:build ignore

// 17. Package variables in order of need.
// want: exact
package package_variables

import "github.com/ai-genesis/ai-genesis/engine/trait"

var a = b + 1

var b = 2.0

func Execute(m *trait.Molbot) {
	m.SetMem(0, a)
}
