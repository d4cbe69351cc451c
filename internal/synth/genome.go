package synth

import (
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/signature"
)

// Limits on the size of a genome.
const (
	maxRules   = 6
	maxConds   = 2
	maxActions = 3
	maxThings  = 2 // different things that one rule senses
)

// Genome is a program: rules that run from first to last. A later rule overrides an earlier one where both act on the
// same channel.
type Genome struct {
	Reach [reachSlots]float64 // radius of each ranged sense [px], by Thing, 0 where unused; slot 0 is Crowd's
	Rules []Rule
}

// Rule acts if every thing that it uses is present and every condition holds.
type Rule struct {
	When []Cond
	Then []Action
	Stop bool // later rules do not run after this one
}

// Cond is a flag, or else a comparison of a sensed number with another one or with a constant.
type Cond struct {
	Flag  Flag
	Not   bool
	Left  Sense
	Less  bool // Left < right, else Left > right
	Right Sense
	Const float64 // the right side if Right is NoSense
}

// Flag is a condition that is true or false.
type Flag uint8

// Flags. Those after FlagCanBreed say whether a Thing is present.
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

// Verb is the kind of an action.
type Verb uint8

// Verbs, with the fields of Action that they use. The verbs up to DoRest move the molbot.
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

// Action is one act of a rule. Its Verb determines which fields are used; the others are zero.
type Action struct {
	Verb  Verb
	Thing Thing
	Sense Sense
	Index int
	A, B  float64
}

// channel is what the action decides. Of two actions on the same channel the later one counts.
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

// clone returns a deep copy.
func (g Genome) clone() Genome {
	g.Rules = slices.Clone(g.Rules)
	for i, r := range g.Rules {
		g.Rules[i].When, g.Rules[i].Then = slices.Clone(r.When), slices.Clone(r.Then)
	}
	return g
}

// things returns, in the order of their numbers, the things that must be present for the rule to act and the things
// that its flags ask about.
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

// usesCrowd reports whether the rule counts the molbots nearby.
func (r Rule) usesCrowd() bool {
	for _, c := range r.When {
		if c.Left == SenseCrowd || c.Right == SenseCrowd {
			return true
		}
	}
	return slices.ContainsFunc(r.Then, func(a Action) bool { return a.Sense == SenseCrowd })
}

// Signature returns the behaviour of the program in a fixed set of situations.
func (g Genome) Signature() signature.Signature { return signature.Of(g.Native()) }
