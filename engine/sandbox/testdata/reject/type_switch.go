//go:build ignore

package type_switch

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	var x any
	switch x.(type) { // want type.interface: nothing has another type
	}
}
