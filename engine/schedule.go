package engine

import (
	"github.com/ai-genesis/ai-genesis/engine/systems"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// system is one line of the schedule.
type system struct {
	name string
	run  func(*world.World)
}

// schedule is the second phase of a tick. Order matters: to change the biology, move, add or drop a line.
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
	{"grow", systems.Grow}, // removes food items: after everything that refers to one by its index
}
