package synth

// Lowering decides where in a program each sense is read. Both the printer and the interpreter work on the result, so
// they read the same senses in the same order.

type op uint8

const (
	opHold   op = iota // assign sense to its local variable
	opSense            // sense thing for this rule and later ones
	opIf               // sense thing, if any; run body if it and all of there are present and conds hold
	opAct              // carry out act
	opReturn           // end the program
)

// step is one statement of a lowered program.
type step struct {
	op     op
	first  bool // first step of its rule
	sense  Sense
	thing  Thing
	unused bool // of opSense: only the presence of the thing is used
	there  []Thing
	conds  []Cond
	act    Action
	body   []step
}

// lowered is a program that can be printed or run.
//
// A thing that only one rule uses is sensed within that rule, after its other conditions, because sensing costs energy.
// A thing that several rules use, or whose presence a flag asks about, is sensed once, before the first of these rules.
type lowered struct {
	reach [reachSlots]float64
	held  [senseCount]bool // senses with a local variable
	steps []step
}

func (g Genome) lower() lowered {
	l := lowered{reach: g.Reach}
	var uses [senseCount]int
	var needed thingSet
	for _, r := range g.Rules {
		r.eachSense(func(s Sense) { uses[s]++ })
		things, _ := r.things()
		for _, t := range things {
			needed[t] = true
		}
	}
	own := g.ownThings()
	var sensed thingSet
	var holds [senseCount]bool
	for i, r := range g.Rules {
		start := len(l.steps)
		r.eachSense(func(s Sense) {
			hold := senseTable[s].hold
			l.held[s] = hold == holdAlways || hold == holdShared && uses[s] > 1
			if l.held[s] && !holds[s] {
				holds[s] = true
				l.steps = append(l.steps, step{op: opHold, sense: s})
			}
		})
		things, asked := r.things()
		for _, t := range merge(things, asked) {
			if !own[i][t] && !sensed[t] {
				sensed[t] = true
				l.steps = append(l.steps, step{op: opSense, thing: t, unused: !needed[t]})
			}
		}
		l.steps = append(l.steps, lowerRule(r, things, own[i])...)
		l.steps[start].first = true
	}
	return l
}

// eachSense visits the senses of a rule in the order in which they are printed.
func (r Rule) eachSense(visit func(Sense)) {
	for _, c := range r.When {
		for _, s := range []Sense{c.Left, c.Right} {
			if s != NoSense {
				visit(s)
			}
		}
	}
	for _, a := range r.Then {
		if a.Sense != NoSense {
			visit(a.Sense)
		}
	}
}

// lowerRule nests the steps of a rule: first the conditions on values that are already known, then one level for each
// thing that the rule senses itself.
func lowerRule(r Rule, things []Thing, own thingSet) []step {
	var body []step
	for _, a := range r.Then {
		body = append(body, step{op: opAct, act: a})
	}
	if r.Stop {
		body = append(body, step{op: opReturn})
	}
	for i := len(things) - 1; i >= 0; i-- {
		if t := things[i]; own[t] {
			body = []step{{op: opIf, thing: t, conds: condsOf(r, own, t), body: body}}
		}
	}
	first := step{op: opIf, conds: condsOf(r, own, NoThing), body: body}
	for _, t := range things {
		if !own[t] {
			first.there = append(first.there, t)
		}
	}
	if len(first.conds) == 0 && len(first.there) == 0 {
		return body
	}
	return []step{first}
}

func condsOf(r Rule, own thingSet, t Thing) []Cond {
	var conds []Cond
	for _, c := range r.When {
		if own.last(c) == t {
			conds = append(conds, c)
		}
	}
	return conds
}

func merge(a, b []Thing) []Thing {
	var in thingSet
	for _, t := range a {
		in[t] = true
	}
	for _, t := range b {
		in[t] = true
	}
	var out []Thing
	for t := NearFood; t < thingCount; t++ {
		if in[t] {
			out = append(out, t)
		}
	}
	return out
}
