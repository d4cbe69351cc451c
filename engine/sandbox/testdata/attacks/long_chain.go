//go:build ignore

// want: ok
package long_chain

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	m.SetMem(0, m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age()+m.Age())
}
