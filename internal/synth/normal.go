package synth

import (
	"math"
	"slices"
)

// normal returns the normal form of the genome, in which genomes that print alike are equal. It respects the limits,
// drops actions that a later one of the same rule overrides and radii that are not used, and orders conditions as they
// are printed.
//
// The search finds duplicates by comparing normal forms. Source prints the normal form and Parse returns it, so parsing
// a printed genome yields an equal one.
func (g Genome) normal() Genome {
	for range 5 { // dropping one part can make another one superfluous
		next := g.normalOnce()
		if next.equal(g) {
			return next
		}
		g = next
	}
	return g
}

// equal reports whether two genomes in normal form are the same.
func (g Genome) equal(o Genome) bool {
	return g.Reach == o.Reach && slices.EqualFunc(g.Rules, o.Rules, func(a, b Rule) bool {
		return a.Stop == b.Stop && slices.Equal(a.When, b.When) && slices.Equal(a.Then, b.Then)
	})
}

func (g Genome) normalOnce() Genome {
	out := Genome{}
	for _, r := range g.Rules {
		r = r.normal()
		if len(r.Then) == 0 && (!r.Stop || len(r.When) == 0) || len(out.Rules) == maxRules {
			continue
		}
		if n := len(out.Rules); n > 0 && r.always() && out.Rules[n-1].always() { // they print as one rule
			r.Then = slices.Concat(out.Rules[n-1].Then, r.Then)
			out.Rules[n-1] = r.normal()
		} else {
			out.Rules = append(out.Rules, r)
		}
		if r.Stop && r.always() {
			break // no later rule ever runs
		}
	}
	for len(out.Rules) > 0 && out.Rules[len(out.Rules)-1].Stop { // a stop in the last rule has no effect
		last := &out.Rules[len(out.Rules)-1]
		last.Stop = false
		if len(last.Then) == 0 {
			out.Rules = out.Rules[:len(out.Rules)-1]
		}
	}
	out.dropOverridden()
	out.sortConds()
	out.setReach(g.Reach)
	return out
}

// dropOverridden removes an action along a gradient from a rule that always acts if a later such rule follows the same
// gradient.
func (g *Genome) dropOverridden() {
	var seen [verbCount]bool
	for i := len(g.Rules) - 1; i >= 0; i-- {
		r := &g.Rules[i]
		if !r.always() {
			continue
		}
		r.Then = slices.DeleteFunc(r.Then, func(a Action) bool {
			verb := a.Verb
			if verb == DoAvoid {
				verb = DoFollow
			}
			again := seen[verb]
			seen[verb] = verb == DoClimb || verb == DoComfort || verb == DoFollow
			return again && seen[verb]
		})
	}
	g.Rules = slices.DeleteFunc(g.Rules, func(r Rule) bool { return len(r.Then) == 0 && !r.Stop })
}

// setReach keeps the radii that are used, bounded and rounded.
func (g *Genome) setReach(reach [reachSlots]float64) {
	for _, r := range g.Rules {
		needed, asked := r.things()
		for _, t := range append(needed, asked...) {
			if thingTable[t].ranged {
				g.Reach[t] = radius(reach[t])
			}
		}
		if r.usesCrowd() {
			g.Reach[0] = radius(reach[0])
		}
	}
}

// radius bounds and rounds the radius of a sense. A missing radius becomes 60 px.
func radius(px float64) float64 {
	if !(px > 0) {
		return 60
	}
	return math.Max(1, math.Min(400, math.Round(px)))
}

// always reports whether the rule acts whatever the molbot senses.
func (r Rule) always() bool {
	needed, _ := r.things()
	return len(r.When) == 0 && len(needed) == 0
}

func (r Rule) normal() Rule {
	var out Rule
	out.Stop = r.Stop
	for i, a := range r.Then { // keep the last action on each channel
		later := slices.ContainsFunc(r.Then[i+1:], func(b Action) bool { return a.channel() == b.channel() })
		if !later {
			out.Then = append(out.Then, a.normal())
		}
	}
	if len(out.Then) > maxActions {
		out.Then = out.Then[:maxActions]
	}
	for _, c := range r.When {
		c = c.normal()
		if c.Flag == NoFlag && (c.Left == NoSense || c.Left == c.Right) || slices.Contains(out.When, c) {
			continue
		}
		if len(out.When) < maxConds {
			out.When = append(out.When, c)
		}
	}
	needed, _ := Rule{When: out.When, Then: out.Then}.things()
	out.When = slices.DeleteFunc(out.When, func(c Cond) bool { // a thing that the rule uses must be present anyway
		return c.Flag.thing() != NoThing && slices.Contains(needed, c.Flag.thing())
	})
	if len(out.When) == 0 {
		out.When = nil
	}
	for len(needed) > maxThings {
		out.dropThing(needed[len(needed)-1])
		needed, _ = out.things()
	}
	return out
}

// dropThing removes the conditions and actions that use t.
func (r *Rule) dropThing(t Thing) {
	r.When = slices.DeleteFunc(r.When, func(c Cond) bool { return c.Left.thing() == t || c.Right.thing() == t })
	r.Then = slices.DeleteFunc(r.Then, func(a Action) bool { return a.Thing == t || a.Sense.thing() == t })
}

func (c Cond) normal() Cond {
	if c.Flag != NoFlag {
		return Cond{Flag: c.Flag, Not: c.Not}
	}
	c.Not = false
	if c.Right != NoSense {
		c.Const = 0
	} else {
		c.Const = round(c.Const)
	}
	return c
}

// normal clears the fields that the verb does not use and rounds the others.
func (a Action) normal() Action {
	out := Action{Verb: a.Verb}
	switch a.Verb {
	case DoThrustTo, DoThrustFrom:
		out.Thing, out.A = a.Thing, round(a.A)
	case DoClimb, DoComfort, DoBreed:
		out.A = round(a.A)
	case DoFollow, DoAvoid, DoScent, DoSetMem, DoAddMem:
		out.Index, out.A = a.Index, round(a.A)
	case DoTurn, DoWander:
		out.A, out.B = round(a.A), round(a.B)
	case DoShare:
		out.Thing, out.A = a.Thing, round(a.A)
	case DoAttack:
		out.Thing = a.Thing
	case DoKeepMem:
		out.Index, out.Sense = a.Index, a.Sense
	}
	return out
}

func round(v float64) float64 {
	if v = math.Round(v*100) / 100; v == 0 {
		return 0 // never -0
	}
	return v
}

// sortConds orders the conditions as they are printed: first those that need none of the rule's own things.
func (g *Genome) sortConds() {
	own := g.ownThings()
	for i := range g.Rules {
		slices.SortStableFunc(g.Rules[i].When, func(a, b Cond) int {
			return int(own[i].last(a)) - int(own[i].last(b))
		})
	}
}

// thingSet is a set of things. As own things, it holds those that a rule senses itself because no other rule uses them.
type thingSet [thingCount]bool

// last returns the highest thing of the set that a condition uses, or NoThing.
func (s thingSet) last(c Cond) Thing {
	t := NoThing
	for _, of := range []Sense{c.Left, c.Right} {
		if s[of.thing()] {
			t = max(t, of.thing())
		}
	}
	return t
}

// ownThings returns, for each rule, the things that only this rule needs and no flag asks about.
func (g Genome) ownThings() []thingSet {
	var uses [thingCount]int
	for _, r := range g.Rules {
		needed, asked := r.things()
		for _, t := range needed {
			uses[t]++
		}
		for _, t := range asked {
			uses[t] += 2 // the flag is needed as a value of its own
		}
	}
	own := make([]thingSet, len(g.Rules))
	for i, r := range g.Rules {
		needed, _ := r.things()
		for _, t := range needed {
			own[i][t] = uses[t] == 1
		}
	}
	return own
}
