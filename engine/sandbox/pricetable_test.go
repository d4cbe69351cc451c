package sandbox_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// entry is an operation with a price, in the form that takes the longest time for that price. Its result must be used,
// or the compiler would remove it.
type entry struct {
	name         string
	declarations string      // outside Execute
	setup        string      // before the loop
	op           string      // in the loop, eight times; § is replaced by a different number each time
	numbers      [][]float64 // values in the memory of the molbots, one set after the other
}

func made(name, declarations, setup, op string) entry {
	return entry{name: name, declarations: declarations, setup: setup, op: op}
}

// entries lists the prices that are measured: every kind of operation on every type, with the slowest arguments.
func entries() (list []entry) {
	add := func(name, setup, op string) { list = append(list, entry{name: name, setup: setup, op: op}) }
	for _, typ := range []string{"int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64"} {
		big := map[bool]string{true: "-1 << 62", false: "1<<63 + 12345"}[typ[0] == 'i']
		switch {
		case strings.HasSuffix(typ, "8"):
			big = "100"
		case strings.HasSuffix(typ, "16"):
			big = "30000"
		case strings.HasSuffix(typ, "32"):
			big = "2000000000"
		}
		setup := fmt.Sprintf("x, y := %s(%s), %s(m.Age()*0+7)\n\tz := x", typ, big, typ)
		add(typ+" + -", setup, "z = x + y\n\tx = z - y")
		add(typ+" *", setup, "z += x * y")
		add(typ+" /", setup, "z += x / y")
		add(typ+" %", setup, "z += x % y")
		add(typ+" / constant", setup, "z += x / 7")
		add(typ+" & | ^ &^", setup, "z = (x & y) | (x ^ z) &^ y")
		add(typ+" << >>", setup, "z += x << (uint(y) & 7) >> 2")
		add(typ+" <", setup, "if x < y == (z > x) {\n\t\tz++\n\t}")
		add(typ+" min max", setup, "z = min(x, max(y, z))")
		add("float64("+typ+")", setup+"\n\tf := 0.0", "f += float64(x)")
		add(typ+"(float64)", setup+"\n\tf := m.Age() - 1e17", "z += "+typ+"(f)")
		add(typ+"(float32)", setup+"\n\tf := float32(m.Age())", "z += "+typ+"(f)")
	}
	for _, typ := range []string{"float64", "float32"} {
		least := map[string]string{"float64": "5e-324", "float32": "1e-45"}[typ]
		small := map[string]string{"float64": "1e-160", "float32": "1e-20"}[typ]
		for _, c := range []struct{ name, x, y string }{
			{"", "1.5", "0.7"}, {" subnormal", least + " * 12345", "0.7"}, {" that become subnormal", small, small},
			{" subnormal and large", least + " * 12345", "1e30"},
		} {
			setup := fmt.Sprintf("x, y := %s(%s), %s(m.Age()*0+%s)\n\tz := x", typ, c.x, typ, c.y)
			add(typ+c.name+" + -", setup, "z = x + y\n\tx = z - y + x")
			add(typ+c.name+" *", setup, "z += x * y")
			add(typ+c.name+" /", setup, "z += x / y")
			add(typ+c.name+" <", setup, "if x < y == (z > x) {\n\t\tz = y\n\t}")
			add(typ+c.name+" min max", setup, "z = min(x, max(y, z))")
		}
	}
	add("float32(float64)", "f, z := m.Age(), float32(0)", "z += float32(f)")
	add("bool && ||", "x, y := m.CanBreed(), m.Age() > 9\n\tz := x", "z = x && y || z && !x")
	add("bool ==", "x, y := m.CanBreed(), m.Age() > 9\n\tz := x", "z = x == (y != z)")
	list = append(list, values()...)
	list = append(list, slicesAndTexts()...)
	list = append(list, calls()...)
	list = append(list, mathFunctions()...)
	list = append(list, apiFunctions()...)
	return append(list, hostile()...)
}

// values lists copies, elements and comparisons of structs and arrays of each type.
func values() (list []entry) {
	for _, typ := range []string{"bool", "int8", "uint8", "int16", "int32", "float32", "int", "uint64", "float64",
		"string", "trait.Vector", "*int"} {
		n := map[string]int{"string": 250, "trait.Vector": 250}[typ]
		if n == 0 {
			n = 256
		}
		array := fmt.Sprintf("[%d]%s", n, typ)
		setup := fmt.Sprintf("var x, y, z %s\n\tvar e %s\n\tk := int(m.Age()) %% 100\n\ty[k] = e", array, typ)
		list = append(
			list,
			made(array+" = ", "", setup, "x = y\n\ty = z\n\tz = x\n\tx[k] = e"),
			made(array+" = {}", "", setup, "x = "+array+"{}\n\tx[k] = e\n\te = x[99-k]"),
			made(array+" index", "", setup, "x[k] = y[k+1]\n\te = x[k]"),
			made(array+" behind a pointer", "", setup+"\n\tp := &z", "*p = y\n\ty = *p\n\ty[k] = e"),
			made(array+" in a slice", "", setup+"\n\tl := make([]"+array+", 2)", "l[1] = x\n\tx = l[k&1]\n\tx[k] = e"),
			made(array+" range", "", setup+"\n\tvar v "+typ, "for _, v = range x {\n\t\tbreak\n\t}"),
			made(array+" as argument",
				"func pass(v "+array+", n int) int {\n\tif n > 0 {\n"+long+"\t\treturn n\n\t}\n\treturn 1\n}\n", setup+"\n\tn := 0",
				"n += pass(x, 0)"),
			made(array+" as result", "func give(v *"+array+", n int) "+array+" {\n\tif n > 0 {\n"+long+"\t}\n\treturn *v\n}\n",
				setup+"\n\tp := &z", "x = give(p, 0)"),
			made(array+" to a closure", "", setup+"\n\tf := func(v "+array+") "+typ+" { return v[k] }",
				"e = f(x)\n\tx[99-k] = e"),
		)
		if typ != "*int" {
			few := fmt.Sprintf("[32]%s", typ)
			if typ == "trait.Vector" {
				few = "[16]trait.Vector"
			}
			list = append(list, made(few+" ==", "", fmt.Sprintf("var x, y %s\n\tn := 0", few), "if x == y {\n\t\tn++\n\t}"))
		}
	}
	list = append(
		list,
		made("struct =", "type wide struct{ a, b, c, d float64; e, f, g, h bool; s string; v trait.Vector; l []int }\n",
			"var x, y, z wide", "x = y\n\tz = x"),
		made("struct literal", "type wide struct{ a, b, c, d float64; e, f, g, h bool }\n", "var x wide",
			"x = wide{a: 1, e: true, d: x.a}"),
		made("struct ==", "type wide struct{ a, b, c, d float64; e, f, g, h bool }\n", "var x, y wide\n\tn := 0",
			"if x == y {\n\t\tn++\n\t}"),
		made("struct elements of 16 fields", "type wide struct{ a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p float64 }\n",
			"var x [8]wide\n\tk := int(m.Age()) % 8", "x[k] = x[7-k]"),
	)
	return list
}

// long is a body that is too long to be expanded in place.
var long = strings.Repeat("\t\tn = n*3 + n/5\n", 60)

// slicesAndTexts lists operations that take time proportional to a length.
func slicesAndTexts() (list []entry) {
	for _, typ := range []string{"bool", "int8", "float32", "float64", "string", "[16]bool", "[64]float64",
		"struct{ a, b int8 }"} {
		one := "[]" + typ
		list = append(
			list,
			made("make("+one+", 1)", "", "n := 0", "n += len(make("+one+", 1))"),
			made("make("+one+", 20)", "", "n := 0\n\tk := int(m.Age())*0 + 20", "n += len(make("+one+", k))"),
			made("new("+typ+")", "", "p := new("+typ+")", "p = new("+typ+")"),
			made("append to "+one, "", "var e "+typ+"\n\tl := make("+one+", 0, 2)", "l = append(l[:0], e)"),
			made("append that grows "+one, "", "var e "+typ+"\n\tvar l "+one+"\n\tn := 0",
				"l = nil\n\tl = append(l, e)\n\tn += cap(l)"),
			made("append that grows "+one+" from always other lengths", "", "var e "+typ+"\n\tn := int(m.Age())\n\tk := n",
				"l§ := make("+one+", k%40)\n\tk++\n\tl§ = append(l§, e)\n\tn += cap(l§)"),
			made("append of a slice to "+one, "", "l, from := make("+one+", 0, 64), make("+one+", 32)",
				"l = append(l[:0], from...)"),
			made("copy "+one, "", "l, from := make("+one+", 40), make("+one+", 40)\n\tn := 0", "n += copy(l, from)"),
			made("index of "+one, "", "l := make("+one+", 9)\n\tk := int(m.Age()) % 9", "l[k] = l[8-k]"),
			made("literal of "+one, "", "var e "+typ+"\n\tn := 0", "n += len("+one+"{e, e, e, e})"),
		)
	}
	texts := "a, b, n := \"abc\", \"abc\", 0\n\tfor range 11 {\n\t\ta += a\n\t\tb += b\n\t}\n\tc := b + \"c\""
	short := "a, b, n := \"abcd\", \"abc\", 0\n\tb += \"d\""
	for _, c := range []struct{ name, setup string }{{"long", texts}, {"short", short}} {
		list = append(
			list,
			made(c.name+" strings ==", "", c.setup, "if a == b {\n\t\tn++\n\t}"),
			made(c.name+" strings <", "", c.setup, "if a < b {\n\t\tn++\n\t}"),
			made(c.name+" strings min max", "", c.setup, "n += len(min(a, b)) + len(max(a, b))"),
			made(c.name+" strings in a switch", "", c.setup, "switch a {\n\tcase b + \"\":\n\t\tn++\n\t}"),
			made(c.name+" strings in structs", "type texts struct{ a, b, c string }\n",
				c.setup+"\n\tp, q := texts{a, a, a}, texts{b, b, b}", "if p == q {\n\t\tn++\n\t}"),
			made(c.name+" strings in arrays", "", c.setup+"\n\tp, q := [9]string{a, a, a}, [9]string{b, b, b}",
				"if p == q {\n\t\tn++\n\t}"),
		)
	}
	k := strings.Repeat("k", 1000)
	list = append(
		list,
		made("long constant ==", "", "a, n := \""+k+"\", 0", "if a == \""+k+"\" {\n\t\tn++\n\t}"),
		made("long constants in a switch", "", "a, n := \""+k+"\", 0",
			"switch a {\n\tcase \""+k+"§\", \""+k+"b\":\n\t\tn++\n\t}"),
		made("string +", "", "a, n := \"ab\", 0", "n += len(a + a)"),
		made("string + of 1 KB", "", "a, n := \""+k+"\", 0", "n += len(a + a)"),
		made("string index", "", short, "n += int(a[n&3])"),
		made("string slice", "", short, "n += len(a[n&3:])"),
	)
	return list
}

func calls() []entry {
	return []entry{
		made("call", "func real§(n int) int {\n\tif n > 0 {\n"+long+"\t}\n\treturn n\n}\n", "n := 0", "n += real§(0)"),
		made("recursion", "func down§(n int) int {\n\tif n > 0 {\n\t\treturn down§(n-1) + 1\n\t}\n\treturn n\n}\n", "n := 0",
			"n += down§(9)"),
		made(
			"recursion with many variables",
			"func down§(n int) int {\n\tvar a [200]float64\n\ta[n] = 1\n\tif n > 0 {\n\t\treturn down§(n-1) + "+
				"int(a[n])\n\t}\n\treturn n\n}\n",
			"n := 0", "n += down§(3)",
		),
		made(
			"recursion with many branches",
			"func down§(n int) int {\n\tif n > 100 {\n"+strings.Repeat("\t\tif n%7 == 3 {\n\t\t\tn = n*3 + 1\n\t\t}\n",
				40)+"\t}\n\tif n > 0 {\n\t\treturn down§(n-1) + 1\n\t}\n\treturn n\n}\n",
			"n := 0",
			"n += down§(3)",
		),
		made("closure", "", "n := 0\n\tf := func(k int) int { return k + n }", "n += f(1)"),
		made("method", "type box struct{ a int }\n\nfunc (b *box) add(k int) { b.a += k }\n", "var b box", "b.add(1)"),
		made("empty loop", "", "n := 0", "for range 3 {\n\t}"),
		made("switch", "", "n := int(m.Age())",
			"switch n % 7 {\n\tcase 0:\n\t\tn++\n\tcase 1, 2:\n\t\tn += 2\n\tcase 3:\n\t\tn += 3\n\tdefault:\n\t\tn += 5\n\t}"),
		made("branches", "", "n := int(m.Age())", "if n&1 == 0 {\n\t\tn = n/2 + 1\n\t} else {\n\t\tn = 3*n + 1\n\t}"),
		made("pointer", "", "x := 1.0\n\tp := &x", "*p += 1"),
	}
}

// mathFunctions lists package math with the slowest arguments.
func mathFunctions() (list []entry) {
	for _, f := range []string{"Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cbrt", "Ceil", "Cos", "Cosh",
		"Erf", "Erfc", "Erfcinv", "Erfinv", "Exp",
		"Exp2", "Expm1", "Floor", "Gamma", "J0", "J1", "Log", "Log10", "Log1p", "Log2", "Logb", "Round", "RoundToEven", "Sin",
		"Sinh", "Sqrt",
		"Tan", "Tanh", "Trunc", "Y0", "Y1"} {
		list = append(list, entry{name: "math." + f, setup: "x, y := m.Mem(0), 0.0", op: "y += math." + f + "(x)",
			numbers: [][]float64{
				{0.7}, {1e300}, {3.3e15}, {5e-320}, {-170.3}, {1.00001}, {33.1}, {170.9}, {-0.3}, {709}, {2.1}, {5.4}, {-33.7},
			}})
	}
	for _, f := range []string{"Atan2", "Copysign", "Dim", "Hypot", "Max", "Min", "Mod", "Nextafter", "Pow", "Remainder"} {
		list = append(
			list,
			entry{name: "math." + f, setup: "x, z, y := m.Mem(0), m.Mem(1), 0.0", op: "y += math." + f + "(x, z)",
				numbers: [][]float64{
					{0.7, 3.1}, {1.7e308, 1.2e-310}, {5e-324, 1e-320}, {1.0000001, 1e300}, {0.999, 9.1e15}, {-5e-320, 0.3},
					{1.7e308, 5e-324}, {3.1, 301}, {1.0000001, 9.2e18}, {1.7e308, 1.1e-308}, {1e300, 3.3e-300},
					{1.0000000001, 4.6e18 + 1024},
				}},
		)
	}
	for _, c := range []struct{ op, setup string }{
		{"y += math.FMA(x, y, 5e-324)", "x, y := 5e-320, 0.3"}, {"y += math.FMA(x, y, 1)", "x, y := 1.3, 0.3"},
		{"_, k := math.Frexp(x)\n\ty += float64(k)", "x, y := 5e-324, 0.3"}, {"y += math.Ldexp(x, -1060)",
			"x, y := 1.3, 0.3"},
		{"_, k := math.Lgamma(x)\n\ty += float64(k)", "x, y := -170.3, 0.3"}, {"_, k := math.Lgamma(x)\n\ty += float64(k)",
			"x, y := 5.3, 0.3"},
		{"_, k := math.Modf(x)\n\ty += k", "x, y := -1e300, 0.3"}, {"_, k := math.Sincos(x)\n\ty += k", "x, y := 1e300, 0.3"},
		{"y += math.Pow10(n)", "n, y := -320, 0.3"}, {"y += float64(math.Ilogb(x))", "x, y := 5e-324, 0.3"},
		{"y += math.Inf(n)", "n, y := 1, 0.3"},
		{"y += math.NaN()", "y := 0.3"}, {"if math.IsNaN(y) || math.IsInf(y, 0) || math.Signbit(y) {\n\t\ty++\n\t}",
			"y := 0.3"},
		{"y += math.Float64frombits(math.Float64bits(y))", "y := 0.3"}, {"y += math.Float32frombits(math.Float32bits(y))",
			"y := float32(0.3)"},
		{"y = math.Nextafter32(y, 1)", "y := float32(1e-45)"},
	} {
		call := c.op[strings.Index(c.op, "math."):]
		list = append(list,
			entry{name: call[:strings.Index(call, ")")+1] + " with " + c.setup, setup: c.setup, op: "{\n\t" + c.op + "\n\t}"})
	}
	return list
}

// apiFunctions lists the senses and actions of the molbot, in surroundings that answer immediately: the world charges
// for its own work.
func apiFunctions() (list []entry) {
	for _, op := range []string{"m.Energy()", "m.MaxEnergy()", "m.Age()", "m.Lifespan()", "m.Speed()", "m.Heading()",
		"m.Size()", "m.SenseRadius()",
		"m.SinceMeal()", "m.SinceBitten()", "m.Children()",
		"m.Daylight()", "m.Storm()", "m.Mem(3)", "m.Mem(k)", "m.Rand()", "m.Temperature()",
		"m.ThermalStress()", "m.Comfort().DX",
		"m.Fertility()", "m.FertilityGradient().DY", "m.Scent(1)", "m.ScentGradient(1).DX", "m.Crowd(0)"} {
		list = append(list, made(op, "", "y, k := 0.0, 3\n\ty += float64(k)", "y += "+op))
	}
	for _, op := range []string{"m.SetMem(1, y)", "m.SetMem(k, y)", "m.MarkHere()", "m.ThrustToward(y, 1, 1)",
		"m.Turn(y, 1)", "m.Brake()", "m.Rest()", "m.Yield()", "m.Eat()",
		"m.Fast()", "m.Reproduce(0.5)", "m.HoldBirth()", "m.LeaveScent(1, y)", "m.Attack(o)", "m.Share(o, 1)",
		"if m.CanBreed() {\n\t\ty++\n\t}",
		"if v, ok := m.ToMark(); ok {\n\t\ty += v.DX\n\t}", "if v, ok := m.ToMother(); ok {\n\t\ty += v.DX\n\t}",
		"if f, ok := m.NearestFood(0); ok {\n\t\ty += f.DX\n\t}",
		"if f, ok := m.RichestFood(9); ok {\n\t\ty += f.Ripeness\n\t}", "if f, ok := m.NearestMolbot(9); ok {\n\t\ty += " +
			"f.Energy\n\t}",
		"if f, ok := m.NearestKin(9); ok {\n\t\ty += f.Energy\n\t}"} {
		name := op
		if i := strings.Index(op, "m."); i > 0 {
			name = op[i : strings.Index(op[i:], ")")+i+1]
		}
		list = append(list,
			made(name, "", "y, k := 0.0, 3\n\ty += float64(k)\n\tvar o trait.Neighbor\n\tif o.DX > 0 {\n\t\ty++\n\t}", op))
	}
	for _, op := range []string{"m.ThrustToward(y, y, 1)", "m.ThrustToward(1, y, y)", "m.Turn(y, y)", "m.Reproduce(y)",
		"m.LeaveScent(1, y)", "m.Share(o, y)", "_, _ = m.NearestFood(y)", "m.Crowd(y)"} {
		list = append(list, made(op+" of a subnormal", "", "y, o := 5e-320, trait.Neighbor{}", op))
	}
	return list
}

// source returns the program that measures an entry: a loop of n turns with the entry several times in each.
func (e entry) source(n, often int) string {
	var declarations, ops strings.Builder
	for i := range often {
		if i == 0 || strings.Contains(e.declarations, "§") {
			declarations.WriteString(strings.ReplaceAll(e.declarations, "§", fmt.Sprint(i)) + "\n")
		}
		ops.WriteString("\t" + strings.ReplaceAll(e.op, "§", fmt.Sprint(i)) + "\n")
	}
	return wrapped("measured", declarations.String(),
		fmt.Sprintf("\t%s\n\tfor range %d {\n%s\t}\n\tm.SetMem(7, 1)%s", e.setup, n, ops.String(), e.uses()))
}

// uses returns code that uses the variables of the setup, so that Go does not reject them as unused.
func (e entry) uses() string {
	var b strings.Builder
	for line := range strings.Lines(e.setup) {
		line = strings.TrimSpace(line)
		names, _, defined := strings.Cut(line, " := ")
		if !defined {
			rest, isVar := strings.CutPrefix(line, "var ")
			if !isVar {
				continue
			}
			names = strings.ReplaceAll(rest, ", ", ",")
			names, _, _ = strings.Cut(names, " ")
		}
		if strings.ContainsAny(names, "{}[]()") || strings.HasPrefix(names, "if ") {
			continue
		}
		for name := range strings.SplitSeq(strings.ReplaceAll(names, " ", ""), ",") {
			if !strings.Contains(e.setup, name+" := func") {
				b.WriteString("\n\t_ = " + name)
			}
		}
	}
	return b.String()
}

// program loads an entry with as many turns as its fuel and memory allow.
func (e entry) program(t testing.TB) trait.Program {
	t.Helper()
	for n, often, most := 1, 8, 1<<20; ; {
		source := e.source(n, often)
		factory, err := sandbox.New(sandbox.Limits{}).Load([]byte(source))
		switch {
		case err != nil && n > 1: // its memory, or its fuel in a case that has not occurred before
			n /= 2
			most = n
			continue
		case err != nil && often > 1:
			often /= 2
			continue
		case err != nil:
			t.Errorf("%s: %v", e.name, err)
			return nil
		}
		program, err := factory.New()
		if err != nil {
			t.Fatal(err)
		}
		if n > 1 || most == 1 {
			return program
		}
		turn := rateOf(program, 0, 1).fuel
		if n = min(most, int(float64(sandbox.DefaultLimits.Fuel)/2/turn)); n < 2 {
			return program
		}
		program.Close()
	}
}

// worst returns the longest time of an entry for a unit of fuel, relative to the baseline.
func (e entry) worst(program, base trait.Program) float64 {
	worst := 0.0
	numbers := e.numbers
	if numbers == nil {
		numbers = [][]float64{nil}
	}
	for _, n := range numbers {
		ratio := 0.0
		for try := range 5 { // other load can slow a measurement down but not speed it up
			span, times := time.Millisecond<<try/2, 2+try
			one := rateOf(base, span, times).perUnit
			ratio = rateOf(program, span, times, n...).perUnit / one
			if ratio <= dearest {
				break
			}
		}
		worst = max(worst, ratio)
	}
	return worst
}

// dearest is the limit on the time that an entry takes for a unit of fuel, relative to the baseline.
const dearest = 4

// TestPrices measures entries of the price table against the baseline of the same run. GENESIS_PRICES=all measures all
// of them and prints the table.
func TestPrices(t *testing.T) {
	base := loaded(t, baseline)
	type row struct {
		name  string
		ratio float64
	}
	var rows []row
	every := map[bool]int{true: 23, false: 5}[testing.Short()]
	if os.Getenv("GENESIS_PRICES") == "all" {
		every = 1
	}
	for i, e := range entries() {
		if i%every != 0 {
			continue
		}
		program := e.program(t)
		if program == nil {
			continue
		}
		ratio := e.worst(program, base)
		program.Close()
		if ratio > dearest {
			t.Errorf("%s: a unit takes %.1f times what it takes in the baseline", e.name, ratio)
		}
		rows = append(rows, row{e.name, ratio})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.ratio, a.ratio) })
	for _, r := range rows {
		t.Logf("%5.2f  %s", r.ratio, strings.Join(strings.Fields(r.name), " "))
	}
}
