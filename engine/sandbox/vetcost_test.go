package sandbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
)

// dearSources returns sources of up to 16 KB that would keep a vet busy if it did not count its work.
func dearSources() map[string]string {
	const head = "package dear\n\nimport (\n\t\"math\"\n\n\t\"" + traitPath + "\"\n)\n\nvar _ = math.Pi\n\n"
	const room = 15_900 - len(head)
	fill := func(before, after string, line func(i int) string) string {
		var b strings.Builder
		b.WriteString(before)
		for i := 0; ; i++ {
			s := line(i)
			if b.Len()+len(s)+len(after) > room {
				break
			}
			b.WriteString(s)
		}
		return head + b.String() + after
	}
	execute := func(line func(i int) string) string {
		return fill("func Execute(m *trait.Molbot) {\n\tn, x, b, s := 0, 0.5, true, \"a\"\n",
			"\tm.SetMem(0, x+float64(n+len(s)))\n\tif b {\n\t\tm.Eat()\n\t}\n}\n", line)
	}
	repeat := func(s string) func(int) string { return func(int) string { return s } }
	numbered := func(format string) func(int) string {
		return func(i int) string { return strings.ReplaceAll(format, "§", fmt.Sprint(i)) }
	}
	nested := func(depth int, open, inner, shut string) string {
		return strings.Repeat(open, depth) + inner + strings.Repeat(shut, depth)
	}
	floats := strings.TrimSuffix(strings.Repeat("float64, ", 1600), ", ")
	return map[string]string{
		"closure of many results that never returns": head + "func Execute(m *trait.Molbot) {\n\tf := func() (" + floats +
			") {\n\t\tfor {\n\t\t}\n\t}\n\tf()\n\tf()\n\tf()\n\tf()\n\tf()\n}\n",
		"closures of results, called often": fill(
			"func Execute(m *trait.Molbot) {\n\tf := func() ("+floats[:9000]+"float64) {\n\t\tfor {\n\t\t}\n\t}\n", "}\n",
			repeat("\tf()\n"),
		),
		"functions of many results": fill(
			"func f() ("+floats[:6000]+"float64) {\n\tfor {\n\t}\n}\n\nfunc Execute(m *trait.Molbot) {\n", "}\n",
			repeat("\tf()\n"),
		),
		"closures that call twice": head + "func Execute(m *trait.Molbot) {\n\tf0 := func() {}\n" + func() (s string) {
			for i := range 200 {
				s += fmt.Sprintf("\tf%d := func() { f%d(); f%d() }\n", i+1, i, i)
			}
			return s
		}() + "\tf200()\n}\n",
		"functions that call twice": head + "func f0() {}\n" + func() (s string) {
			for i := range 250 {
				s += fmt.Sprintf("func f%d() { f%d(); f%d() }\n", i+1, i, i)
			}
			return s
		}() + "\nfunc Execute(m *trait.Molbot) {\n\tf250()\n}\n",
		"small functions": fill("", "func Execute(m *trait.Molbot) {}\n", numbered("func f§() {}\n")),
		"small functions in a chain": fill(
			"func f0(x float64) float64 { return x }\n",
			"func Execute(m *trait.Molbot) {\n\tm.SetMem(0, f1(1))\n}\n",
			func(i int) string {
				return fmt.Sprintf("func f%d(x float64) float64 { return f%d(x)*2 + 1 }\n", i+1, i)
			},
		),
		"functions with loops": fill("", "func Execute(m *trait.Molbot) {}\n",
			numbered("func f§(n int) { for n > 0 { for n > 1 { n-- } } }\n")),
		"rows at an unknown index": fill(
			"func Execute(m *trait.Molbot) {\n\tvar a [13][256]bool\n\tvar e [256]bool\n\tk := int(m.Rand() * 13)\n", "}\n",
			repeat("\ta[k] = e\n"),
		),
		"rows at an unknown index, in loops": fill(
			"func Execute(m *trait.Molbot) {\n\tvar a [13][256]bool\n\tvar e [256]bool\n\tk := int(m.Rand() * 13)\n"+
				strings.Repeat("for k < 9 {\n", 20), strings.Repeat("}\n", 20)+"}\n",
			repeat("\ta[k] = e\n\te = a[k]\n"),
		),
		"elements at an unknown index, in loops": fill(
			"func Execute(m *trait.Molbot) {\n\tvar a [13][256]bool\n\tk := int(m.Rand() * 13)\n"+
				strings.Repeat("for k < 9 {\n", 20), strings.Repeat("}\n", 20)+"}\n",
			repeat("\ta[k][k] = a[k+1][k]\n"),
		),
		"functions that call themselves, with copies behind pointers": head + func() (s string) {
			for i := range 4 {
				s += fmt.Sprintf("func f%d(n int, p, q *[256]bool) int {\n\tif n > 1000 {\n%s\t}\n\tif n > 0 {\n\t\t"+
					"return f%d(n-1, p, q) + 1\n\t}\n\treturn 0\n}\n\n", i, strings.Repeat("\t\t*p = *q\n", 30), (i+1)%4)
			}
			return s
		}() + "func Execute(m *trait.Molbot) {\n\tvar a, b [256]bool\n\tfor range 8 {\n" +
			"\t\tm.SetMem(0, float64(f0(20, &a, &b)))\n\t}\n}\n",
		"arithmetic":         execute(repeat("\tx = x*x + x - x/x\n")),
		"integer arithmetic": execute(repeat("\tn = n*n + n - n/3%7\n")),
		"conditions":         execute(repeat("\tif n > 3 && b || x < 1 {\n\t\tn++\n\t} else {\n\t\tx++\n\t}\n")),
		"loops":              execute(repeat("\tfor i := range 2 {\n\t\tn += i\n\t}\n")),
		"loops in loops": execute(
			repeat(
				"\tfor i := range 1 {\n\t\tfor j := range 1 {\n\t\t\tfor k := range 1 {\n\t\t\t\tn += i + j + " +
					"k\n\t\t\t}\n\t\t}\n\t}\n",
			),
		),
		"loops nested deep":      execute(repeat(nested(30, "\tfor n < 9 {\n", "\tn++\n", "\tx++\n\t}\n"))),
		"breaks in loops nested": execute(repeat(nested(30, "\tfor n < 9 {\n\tif b {\n\tbreak\n\t}\n", "\tn++\n", "\t}\n"))),
		"ifs nested deep":        execute(repeat(nested(34, "\tif b {\n", "\tn++\n", "\t} else {\n\tx++\n\t}\n"))),
		"switches": execute(repeat("\tswitch n {\n\tcase 1:\n\t\tn++\n\tcase 2, " +
			"3:\n\t\tx++\n\tdefault:\n\t\tb = !b\n\t}\n")),
		"a wide switch": fill("func Execute(m *trait.Molbot) {\n\tn := int(m.Age())\n\tswitch n {\n",
			"\t}\n\tm.SetMem(0, float64(n))\n}\n", numbered("\tcase §:\n\t\tn++\n")),
		"a wide case": head + "func Execute(m *trait.Molbot) {\n\tn := int(m.Age())\n\tswitch n {\n\tcase " +
			strings.TrimSuffix(
				func() (s string) {
					for i := range 1800 {
						s += fmt.Sprint(i, ",\n")
					}
					return s
				}(),
				",\n",
			) + ":\n\tn++\n\t}\n\tm.SetMem(0, float64(n))\n}\n",
		"fallthrough": fill("func Execute(m *trait.Molbot) {\n\tn := int(m.Age())\n\tswitch n {\n",
			"\tcase -1:\n\t}\n\tm.SetMem(0, float64(n))\n}\n", numbered("\tcase §:\n\t\tn++\n\t\tfallthrough\n")),
		"comparisons of arrays": fill("func Execute(m *trait.Molbot) {\n\tvar u, v [64]string\n\tn := 0\n",
			"\tm.SetMem(0, float64(n))\n}\n", repeat("\tif u == v {\n\t\tn++\n\t}\n")),
		"comparisons of structs": fill(
			"type p struct{ a, b, c, d, e, f, g, h float64 }\n\nfunc Execute(m *trait.Molbot) {\n\tvar u, v [8]p\n\tn := 0\n",
			"\tm.SetMem(0, float64(n))\n}\n", repeat("\tif u == v { n++ }\n"),
		),
		"copies of arrays": fill("func Execute(m *trait.Molbot) {\n\tvar u, v [4096 / 16]bool\n",
			"\tm.SetMem(0, float64(len(u)+len(v)))\n}\n", repeat("\tu, v = v, u\n")),
		"arrays":           execute(numbered("\tvar a§ [256]int\n\ta§[n&3]++\n")),
		"arrays of arrays": execute(numbered("\tvar a§ [2][256]int\n\ta§[n&1][n&3]++\n")),
		"literals":         execute(repeat("\tx += [4]float64{1, 2, 3, 4}[n&3]\n")),
		"slice literals":   execute(repeat("\tn += len([]int{1, 2, 3, 4, 5, 6, 7, 8})\n")),
		"a table": fill("var table = [...]float64{\n", "}\n\nfunc Execute(m *trait.Molbot) {\n\tm.SetMem(0, table[3])\n}\n",
			numbered("\t§.5,\n")),
		"tables": fill("", "func Execute(m *trait.Molbot) {}\n", numbered("var t§ = [256]float64{255: §}\n")),
		"tables read": fill("", "func Execute(m *trait.Molbot) {}\n",
			numbered("var t§ = [256]float64{9: §}\nfunc f§() float64 { return t§[3] }\n")),
		"structs of structs": fill("type s0 struct{ a, b float64 }\n", "func Execute(m *trait.Molbot) {}\n",
			func(i int) string { return fmt.Sprintf("type s%d struct{ a, b s%d }\n", i+1, i) }),
		"structs of 24 fields": fill(
			"",
			"func Execute(m *trait.Molbot) {}\n",
			numbered(
				"type s§ struct{ a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x float64 }\n\nfunc f§(v "+
					"s§) s§ { return v }\n",
			),
		),
		"pointers": fill("func Execute(m *trait.Molbot) {\n\tx := 1.0\n", "\tm.SetMem(0, x)\n}\n",
			numbered("\tp§ := &x\n\t*p§++\n")),
		"appends":             execute(numbered("\ta§ := append([]int{}, n, 3, n)\n\tn += a§[1]\n")),
		"strings":             execute(repeat("\tif s+\"b\" < s {\n\t\ts += \"c\"\n\t}\n")),
		"string constants":    execute(numbered("\tb = b || s == \"long enough a text to be a text of §\"\n")),
		"calls of the molbot": execute(repeat("\tif f, ok := m.NearestFood(x); ok {\n\t\tx += f.DX\n\t}\n")),
		"calls of math":       execute(repeat("\tx = math.Sin(math.Exp(x) + math.Pow(x, 2))\n")),
		"senses":              execute(repeat("\tx += m.Energy() + m.Age() + m.Mem(3)\n")),
		"constants of constants": fill("const c0 = 1.1\n", "func Execute(m *trait.Molbot) {}\n",
			func(i int) string { return fmt.Sprintf("const c%d = c%d*c%d + 0.3\n", i+1, i, i) }),
		"rationals": fill("const c0 = 1.0 / 3\n", "func Execute(m *trait.Molbot) {}\n",
			func(i int) string { return fmt.Sprintf("const c%d = c%d / 3.7\n", i+1, i) }),
		"shifts": fill("const c0 = 1\n", "func Execute(m *trait.Molbot) {}\n",
			func(i int) string { return fmt.Sprintf("const c%d = c%d << 9 >> 1\n", i+1, i) }),
		"undefined names":        execute(numbered("\tn = undefined§\n")),
		"undefined methods":      execute(numbered("\tm.NearestFoodOrSo§(1)\n")),
		"undefined long methods": execute(numbered("\tm." + strings.Repeat("Nearest", 500) + "§()\n")),
		"undefined functions":    execute(numbered("\tx = math.Sinus§(x)\n")),
		"unused variables":       execute(numbered("\tu§ := 1\n")),
		"mismatched types":       execute(repeat("\tn = x\n")),
		"refused statements":     execute(repeat("\tdefer m.Eat()\n")),
		"refused types":          execute(numbered("\tvar u§ map[string]any\n")),
		"method values":          execute(numbered("\tu§ := m.Eat\n\tu§()\n")),
		"parentheses":            execute(repeat("\tx = " + nested(38, "(", "x", "*0.5)") + "\n")),
		"a long sum":             execute(repeat("\tx = x" + strings.Repeat("+x", 190) + "\n")),
		"a long condition":       execute(repeat("\tb = b" + strings.Repeat("&&b", 190) + "\n")),
		"a nested condition":     execute(repeat("\tb = " + nested(38, "b && (", "b", " || b)") + "\n")),
		"closures in loops": execute(
			numbered("\tfor range 1 {\n\t\tf§ := func(k int) int { return k + n }\n\t\tn = f§(f§(1))\n\t}\n"),
		),
		"closures with arrays": fill(
			"func Execute(m *trait.Molbot) {\n\tvar a [200]float64\n\tf := func(v [200]float64) [200]float64 { v[1]++; "+
				"return v }\n",
			"\tm.SetMem(0, a[1])\n}\n", repeat("\ta = f(a)\n"),
		),
		"recursion": fill("", "func Execute(m *trait.Molbot) {\n\tm.SetMem(0, float64(f0(3)))\n}\n",
			numbered("func f§(n int) int { if n > 0 { return f§(n-1)+1 }; return n }\n")),
		"recursion, mutual": fill(
			"",
			"func Execute(m *trait.Molbot) {\n\tm.SetMem(0, float64(f0(3)))\n}\n",
			func(i int) string {
				return fmt.Sprintf("func f%d(n int) int { if n > 0 { return f%d(n-1)+1 }; return n }\n", i, i/2)
			},
		),
		"labels": execute(numbered("L§:\n\tfor n < 3 {\n\t\tif b {\n\t\t\tcontinue " +
			"L§\n\t\t}\n\t\tbreak L§\n\t}\n")),
		"comments":          execute(repeat("\t//\n")),
		"a loop for ever":   head + "func Execute(m *trait.Molbot) {\n\tfor {\n\t}\n}\n",
		"a loop of a sense": head + "func Execute(m *trait.Molbot) {\n\tfor {\n\t\tm.Crowd(500)\n\t}\n}\n",
		"a loop of strings": head + "func Execute(m *trait.Molbot) {\n\ta := \"a\"\n\tfor range 14 {\n\t\ta += a\n\t}\n\tb " +
			":= a + \"\"\n\tfor a == b {\n\t}\n}\n",
		"a loop of boxes": head + "func Execute(m *trait.Molbot) {\n\tfor {\n\t\tx := 1\n\t\tp := &x\n\t\t*p++\n\t}\n}\n",
		"a loop of calls": head + "func f(n int) int {\n\tif n > 0 {\n\t\treturn f(n-1) + 1\n\t}\n\treturn 0\n}\n\nfunc " +
			"Execute(m *trait.Molbot) {\n\tfor {\n\t\tf(9)\n\t}\n}\n",
		"a loop of arrays": head + "func Execute(m *trait.Molbot) {\n\tvar a, b [256]float64\n\tfor {\n\t\ta = b\n\t\tb = " +
			"a\n\t}\n}\n",
		"a loop of appends": head + "func Execute(m *trait.Molbot) {\n\tl := make([]int, 0, 9)\n\tfor {\n\t\tl = " +
			"append(l[:0], 1, 2, 3)\n\t}\n}\n",
		"constants that repeat the expression above them": head + "const (\n\tc0 = 1" +
			strings.Repeat("+iota+1.5", 400) + "\n" +
			strings.Repeat("\t_\n", 3000) + ")\n\nfunc Execute(m *trait.Molbot) { m.SetMem(0, c0) }\n",
		"loops nested with many variables and branches": nestedLoops(head),
		"a loop in a call with a wide frame": head + "func f(n int) (s float64) {\n\tfor n > 300 {\n\t\tvar a, b, c, d, e, " +
			"g [256]float64\n\t\ta[n], b[n], c[n], d[n], e[n], g[n] = 1, 2, 3, 4, 5, 6\n\t\ts += a[1] + b[1] + c[1] + d[1] + " +
			"e[1] + g[1]\n\t}\n" + strings.Repeat(
			"\ts = s*s + s/2\n", 300,
		) + "\treturn s\n}\n\nfunc Execute(m *trait.Molbot) {\n\tfor {\n\t\tf(1)\n\t}\n}\n",
	}
}

// TestVetIsBounded vets those sources and the ones in testdata and checks the bounds on time and memory.
func TestVetIsBounded(t *testing.T) {
	all := dearSources()
	for _, folder := range []string{"attacks", "reject", "accept", "prices"} {
		for name, source := range sources(t, folder) {
			all[folder+"/"+name] = string(source)
		}
	}
	type row struct {
		name   string
		spent  time.Duration
		memory uint64
		code   string
	}
	var rows []row
	every, i := map[bool]int{true: 9, false: 1}[testing.Short()], 0
	for name, source := range all {
		if i++; i%every != 0 {
			continue
		}
		if len(source) > vet.MaxSource && !strings.Contains(name, "/") {
			t.Errorf("%s: %d bytes", name, len(source))
		}
		t.Run(name, func(t *testing.T) {
			var r Report
			spent, memory := bounded(t, func() { r = Vet([]byte(source), Options{}) })
			if r.Defect != "" {
				t.Errorf("a defect of the vet: %s", r.Defect)
			}
			code := "ok"
			if !r.OK {
				code = r.Problems[0].Code
			}
			rows = append(rows, row{name, spent, memory, code})
		})
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.spent, a.spent) })
	for _, r := range rows[:min(len(rows), 25)] {
		t.Logf("%8.1f ms %6.1f MB  %s: %s", float64(r.spent)/1e6, float64(r.memory)/(1<<20), r.name, r.code)
	}
	slices.SortFunc(rows, func(a, b row) int { return cmp.Compare(b.memory, a.memory) })
	for _, r := range rows[:min(len(rows), 12)] {
		t.Logf("%8.1f ms %6.1f MB  %s: %s", float64(r.spent)/1e6, float64(r.memory)/(1<<20), r.name, r.code)
	}
}

// TestVetIsCancelled checks that a vet ends with its context.
func TestVetIsCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if r, err := VetContext(ctx, []byte(graze), Options{}); !errors.Is(err, context.Canceled) || r.OK {
		t.Errorf("%v, %+v", err, r)
	}
	if r, err := VetContext(t.Context(), []byte(graze), Options{}); err != nil || !r.OK {
		t.Errorf("%v, %+v", err, r)
	}
}

// nestedLoops returns loops nested as deep as brackets may be, around branches, together with large arrays.
func nestedLoops(head string) string {
	const loops = 38
	return head + "func Execute(m *trait.Molbot) {\n\tvar a [15][256]int8\n\ta[int(m.Age())&7][1] = 1\n" +
		"\tn, z := int(m.Age()), 0.0\n" +
		"\tb := m.CanBreed()\n" + strings.Repeat("for n > 9999 {\n", loops) + strings.Repeat("if b{n++}\n", 930) +
		strings.Repeat("}\n", loops) + "\tif a[n&7][n&7] > 0 {\n\t\tz++\n\t}\n\tm.SetMem(0, z)\n}\n"
}
