//go:build ignore

package range_function

import "github.com/ai-genesis/ai-genesis/engine/trait"

func each(yield func(int) bool) {} // want func.value: can't be kept

func Execute(m *trait.Molbot) {
	for range each { // want range.kind: range over
		m.Eat()
	}
}
