package synth

import (
	"fmt"
	"math"
	"strings"
)

// words describes in plain words what the rule does.
func (r Rule) words(reach [reachSlots]float64) string {
	var when []string
	mentioned := thingSet{}
	for _, c := range r.When {
		mentioned[c.Left.thing()], mentioned[c.Right.thing()], mentioned[c.Flag.thing()] = true, true, true
		when = append(when, c.words(reach))
	}
	needed, _ := r.things()
	for _, t := range needed {
		if !mentioned[t] {
			when = append(when, thereWords(t, false, reach))
		}
	}
	var then []string
	for _, a := range r.Then {
		then = append(then, a.words())
	}
	if r.Stop {
		then = append(then, "do nothing more")
	}
	if len(when) == 0 {
		return "always " + strings.Join(then, ", ")
	}
	return "when " + strings.Join(when, " and ") + ": " + strings.Join(then, ", ")
}

func (c Cond) words(reach [reachSlots]float64) string {
	switch {
	case c.Flag == FlagCanBreed && c.Not:
		return "it is not ready to breed"
	case c.Flag == FlagCanBreed:
		return "it is ready to breed"
	case c.Flag != NoFlag:
		return thereWords(c.Flag.thing(), c.Not, reach)
	}
	than := "above"
	if c.Less {
		than = "below"
	}
	left := c.Left.words(reach)
	if c.Right != NoSense {
		return fmt.Sprintf("%s is %s %s", left, than, c.Right.words(reach))
	}
	return fmt.Sprintf("%s is %s %s", left, than, amountWords(c.Left, c.Const))
}

func (s Sense) words(reach [reachSlots]float64) string {
	if s == SenseCrowd {
		return fmt.Sprintf("the number of neighbours within %s px", number(reach[0]))
	}
	if s >= SenseMem0 && s <= SenseMem3 || s >= SenseScent0 && s <= SenseScent3 {
		return senseTable[s].words
	}
	return "the " + senseTable[s].words
}

func amountWords(s Sense, v float64) string {
	switch senseTable[s].unit {
	case unitShare:
		return number(math.Round(v*100)) + " %"
	case unitDistance:
		return number(v) + " px"
	}
	if s == SenseMarkDistance {
		return fmt.Sprintf("(%.0f px)²", math.Sqrt(math.Max(v, 0)))
	}
	return number(v)
}

func thereWords(t Thing, not bool, reach [reachSlots]float64) string {
	short := strings.TrimPrefix(thingTable[t].words, "the ")
	switch {
	case t == MarkPlace && not:
		return "no place is marked"
	case t == MarkPlace:
		return "a place is marked"
	case not:
		return fmt.Sprintf("no %s is within %s px", lastWord(short), number(reach[t]))
	}
	return fmt.Sprintf("%s is within %s px", thingTable[t].words, number(reach[t]))
}

func lastWord(s string) string { return s[strings.LastIndexByte(s, ' ')+1:] }

func (a Action) words() string {
	thing := thingTable[a.Thing].words
	effort := fmt.Sprintf("at %s %% effort", number(math.Round(a.A*100)))
	switch a.Verb {
	case DoThrustTo:
		return fmt.Sprintf("head for %s %s", thing, effort)
	case DoThrustFrom:
		return fmt.Sprintf("move away from %s %s", thing, effort)
	case DoClimb:
		return "move towards fertile ground " + effort
	case DoComfort:
		return "move towards comfortable warmth " + effort
	case DoFollow:
		return fmt.Sprintf("follow scent %d %s", a.Index, effort)
	case DoAvoid:
		return fmt.Sprintf("flee scent %d %s", a.Index, effort)
	case DoTurn:
		return turnWords(a.B) + " " + effort
	case DoWander:
		return fmt.Sprintf("wander, turning by up to %s rad, %s", number(round(math.Abs(a.B)/2)), effort)
	case DoBrake:
		return "brake"
	case DoRest:
		return "rest"
	}
	return a.handleWords(thing)
}

func (a Action) handleWords(thing string) string {
	switch a.Verb {
	case DoEat:
		return "eat"
	case DoFast:
		return "leave food alone"
	case DoMark:
		return "mark this place"
	case DoBreed:
		return fmt.Sprintf("have a child with %s %% of the energy", number(math.Round(a.A*100)))
	case DoHold:
		return "put off having a child"
	case DoAttack:
		return "attack " + thing
	case DoShare:
		return fmt.Sprintf("give %s energy to %s", number(a.A), thing)
	case DoScent:
		return fmt.Sprintf("leave %s of scent %d", number(a.A), a.Index)
	case DoSetMem:
		return fmt.Sprintf("set memory %d to %s", a.Index, number(a.A))
	case DoAddMem:
		return fmt.Sprintf("add %s to memory %d", number(a.A), a.Index)
	}
	return fmt.Sprintf("keep the %s in memory %d", senseTable[a.Sense].words, a.Index)
}

func turnWords(angle float64) string {
	switch {
	case angle == 0:
		return "go straight on"
	case math.Abs(angle) > 2.8:
		return "turn back"
	case angle < 0:
		return fmt.Sprintf("turn left by %s rad", number(-angle))
	}
	return fmt.Sprintf("turn right by %s rad", number(angle))
}
