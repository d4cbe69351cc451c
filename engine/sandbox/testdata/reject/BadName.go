package BadName // want contract.name: can't name a trait

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) { m.Eat() }
