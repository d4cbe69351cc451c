//go:build ignore

// 11. Switches on interfaces.
// want: refused type.interface
package switch_on_interface

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var x any = 5
	switch x {
	case 5:
		m.Eat()
	}
}
