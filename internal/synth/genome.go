package synth

import (
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/signature"
)

// Sizes of a genome.
const (
	maxRules   = 6
	maxConds   = 2
	maxActions = 3
	maxThings  = 2 // sensed things in one rule
)

// Genome is a program: rules that run from first to last. A later rule overrules an earlier one where both act on the
// same channel.
type Genome struct {
	Reach [reachSlots]float64 // radius of each ranged sense [px], by Thing; 0 is Crowd's; 0 where unused
	Rules []Rule
}

// Rule acts if every thing that it mentions is there and every condition holds.
type Rule struct {
	When []Cond
	Then []Action
	Stop bool // no later rule runs after this one
}

// Cond is a flag, or else a comparison of a sensed number with another or with a constant.
type Cond struct {
	Flag  Flag
	Not   bool
	Left  Sense
	Less  bool // Left < right, else Left > right
	Right Sense
	Const float64 // the right side where Right is NoSense
}

// Flag is something that is so or not.
type Flag uint8

// Flags. The ones after FlagCanBreed tell whether a Thing is there.
const (
	NoFlag Flag = iota
	FlagCanBreed
	FlagNearFood
	FlagRichFood
	FlagNearMolbot
	FlagNearKin
	FlagMark
	flagCount
)

func (f Flag) thing() Thing {
	if f < FlagNearFood {
		return NoThing
	}
	return Thing(f - FlagNearFood + 1)
}

func flagOf(t Thing) Flag { return FlagNearFood + Flag(t) - 1 }

// Verb is what an action does.
type Verb uint8

// Verbs. The first ones move.
const (
	DoThrustTo   Verb = iota // Thing, A effort
	DoThrustFrom             // Thing, A effort
	DoClimb                  // up the fertility, A effort
	DoComfort                // A effort
	DoFollow                 // scent Index, A effort
	DoAvoid                  // scent Index, A effort
	DoTurn                   // B angle, A effort
	DoWander                 // B spread, A effort
	DoBrake
	DoRest
	DoEat
	DoFast
	DoMark
	DoBreed   // A share
	DoHold    //
	DoAttack  // Thing
	DoShare   // Thing, A energy
	DoScent   // Index channel, A amount
	DoSetMem  // Index slot, A value
	DoAddMem  // Index slot, A step
	DoKeepMem // Index slot, Sense
	verbCount
)

func (v Verb) moves() bool { return v <= DoRest }

// Action is one act of a rule. Its Verb says which fields count; the others are zero.
type Action struct {
	Verb  Verb
	Thing Thing
	Sense Sense
	Index int
	A, B  float64
}

// channel is what the action decides; of two on one channel, the later counts.
func (a Action) channel() int {
	switch {
	case a.Verb.moves():
		return 0
	case a.Verb == DoBreed || a.Verb == DoHold:
		return 1
	case a.Verb == DoEat || a.Verb == DoFast:
		return 2
	case a.Verb == DoScent:
		return 100 + a.Index
	case a.Verb == DoSetMem || a.Verb == DoAddMem || a.Verb == DoKeepMem:
		return 200 + a.Index
	}
	return int(a.Verb) + 10
}

// clone is a copy that shares nothing.
func (g Genome) clone() Genome {
	g.Rules = slices.Clone(g.Rules)
	for i, r := range g.Rules {
		g.Rules[i].When, g.Rules[i].Then = slices.Clone(r.When), slices.Clone(r.Then)
	}
	return g
}

// things of a rule, in order of their numbers: what must be there for it to act, and what its flags ask about.
func (r Rule) things() (needed, asked []Thing) {
	var need, ask [thingCount]bool
	for _, c := range r.When {
		need[c.Left.thing()], need[c.Right.thing()], ask[c.Flag.thing()] = true, true, true
	}
	for _, a := range r.Then {
		need[a.Thing], need[a.Sense.thing()] = true, true
	}
	for t := NearFood; t < thingCount; t++ {
		if need[t] {
			needed = append(needed, t)
		}
		if ask[t] {
			asked = append(asked, t)
		}
	}
	return needed, asked
}

// usesCrowd reports whether the rule counts the molbots around.
func (r Rule) usesCrowd() bool {
	for _, c := range r.When {
		if c.Left == SenseCrowd || c.Right == SenseCrowd {
			return true
		}
	}
	return slices.ContainsFunc(r.Then, func(a Action) bool { return a.Sense == SenseCrowd })
}

// Signature runs the program in the fixed situations.
func (g Genome) Signature() signature.Signature { return signature.Of(g.Native()) }
