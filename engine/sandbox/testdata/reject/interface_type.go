//go:build ignore

package interface_type

import "github.com/ai-genesis/ai-genesis/engine/trait"

type eater interface{ eat() } // want type.interface: interfaces

func Execute(m *trait.Molbot) {
	m.Eat()
}
