package engine

import "github.com/ai-genesis/ai-genesis/engine/world"

// Params are the settings of a world.
type Params = world.Params

// NewParams is the specification's world with the default biology.
func NewParams() Params { return world.DefaultParams() }
