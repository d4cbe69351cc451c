package synth

import (
	"fmt"
	"go/format"
	"strconv"
	"strings"
)

// Source prints the program as Go: the function Execute with a comment that describes the rules. about, if any, begins
// the comment.
func (g Genome) Source(about string) string {
	g = g.normal()
	p := printer{lowered: g.lower()}
	p.doc(about, g)
	p.line("func Execute(m *trait.Molbot) {")
	p.block(p.steps)
	p.line("}")
	source, err := format.Source([]byte(p.String()))
	if err != nil {
		panic(fmt.Sprintf("synth printed what is not Go: %v\n%s", err, p.String()))
	}
	return string(source)
}

type printer struct {
	strings.Builder
	lowered
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(&p.Builder, format+"\n", args...) }

func (p *printer) doc(about string, g Genome) {
	if about = strings.Join(strings.Fields(about), " "); about == "" {
		about = "follows these rules; a later one overrules an earlier one"
	}
	for line := range strings.SplitSeq(wrap("Execute "+about+":", 112), "\n") {
		p.line("// %s", line)
	}
	for _, r := range g.Rules {
		text := strings.ReplaceAll(wrap(r.words(g.Reach)+".", 108), "\n", "\n//     ")
		p.line("//   - %s", text)
	}
}

func (p *printer) block(steps []step) {
	for i, s := range steps {
		if s.first && i > 0 {
			p.line("")
		}
		switch s.op {
		case opHold:
			p.line("%s := %s", senseTable[s.sense].name, p.expr(s.sense))
		case opSense:
			name := thingTable[s.thing].name
			if s.unused {
				name = "_"
			}
			p.line("%s, %s := %s", name, thingTable[s.thing].ok, p.look(s.thing))
		case opIf:
			p.line("if %s {", p.head(s))
			p.block(s.body)
			p.line("}")
		case opAct:
			p.action(s.act)
		case opReturn:
			p.line("return")
		}
	}
}

func (p *printer) look(t Thing) string {
	if !thingTable[t].ranged {
		return fmt.Sprintf("m.%s()", thingTable[t].method)
	}
	return fmt.Sprintf("m.%s(%s)", thingTable[t].method, number(p.reach[t]))
}

func (p *printer) head(s step) string {
	var init string
	var tests []string
	if s.thing != NoThing {
		init = fmt.Sprintf("%s, ok := %s; ", thingTable[s.thing].name, p.look(s.thing))
		tests = append(tests, "ok")
	}
	for _, t := range s.there {
		tests = append(tests, thingTable[t].ok)
	}
	for _, c := range s.conds {
		tests = append(tests, p.test(c))
	}
	return init + strings.Join(tests, " && ")
}

func (p *printer) test(c Cond) string {
	not := ""
	if c.Not {
		not = "!"
	}
	switch {
	case c.Flag == FlagCanBreed:
		return not + "m.CanBreed()"
	case c.Flag != NoFlag:
		return not + thingTable[c.Flag.thing()].ok
	}
	op, right := ">", number(c.Const)
	if c.Less {
		op = "<"
	}
	if c.Right != NoSense {
		right = p.value(c.Right)
	}
	return fmt.Sprintf("%s %s %s", p.value(c.Left), op, right)
}

func (p *printer) value(s Sense) string {
	if p.held[s] {
		return senseTable[s].name
	}
	return p.expr(s)
}

func (p *printer) expr(s Sense) string {
	if s == SenseCrowd {
		return fmt.Sprintf(senseTable[s].expr, number(p.reach[0]))
	}
	return senseTable[s].expr
}

func (p *printer) action(a Action) {
	name, effort := thingTable[a.Thing].name, number(a.A)
	switch a.Verb {
	case DoThrustTo:
		p.line("m.ThrustToward(%s.DX, %s.DY, %s)", name, name, effort)
	case DoThrustFrom:
		p.line("m.ThrustToward(-%s.DX, -%s.DY, %s)", name, name, effort)
	case DoClimb:
		p.line("rise := m.FertilityGradient()\nm.ThrustToward(rise.DX, rise.DY, %s)", effort)
	case DoComfort:
		p.line("mild := m.Comfort()\nm.ThrustToward(mild.DX, mild.DY, %s)", effort)
	case DoFollow:
		p.line("trail := m.ScentGradient(%d)\nm.ThrustToward(trail.DX, trail.DY, %s)", a.Index, effort)
	case DoAvoid:
		p.line("trail := m.ScentGradient(%d)\nm.ThrustToward(-trail.DX, -trail.DY, %s)", a.Index, effort)
	case DoTurn:
		p.line("m.Turn(%s, %s)", number(a.B), effort)
	case DoWander:
		p.line("m.Turn((m.Rand()-0.5)*%s, %s)", number(a.B), effort)
	case DoBrake:
		p.line("m.Brake()")
	case DoRest:
		p.line("m.Rest()")
	default:
		p.handle(a)
	}
}

func (p *printer) handle(a Action) {
	name, amount := thingTable[a.Thing].name, number(a.A)
	switch a.Verb {
	case DoEat:
		p.line("m.Eat()")
	case DoFast:
		p.line("m.Fast()")
	case DoMark:
		p.line("m.MarkHere()")
	case DoBreed:
		p.line("m.Reproduce(%s)", amount)
	case DoHold:
		p.line("m.HoldBirth()")
	case DoAttack:
		p.line("m.Attack(%s)", name)
	case DoShare:
		p.line("m.Share(%s, %s)", name, amount)
	case DoScent:
		p.line("m.LeaveScent(%d, %s)", a.Index, amount)
	case DoSetMem:
		p.line("m.SetMem(%d, %s)", a.Index, amount)
	case DoAddMem:
		p.line("m.SetMem(%d, m.Mem(%d)+%s)", a.Index, a.Index, amount)
	case DoKeepMem:
		p.line("m.SetMem(%d, %s)", a.Index, p.value(a.Sense))
	}
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// wrap breaks text into lines of at most width bytes.
func wrap(text string, width int) string {
	var b strings.Builder
	column := 0
	for word := range strings.FieldsSeq(text) {
		if column > 0 && column+1+len(word) > width {
			b.WriteByte('\n')
			column = 0
		} else if column > 0 {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String()
}
