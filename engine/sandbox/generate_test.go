package sandbox

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// generator writes random traits within the accepted subset of Go, to compare them with the real toolchain. It avoids
// what Go leaves unspecified: the order of a call and the read of a variable that the call changes.
type generator struct {
	*rand.Rand
	b       strings.Builder
	indent  int
	suffix  string // suffix of package-level names, so that many programs compile as one package
	vars    []variable
	helpers []helper
	fresh   int
	depth   int // depth of nested statements
	loops   []string
	labels  map[string]bool
	budget  int
	inside  string // result type of the current function
	frozen  map[string]bool
}

type variable struct{ name, typ string }

type helper struct {
	name   string
	params []string
	result string
}

var scalars = []string{
	"float64", "float64", "float64", "int", "int", "bool", "uint8", "int32", "uint64", "float32", "string", "mode", "int8",
	"uint",
}

func generate(seed uint64, suffix string) string {
	g := &generator{
		Rand: rand.New(rand.NewPCG(seed, 2)), suffix: suffix, labels: map[string]bool{}, frozen: map[string]bool{},
	}
	g.program()
	return strings.ReplaceAll(g.b.String(), "§", suffix)
}

func (g *generator) line(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	g.b.WriteString(strings.Repeat("\t", g.indent) + text + "\n")
}

func (g *generator) pick(list ...string) string { return list[g.IntN(len(list))] }

func (g *generator) name(prefix string) string {
	g.fresh++
	if g.IntN(3) == 0 { // shadowing, and names with a meaning
		return g.pick("x", "y", "i", "n", "fuel", "line", "s", "v1", "v2", "host", "depth", "f0", "t")
	}
	return fmt.Sprintf("%s%d", prefix, g.fresh)
}

func (g *generator) program() {
	g.line("type mode§ int\n")
	g.line(
		"const (\n\tcalm§ mode§ = iota + 1\n\talert§\n\tk§, j§ = iota * 3, 1.5 * iota\n\tthird§ = 1.0 / 3\n\tbig§ = " +
			"1 << 40\n)\n",
	)
	g.line("type pair§ struct {\n\ta, b float64\n\tn int\n}\n")
	g.line("type deep§ struct {\n\tp pair§\n\tlist [3]pair§\n\tv trait.Vector\n\tok bool\n}\n")
	g.line("func (p pair§) sum(k float64) float64 { return p.a + p.b*k + float64(p.n) }\n")
	g.line("func (p *pair§) bump(d float64) {\n\tp.a += d\n\tp.n++\n}\n")
	g.line("func (p pair§) with(d float64) (q pair§) {\n\tq = p\n\tp.a = d\n\tq.b += p.a\n\treturn\n}\n")
	g.line("func count§(n int) (t int) {\n\tt++\n\tif n > 3 {\n\t\treturn\n\t}\n\treturn t + n\n}\n")
	g.line(
		"func walk§(n int, d float64) float64 {\n\tif n <= 0 {\n\t\treturn d\n\t}\n\tk := walk§(n-1, d*0.5)\n\treturn k + " +
			"float64(n)\n}\n",
	)
	g.line(
		"func two§(a float64, n int) (float64, int) {\n\tif a > 1 {\n\t\treturn a / 2, n + 1\n\t}\n\treturn a * " +
			"3, n - 1\n}\n",
	)
	g.line(
		"func most§(least float64, xs ...float64) float64 {\n\tfor _, x := range xs {\n\t\tleast = max(least, " +
			"x)\n\t}\n\tif len(xs) > 1 {\n\t\txs[1] = 4\n\t}\n\treturn least + float64(len(xs))\n}\n",
	)
	g.line(
		"var (\n\ttable§ = [3]float64{rate§, 2: third§}\n\tsteps§ = []float64{0.5, -rate§ * 3, 7 / 2}\n\trate§ = "+
			"%s\n\tfirst§ = pair§{b: rate§, n: k§}\n)\n",
		g.literal("float64")+" + 0.0",
	)
	g.line("func fill§(list []float64, v float64) {\n\tfor i := range list {\n\t\tlist[i] += v\n\t}\n}\n")
	for range g.IntN(4) {
		g.helper()
	}
	g.line("func Execute§(m *trait.Molbot) {")
	g.indent, g.vars, g.inside, g.budget = 1, nil, "", 14+g.IntN(30)
	g.line("sum := uint64(14695981039346656037)")
	g.block(3)
	g.report()
	g.indent = 0
	g.line("}\n")
	g.line(
		"func mix§(h uint64, v float64) uint64 {\n\tif v != v {\n\t\treturn h*31 + 7\n\t}\n\treturn (h ^ " +
			"math.Float64bits(v)) * 1099511628211\n}",
	)
}

func (g *generator) helper() {
	h := helper{
		name:   fmt.Sprintf("helper%d§", len(g.helpers)),
		result: g.pick("float64", "int", "bool", "pair§", "string", "[]float64"),
	}
	g.vars, g.indent = nil, 1
	var params []string
	for i := range g.IntN(4) {
		typ := g.pick("float64", "int", "bool", "pair§", "[]float64", "[3]float64", "mode§", "float32")
		name := fmt.Sprintf("p%d", i)
		h.params = append(h.params, typ)
		params = append(params, name+" "+typ)
		g.vars = append(g.vars, variable{name, typ})
	}
	g.line("")
	fmt.Fprintf(&g.b, "func %s(%s) %s {\n", h.name, strings.Join(params, ", "), h.result)
	g.inside, g.budget = h.result, 4+g.IntN(8)
	g.line("sum := uint64(1)")
	g.block(2)
	g.line("_ = sum")
	g.line("return %s", g.expr(h.result, 2))
	g.b.WriteString("}\n\n")
	g.indent = 0
	g.helpers = append(g.helpers, h)
}

// report generates code that makes the value of every variable in scope observable.
func (g *generator) report() {
	g.observeAll()
	g.line("m.SetMem(0, float64(sum>>40))")
	g.line("m.SetMem(1, float64(sum&0xffffff))")
	for i := 2; i < 8; i++ {
		g.line("m.SetMem(%d, %s)", i, g.expr("float64", 2))
	}
}

func (g *generator) observeAll() {
	seen := map[string]bool{}
	for i := len(g.vars) - 1; i >= 0; i-- {
		if v := g.vars[i]; !seen[v.name] {
			seen[v.name] = true
			g.observe(v.name, v.typ)
		}
	}
}

// observe generates code that adds a value to the observed sum.
func (g *generator) observe(name, typ string) {
	switch typ {
	case "float64":
		g.line("sum = mix§(sum, %s)", name)
	case "bool":
		g.line("if %s {\n\tsum++\n}", name)
	case "string":
		g.line("sum += uint64(len(%s))", name)
		g.line("if %s > \"b\" {\n\tsum *= 3\n}", name)
	case "pair§":
		g.line("sum = mix§(sum, %s.a+%s.b*3)", name, name)
		g.line("sum += uint64(%s.n)", name)
	case "*pair§":
		g.line("if %s != nil {\n\tsum = mix§(sum, %s.sum(2))\n}", name, name)
	case "deep§":
		g.line("sum = mix§(sum, %s.p.a+%s.list[1].b+%s.v.DX)", name, name, name)
	case "[]float64", "[3]float64":
		g.line("for _, e := range %s {\n\tsum = mix§(sum, e)\n}", name)
	case "[]pair§", "[2]pair§":
		g.line("for _, e := range %s {\n\tsum = mix§(sum, e.a)\n}", name)
	case "[]int":
		g.line("for k, e := range %s {\n\tsum += uint64(k * e)\n}", name)
	case "trait.Vector":
		g.line("sum = mix§(sum, %s.DX-%s.DY)", name, name)
	case "func":
	default:
		g.line("sum = mix§(sum, float64(%s))", name)
	}
}

func (g *generator) anyType() string {
	if g.IntN(3) > 0 {
		t := scalars[g.IntN(len(scalars))]
		if t == "mode" {
			return "mode§"
		}
		return t
	}
	return g.pick("pair§", "deep§", "[]float64", "[3]float64", "[]pair§", "[2]pair§", "*pair§", "[]int", "trait.Vector")
}

// find returns a variable of a type that is not shadowed, or "".
func (g *generator) find(typ string, write bool) string {
	seen := map[string]bool{}
	var found []string
	for i := len(g.vars) - 1; i >= 0; i-- {
		v := g.vars[i]
		if !seen[v.name] && v.typ == typ && (!write || !g.frozen[v.name]) {
			found = append(found, v.name)
		}
		seen[v.name] = true
	}
	if len(found) == 0 {
		return ""
	}
	return found[g.IntN(len(found))]
}

// block generates statements in a new scope.
func (g *generator) block(n int) {
	scope := len(g.vars)
	defer func() { g.vars = g.vars[:scope] }()
	g.statements(n)
	if g.depth > 0 {
		for i := scope; i < len(g.vars); i++ {
			g.use(g.vars[i])
		}
	} else {
		g.observeAll()
	}
}

// use generates a use of a variable so that Go does not reject it as unused.
func (g *generator) use(v variable) {
	shadowed := false
	for i := len(g.vars) - 1; i >= 0 && g.vars[i] != v; i-- {
		shadowed = shadowed || g.vars[i].name == v.name
	}
	if v.typ == "func" || shadowed {
		return
	}
	if g.IntN(2) == 0 && !strings.HasPrefix(v.typ, "[]pair") {
		g.observe(v.name, v.typ)
	}
}
