//go:build ignore

package interface_value

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var x any = 1 // want type.interface: interfaces and any
	_ = x
}
