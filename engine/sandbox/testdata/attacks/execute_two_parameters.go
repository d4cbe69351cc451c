//go:build ignore

// want: contract.execute
package execute_two_parameters

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot, n int) { m.Eat() }
