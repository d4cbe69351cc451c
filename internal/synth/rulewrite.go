package synth

import "encoding/json"

// JSON writes the program as rules that obey the schema, except that there may be more rules than it allows.
func (g Genome) JSON() string {
	g = g.normal()
	rules := list{}
	for _, r := range g.Rules {
		rules = append(rules, r.object())
	}
	whole := object{"rules": rules}
	within := object{}
	for i, px := range g.Reach {
		if px > 0 && reachWords[i] != "" {
			within[reachWords[i]] = px
		}
	}
	if len(within) > 0 {
		whole["look_within"] = within
	}
	text, err := json.Marshal(whole)
	if err != nil {
		panic(err) // a genome holds only values that can be marshalled
	}
	return string(text)
}

func (r Rule) object() object {
	when, then := list{}, list{}
	for _, c := range r.When {
		when = append(when, c.object())
	}
	for _, a := range r.Then {
		then = append(then, a.object())
	}
	of := object{"when": when, "then": then}
	if r.Stop {
		of["stop"] = true
	}
	return of
}

func (c Cond) object() object {
	if c.Flag != NoFlag {
		return object{"sense": flagWords[c.Flag], "is": map[bool]string{true: "false", false: "true"}[c.Not]}
	}
	of := object{"sense": senseWords[c.Left], "is": map[bool]string{true: "below", false: "above"}[c.Less]}
	if c.Right != NoSense {
		of["than_sense"] = senseWords[c.Right]
	} else {
		of["than"] = c.Const
	}
	return of
}

func (a Action) object() object {
	s := shapes[a.Verb]
	of := object{"do": s.word}
	if s.thing != nil {
		of["what"] = thingWords[a.Thing]
	}
	if s.index {
		of["slot"] = a.Index
	}
	if s.sense {
		of["sense"] = senseWords[a.Sense]
	}
	if s.a != "" {
		of[s.a] = a.A
	}
	if s.b != "" {
		of[s.b] = a.B
	}
	return of
}
