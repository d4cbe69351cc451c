//go:build ignore

package closure_assigned

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	f := func() {}
	f = func() { m.Eat() } // want func.value: f is a closure
	f()
}
