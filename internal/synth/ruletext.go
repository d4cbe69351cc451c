package synth

import (
	"fmt"
	"strings"
)

// RulesText lists the vocabulary of rules for a prompt: the senses with their usual range, and the actions.
func RulesText() string {
	var b strings.Builder
	b.WriteString("Senses, with their usual range:\n")
	for _, group := range []struct {
		about string
		of    func(Sense) bool
	}{
		{"of itself and its surroundings", func(s Sense) bool { return s.thing() == NoThing }},
		{"of what it sees (a rule with one of these acts only while that is in sight)",
			func(s Sense) bool { return s.thing() != NoThing }},
	} {
		var names []string
		for s := SenseEnergy; s < senseCount; s++ {
			if info := senseTable[s]; group.of(s) {
				names = append(names, fmt.Sprintf("%s %s to %s", senseWords[s], number(info.low), number(info.high)))
			}
		}
		fmt.Fprintf(&b, "- %s: %s\n", group.about, strings.Join(names, ", "))
	}
	fmt.Fprintf(&b, "- true or false: %s\n", strings.Join(flagWords[1:], ", "))
	b.WriteString("Actions:\n")
	for _, s := range shapes {
		fmt.Fprintf(&b, "- %s\n", s.text())
	}
	return b.String()
}

// text describes an action, such as "give_energy: what (kin, molbot), amount 0.1 to 100".
func (s shape) text() string {
	var parts []string
	if s.thing != nil {
		var things []string
		for _, t := range s.thing {
			things = append(things, thingWords[t])
		}
		parts = append(parts, "what ("+strings.Join(things, ", ")+")")
	}
	if s.index {
		parts = append(parts, fmt.Sprintf("slot 0 to %d", maxIndex))
	}
	if s.sense {
		parts = append(parts, "sense")
	}
	if s.b != "" {
		parts = append(parts, s.b+" in radians")
	}
	switch {
	case s.a != "" && s.hi <= 100:
		parts = append(parts, fmt.Sprintf("%s %s to %s", s.a, number(s.low), number(s.hi)))
	case s.a != "":
		parts = append(parts, s.a)
	}
	if len(parts) == 0 {
		return s.word
	}
	return s.word + ": " + strings.Join(parts, ", ")
}
