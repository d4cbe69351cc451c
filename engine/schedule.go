package engine

import (
	"github.com/ai-genesis/ai-genesis/engine/systems"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// system is one step of the second phase.
type system struct {
	name string
	run  func(*world.World)
}

// schedule is the second phase of a tick. The order matters; to change the biology, move, add or remove a line.
var schedule = []system{
	{"act", systems.Act},
	{"interact", systems.Interact},
	{"move", systems.Move},
	{"collide", systems.Collide},
	{"feed", systems.Feed},
	{"metabolise", systems.Metabolise},
	{"account", systems.Account},
	{"reproduce", systems.Reproduce},
	{"die", systems.Die},
	{"found", systems.Found},
	{"scent", systems.Scent},
	{"grow", systems.Grow}, // removes food items, so it must come after every system that refers to one by index
}
