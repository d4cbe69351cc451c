package synth

// Lowering decides where a program senses what. The printer spells the result and the interpreter runs it, so that
// both do the same in the same order.

type op uint8

const (
	opHold   op = iota // sense goes into its local variable
	opSense            // thing is sensed for this rule and later ones
	opIf               // body runs if thing (sensed here, if any) is there, every one of there is, and conds hold
	opAct              // act is carried out
	opReturn           // the program ends
)

// step is one statement of a lowered program.
type step struct {
	op     op
	first  bool // of its rule
	sense  Sense
	thing  Thing
	unused bool // of opSense: only whether the thing is there counts
	there  []Thing
	conds  []Cond
	act    Action
	body   []step
}

// lowered is a program ready to be printed or run.
type lowered struct {
	reach [reachSlots]float64
	held  [senseCount]bool // senses that have a local variable
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

// eachSense visits the senses of a rule in the order of printing.
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

// lowerRule nests the rule: first what is known, then each thing that the rule senses for itself.
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
