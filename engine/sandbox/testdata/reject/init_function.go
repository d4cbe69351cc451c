//go:build ignore

package init_function

import "github.com/ai-genesis/ai-genesis/engine/trait"

func init() {} // want func.init: only Execute is called

func Execute(m *trait.Molbot) {
	m.Eat()
}
