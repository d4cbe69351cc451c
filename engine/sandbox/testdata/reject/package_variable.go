//go:build ignore

package package_variable

import "github.com/ai-genesis/ai-genesis/engine/trait"

var count int // want var.package: no variables outside

func Execute(m *trait.Molbot) {
	count++
}
