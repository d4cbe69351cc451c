package engine

import "github.com/ai-genesis/ai-genesis/engine/world"

// Params are the parameters of a world.
type Params = world.Params

// NewParams returns the default parameters of the specification with the default biology.
func NewParams() Params { return world.DefaultParams() }
