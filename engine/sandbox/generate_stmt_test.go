package sandbox

import (
	"fmt"
	"strings"
)

func (g *generator) statements(n int) {
	for range 1 + g.IntN(n+1) {
		if g.budget--; g.budget < 0 {
			return
		}
		g.statement()
	}
}

func (g *generator) statement() {
	if g.depth > 3 {
		g.assignment()
		return
	}
	g.depth++
	defer func() { g.depth-- }()
	switch g.IntN(20) {
	case 0, 1, 2, 3:
		g.declaration()
	case 4, 5, 6, 7:
		g.assignment()
	case 8, 9:
		g.ifStatement()
	case 10:
		g.forStatement()
	case 11:
		g.rangeStatement()
	case 12:
		g.switchStatement()
	case 13:
		g.tuple()
	case 14:
		g.closure()
	case 15:
		g.pointer()
	case 16:
		g.appendStatement()
	case 17:
		g.leave()
	case 18:
		g.sense()
	default:
		g.line("{")
		g.nested(2)
		g.line("}")
	}
}

func (g *generator) nested(n int) {
	g.indent++
	g.block(n)
	g.indent--
}

func (g *generator) declare(typ string) {
	name := g.name("a")
	value := g.expr(typ, 3)
	switch {
	case g.IntN(4) == 0:
		g.line("var %s %s", name, typ)
	case g.IntN(3) == 0:
		g.line("var %s %s = %s", name, typ, value)
	default:
		g.line("%s := %s", name, g.typed(typ, value))
	}
	g.line("_ = %s", name)
	g.vars = append(g.vars, variable{name, typ})
}

// typed makes sure that := gives a variable the type that the generator assumes.
func (g *generator) typed(typ, value string) string {
	switch typ {
	case "bool",
		"string",
		"[]float64",
		"[]pair§",
		"[]int",
		"pair§",
		"deep§",
		"[3]float64",
		"[2]pair§",
		"*pair§",
		"trait.Vector":
		if value == "nil" {
			return "(" + typ + ")(nil)"
		}
		return value
	}
	return typ + "(" + value + ")"
}

func (g *generator) declaration() {
	if g.IntN(4) > 0 {
		g.declare(g.anyType())
		return
	}
	a, b := g.name("b"), g.name("c")
	if a == b {
		b += "2"
	}
	ta, tb := g.anyType(), g.anyType()
	g.line("%s, %s := %s, %s", a, b, g.typed(ta, g.expr(ta, 2)), g.typed(tb, g.expr(tb, 2)))
	g.line("_, _ = %s, %s", a, b)
	g.vars = append(g.vars, variable{a, ta}, variable{b, tb})
}

func (g *generator) assignment() {
	if g.IntN(4) == 0 {
		g.part()
		return
	}
	typ := g.anyType()
	name := g.find(typ, true)
	if name == "" {
		g.declare(typ)
		return
	}
	numeric := strings.Contains("float64 int uint8 int32 uint64 float32 mode§ int8 uint", typ)
	switch {
	case numeric && g.IntN(3) == 0:
		g.line("%s %s= %s", name, g.pick("+", "-", "*"), g.expr(typ, 2))
	case numeric && g.IntN(4) == 0:
		g.line("%s%s", name, g.pick("++", "--"))
	case typ == "uint8" || typ == "int32" || typ == "uint64":
		g.line("%s %s= %s", name, g.pick("<<", ">>", "&", "|", "^", "&^"), g.pick("3", "1", "5"))
	default:
		g.line("%s = %s", name, g.expr(typ, 3))
	}
}

// part generates an assignment to a field or an element.
func (g *generator) part() {
	switch g.IntN(6) {
	case 0:
		if v := g.find("pair§", true); v != "" {
			g.line("%s.a %s= %s", v, g.pick("", "+", "*"), g.expr("float64", 2))
		}
	case 1:
		if v := g.find("deep§", true); v != "" {
			g.line("%s.%s = %s", v, g.pick("p.a", "list[2].b", "v.DY", "list[0].a"), g.expr("float64", 2))
		}
	case 2:
		if v := g.find("[3]float64", true); v != "" {
			g.line("%s[%s] %s= %s", v, g.index(3), g.pick("", "+", "-"), g.expr("float64", 2))
		}
	case 3:
		if v := g.find("[]float64", true); v != "" {
			g.line("if len(%s) > 2 {\n\t%s[%s] = %s\n}", v, v, g.index(3), g.expr("float64", 2))
		}
	case 4:
		if v := g.find("[2]pair§", true); v != "" {
			g.line("%s[%s]%s", v, g.index(2), g.pick(".n++", ".a = "+g.expr("float64", 1), " = "+g.expr("pair§", 1)))
		}
	default:
		if v := g.find("*pair§", true); v != "" {
			g.line("if %s != nil {\n\t%s.b = %s\n\t%s.bump(1.5)\n\t(*%s).n--\n}", v, v, g.expr("float64", 2), v, v)
		}
	}
}

// index generates an index below n or, occasionally, a variable that may be out of range.
func (g *generator) index(n int) string {
	if g.IntN(40) == 0 {
		return g.expr("int", 1)
	}
	if g.IntN(2) == 0 {
		return fmt.Sprintf("uint(%s)%%%d", g.nonConst("int"), n)
	}
	return fmt.Sprint(g.IntN(n))
}

func (g *generator) nonConst(typ string) string {
	if v := g.find(typ, false); v != "" {
		return v
	}
	return typ + "(count§(2))"
}

func (g *generator) ifStatement() {
	scope := len(g.vars)
	if g.IntN(3) == 0 {
		name, typ := g.name("d"), g.anyType()
		g.line("if %s := %s; %s {", name, g.literalSafe(g.typed(typ, g.expr(typ, 1))), g.expr("bool", 2))
		g.vars = append(g.vars, variable{name, typ})
		g.line("\t_ = %s", name)
	} else {
		g.line("if %s {", g.expr("bool", 3))
	}
	g.nested(g.IntN(3))
	switch g.IntN(4) {
	case 0:
		g.line("} else {")
		g.nested(2)
	case 1:
		g.line("} else if %s {", g.expr("bool", 2))
		g.nested(2)
		g.line("} else {")
		if g.IntN(2) == 0 {
			g.nested(1)
		}
	}
	g.line("}")
	g.vars = g.vars[:scope]
}

// literalSafe puts composite literals in parentheses, as the grammar requires in the condition of an if.
func (g *generator) literalSafe(e string) string {
	if strings.Contains(e, "{") {
		return "(" + e + ")"
	}
	return e
}

func (g *generator) label() string {
	if g.IntN(3) > 0 {
		return ""
	}
	g.fresh++
	return fmt.Sprintf("L%d", g.fresh)
}

// loopBody generates a body that uses its label.
func (g *generator) loopBody(label string) {
	g.loops = append(g.loops, label)
	g.nested(2)
	if label != "" {
		g.line("\tif %s {\n\t\t%s %s\n\t}", g.expr("bool", 1), g.pick("break", "continue"), label)
	}
	g.loops = g.loops[:len(g.loops)-1]
}

func (g *generator) forStatement() {
	label, scope := g.label(), len(g.vars)
	g.fresh++
	i := fmt.Sprintf("i%d", g.fresh)
	n := g.IntN(6)
	if g.IntN(6) == 0 && len(g.loops) == 0 {
		n = 40
	}
	if label != "" {
		g.line("%s:", label)
	}
	switch g.IntN(3) {
	case 0:
		g.line("for %s := 0; %s < %d; %s++ {", i, i, n, i)
	case 1:
		g.line("for %s := %d; %s > 0; %s -= 2 {", i, n, i, i)
	default:
		g.line("for %s, lim := 0, %d; %s < lim && %s; %s++ {", i, n, i, g.expr("bool", 1), i)
	}
	g.vars = append(g.vars, variable{i, "int"})
	g.frozen[i] = true
	if g.IntN(5) == 0 {
		g.line("\tptr := &%s\n\tsum += uint64(*ptr)", i)
	}
	g.loopBody(label)
	g.line("}")
	g.vars = g.vars[:scope]
}

func (g *generator) rangeStatement() {
	label, scope := g.label(), len(g.vars)
	if label != "" {
		g.line("%s:", label)
	}
	g.fresh++
	k, v := fmt.Sprintf("k%d", g.fresh), fmt.Sprintf("e%d", g.fresh)
	switch g.IntN(4) {
	case 0:
		g.line("for %s := range %d {", k, g.IntN(5))
		g.vars = append(g.vars, variable{k, "int"})
	case 1:
		g.line("for range %s {", g.pick("3", "count§(2)", "0"))
	case 2:
		typ := g.pick("[]float64", "[3]float64")
		g.line("for %s, %s := range %s {\n\t_, _ = %s, %s", k, v, g.literalSafe(g.noNil(g.expr(typ, 1))), k, v)
		g.vars = append(g.vars, variable{k, "int"}, variable{v, "float64"})
	default:
		typ := g.pick("[]pair§", "[2]pair§")
		g.line("for _, %s := range %s {\n\t_ = %s", v, g.literalSafe(g.noNil(g.expr(typ, 1))), v)
		g.vars = append(g.vars, variable{v, "pair§"})
	}
	g.loopBody(label)
	g.line("}")
	g.vars = g.vars[:scope]
}

func (g *generator) noNil(e string) string {
	if e == "nil" {
		return "([]float64)(nil)"
	}
	return e
}

func (g *generator) switchStatement() {
	if g.IntN(2) == 0 {
		typ := g.pick("int", "mode§", "string", "uint8", "float64")
		g.line("switch %s {", g.literalSafe(g.typed(typ, g.expr(typ, 2))))
		used := map[string]bool{}
		for range 1 + g.IntN(3) {
			var list []string
			for range 1 + g.IntN(2) {
				if c := g.literal(typ); !used[c] && !strings.Contains(c, "third") {
					used[c] = true
					list = append(list, c)
				}
			}
			if len(list) > 0 {
				g.line("case %s:", strings.Join(list, ", "))
				g.nested(2)
			}
		}
	} else {
		g.line("switch {")
		cases := g.IntN(4)
		for i := range cases {
			g.line("case %s:", g.expr("bool", 2))
			g.nested(2)
			if g.IntN(3) == 0 {
				g.line("\tif %s {\n\t\tbreak\n\t}\n\tsum += 5", g.expr("bool", 1))
			}
			if i+1 < cases && g.IntN(3) == 0 {
				g.line("\tfallthrough")
			}
		}
	}
	if g.IntN(2) == 0 {
		g.line("default:")
		g.nested(2)
	}
	g.line("}")
}

func (g *generator) tuple() {
	switch g.IntN(4) {
	case 0:
		a, b := g.find("float64", true), g.find("float64", true)
		if a != "" && a != b {
			g.line("%s, %s = %s, %s", a, b, b, g.pick(a, g.expr("float64", 2)))
		}
	case 1:
		a, n := g.find("float64", true), g.find("int", true)
		if a != "" && n != "" {
			g.line("%s, %s = two§(%s, %s)", a, n, g.expr("float64", 1), g.expr("int", 1))
		}
	case 2:
		if v := g.find("[3]float64", true); v != "" {
			g.line("%s[0], %s[1], %s[2] = %s[2], %s[0], %s[1]", v, v, v, v, v, v)
		}
	default:
		if v, n := g.find("[3]float64", true), g.find("int", true); v != "" && n != "" {
			g.line("%s = %s %% 3\nif %s < 0 {\n\t%s = 0\n}", n, n, n, n)
			g.line("%s, %s[%s] = 2, %s", n, v, n, g.expr("float64", 1))
		}
	}
}

func (g *generator) closure() {
	f := fmt.Sprintf("fn%d", g.fresh)
	g.fresh++
	scope, inside := len(g.vars), g.inside
	g.line("%s := func(q float64) float64 {", f)
	g.vars = append(g.vars, variable{"q", "float64"})
	g.inside = "float64"
	loops := g.loops
	g.loops = nil
	g.nested(2)
	g.loops, g.inside = loops, inside
	g.line("\treturn %s", g.expr("float64", 2))
	g.line("}")
	g.vars = g.vars[:scope]
	g.fresh++
	for i := range 1 + g.IntN(2) {
		r := fmt.Sprintf("r%d_%d", g.fresh, i)
		g.line("%s := %s(%s)", r, f, g.expr("float64", 1))
		g.vars = append(g.vars, variable{r, "float64"})
		g.line("_ = %s", r)
	}
}

func (g *generator) pointer() {
	g.fresh++
	p := fmt.Sprintf("ptr%d", g.fresh)
	switch g.IntN(4) {
	case 0:
		if v := g.find("pair§", true); v != "" {
			g.line("%s := &%s\n%s.bump(2)\n%s.a = 3.5\n%s = pair§{n: 4, a: %s.b}", p, v, p, v, v, p)
			g.vars = append(g.vars, variable{p, "*pair§"})
			return
		}
	case 1:
		if v := g.find("float64", true); v != "" {
			g.line("%s := &%s\n*%s += 1.25\n%s *= 2", p, v, p, v)
			g.line("sum = mix§(sum, *%s)", p)
			return
		}
	case 2:
		if v := g.find("[]pair§", true); v != "" {
			g.line("if len(%s) > 0 {\n\t%s := &%s[0]\n\t%s.bump(0.5)\n}", v, p, v, p)
			return
		}
	default:
		if v := g.find("pair§", true); v != "" {
			g.line("%s.bump(%s)", v, g.expr("float64", 1))
			return
		}
	}
	g.line("%s := &pair§{a: %s}\n_ = %s", p, g.expr("float64", 1), p)
	g.vars = append(g.vars, variable{p, "*pair§"})
}

func (g *generator) appendStatement() {
	if v := g.find("[]float64", true); v != "" && g.IntN(2) == 0 {
		switch g.IntN(4) {
		case 0:
			g.line("%s = append(%s, %s, %s)", v, v, g.expr("float64", 1), g.expr("float64", 1))
		case 1:
			w := g.find("[]float64", false)
			g.line("if len(%s)+len(%s) < 40 {\n\t%s = append(%s, %s...)\n}", v, w, v, v, w)
		case 2:
			g.line("if len(%s) > 1 {\n\t%s = %s[1:]\n\tsum += uint64(copy(%s, %s))\n}", v, v, v, v, g.find("[]float64", false))
		default:
			g.line("fill§(%s, %s)", v, g.expr("float64", 1))
		}
		return
	}
	if v := g.find("[]pair§", true); v != "" {
		g.line("%s = append(%s, %s)", v, v, g.expr("pair§", 1))
		return
	}
	g.declare(g.pick("[]float64", "[]pair§"))
}

func (g *generator) leave() {
	if len(g.loops) > 0 && g.IntN(2) == 0 {
		g.line("if %s {\n\t%s\n}", g.expr("bool", 2), g.pick("break", "continue"))
		return
	}
	if g.inside == "" {
		if g.IntN(3) == 0 && g.depth > 1 {
			g.line("if %s {\n\tm.SetMem(0, float64(sum>>40))\n\treturn\n}", g.expr("bool", 2))
		}
		return
	}
	g.line("if %s {\n\treturn %s\n}", g.expr("bool", 2), g.expr(g.inside, 1))
}

func (g *generator) sense() {
	if g.inside != "" && g.loops == nil {
		g.assignment()
		return
	}
	if g.inside != "" {
		return
	}
	g.fresh++
	n := fmt.Sprintf("food%d", g.fresh)
	switch g.IntN(4) {
	case 0:
		g.line("if %s, ok := m.NearestFood(%s); ok {\n\tm.ThrustToward(%s.DX, %s.DY, %s)\n\tsum = mix§(sum, %s.Distance)\n}",
			n, g.expr("float64", 1), n, n, g.expr("float64", 1), n)
	case 1:
		g.line("%s, seen := m.NearestMolbot(90)\n_ = seen\nif seen && %s.Size < %s {\n\tm.Attack(%s)\n}", n, n,
			g.expr("float64", 1), n)
	case 2:
		g.line("%s := m.Comfort()", n)
		g.line("_ = %s", n)
		g.vars = append(g.vars, variable{n, "trait.Vector"})
	default:
		g.line("m.%s", g.pick("Eat()", "Brake()", "Yield()", "MarkHere()", "HoldBirth()",
			"LeaveScent(1, "+g.expr("float64", 1)+")",
			"Turn("+g.expr("float64", 1)+", 0.5)", "SetMem("+g.expr("int", 1)+", 2)"))
	}
}
