package sandbox_test

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// constructs lists what Go programmers expect of the language. Each construct is accepted, or rejected for a stated
// reason with advice. A body is that of Execute; in one that begins with "top:", the part up to "in:" is placed
// outside.
var constructs = []struct{ name, body, want string }{
	// declarations
	{
		"var", "var x int\n_ = x", "ok",
	}, {"var with a value", "var x = 1.5\nm.SetMem(0, x)", "ok"}, {"var of several", "var x, y = 1, 2\n_, _ = x, y", "ok"},
	{
		"var in a group", "var (\nx int\ny = 2\n)\n_, _ = x, y", "ok",
	}, {"short declaration", "x, y := 1, \"a\"\n_, _ = x, y", "ok"},
	{
		"redeclaration", "x, y := 1, 2\nx, z := y, 3\n_, _ = x, z", "ok",
	}, {"blank", "_ = m.Age()", "ok"}, {"const", "const c = 1 << 3\nm.SetMem(c-8, c)", "ok"},
	{
		"iota", "const (\na = iota * 2\nb\n)\nm.SetMem(a, b)", "ok",
	}, {"local type", "type t struct{ a int }\nvar v t\n_ = v", "ok"},
	{
		"local alias", "type t = int\nvar v t\n_ = v", "ok",
	}, {"named type", "top:type mode int\n\nfunc (v mode) on() bool { return v > 0 }\nin:if mode(1).on() {\nm.Eat()\n}",
		"ok"},
	{
		"package variable", "top:var table = [3]float64{1, 2, 3}\nin:m.SetMem(0, table[1])", "ok",
	}, {"package variable that changes", "top:var n int\nin:n++", "var.package"},
	{
		"package constant", "top:const c = 3\nin:m.SetMem(c, c)", "ok",
	}, {"init", "top:func init() {}\nin:", "func.init"}, {"unused variable", "x := 1", "unused.variable"},
	// types
	{
		"struct", "v := struct{ a, b int }{1, 2}\n_ = v", "ok",
	}, {"struct in a struct", "top:type in struct{ a int }\ntype out struct {\nin\nb in\n}\nin:var v out\nv.a, v.b.a " +
		"= 1, v.in.a", "ok"},
	{
		"array", "var a [3]int\na[1] = 2", "ok",
	}, {"array by its literal", "a := [...]int{1, 2, 5: 3}\nm.SetMem(0, float64(len(a)))", "ok"},
	{"array of arrays", "var a [3][4]bool\na[1][2] = true", "ok"},
	{
		"slice", "a := []int{1, 2}\na[1] = a[0]", "ok",
	}, {"slice of slices", "a := [][]int{{1}, {2, 3}}\nm.SetMem(0, float64(a[1][1]))", "ok"}, {"slice of structs",
		"a := []trait.Vector{{DX: 1}}\nm.SetMem(0, a[0].DX)", "ok"},
	{
		"pointer", "x := 1\np := &x\n*p++", "ok",
	}, {"pointer to a struct", "v := &trait.Vector{DX: 1}\nv.DY = v.DX", "ok"},
	{"nil pointer", "var p *int\nif p != nil {\n*p = 1\n}", "ok"},
	{
		"map", "v := map[string]int{}\n_ = v", "type.map",
	}, {"interface", "var v any\n_ = v", "type.interface"}, {"error", "var v error\n_ = v", "type.interface"},
	{"channel", "v := make(chan int)\n_ = v", "statement.chan"},
	{
		"function type", "var f func(int) int\n_ = f", "func.value",
	}, {"complex", "v := 1i\n_ = v", "type.forbidden"}, {"complex64", "var v complex64\n_ = v", "type.forbidden"},
	{"uintptr", "var v uintptr\n_ = v", "type.forbidden"},
	{
		"byte and rune", "var b byte = 'a'\nvar r rune = 'é'\nm.SetMem(0, float64(int(b)+int(r)))", "ok",
	}, {"all integers", "var a int8\nvar b int16\nvar c int32\nvar d int64\nvar e uint8\nvar f uint16\nvar g " +
		"uint32\nvar h uint64\nvar i uint\nm.SetMem(0, " +
		"float64(a)+float64(b)+float64(c)+float64(d)+float64(e)+float64(f)+float64(g)+float64(h)+float64(i))", "ok"},
	{
		"float32", "var v float32 = 1.5\nm.SetMem(0, float64(v*v))", "ok",
	}, {"recursive type", "top:type list struct{ next *list }\nin:var l list\n_ = l", "type.recursive"},
	{"generic type", "top:type list[T any] struct{ v T }\nin:", "generic"}, {"embedded pointer",
		"top:type in struct{ a int }\ntype out struct{ *in }\nin:v := out{&in{1}}\nm.SetMem(0, float64(v.a))", "ok"},
	// statements
	{
		"if", "if x := m.Age(); x > 3 {\nm.Eat()\n} else if x > 2 {\nm.Rest()\n} else {\nm.Brake()\n}", "ok",
	}, {"for", "for i := 0; i < 3; i++ {\nm.SetMem(i, 1)\n}", "ok"},
	{
		"for of a condition", "n := 3\nfor n > 0 {\nn--\n}", "ok",
	}, {"for of nothing", "for {\nbreak\n}", "ok"}, {"for of two variables", "for i, j := 0, 9; i < j; i, j = i+1, j-1 " +
		"{\nm.SetMem(0, float64(j))\n}", "ok"},
	{
		"range over a slice", "for i, v := range []float64{1, 2} {\nm.SetMem(i, v)\n}", "ok",
	}, {"range over an array", "for i, v := range [2]float64{1, 2} {\nm.SetMem(i, v)\n}", "ok"}, {"range over an int",
		"for i := range 3 {\nm.SetMem(i, 1)\n}", "ok"},
	{
		"range of nothing", "for range 3 {\nm.Eat()\n}", "ok",
	}, {"range by assignment", "var i int\nfor i = range 3 {\n}\nm.SetMem(i, 1)", "ok"}, {"range over a string",
		"for range \"abc\" {\n}", "range.kind"}, {"range over a pointer to an array", "a := [2]int{}\nfor range &a {\n}",
		"range.kind"},
	{
		"range over a function", "for range func(yield func() bool) {} {\n}", "func.value",
	}, {"switch", "switch n := int(m.Age()); n % 3 {\ncase 0, 1:\nm.Eat()\ncase 2:\ndefault:\nm.Rest()\n}", "ok"},
	{"switch of nothing", "switch {\ncase m.Age() > 3:\nm.Eat()\ndefault:\n}", "ok"},
	{
		"switch on a string", "s := \"a\"\nswitch s {\ncase \"a\", \"b\":\nm.Eat()\n}", "ok",
	}, {"switch on a bool", "switch m.CanBreed() {\ncase true:\nm.Eat()\n}", "ok"}, {"switch on a struct",
		"switch (trait.Vector{}) {\ncase trait.Vector{DX: 1}:\n}", "compare"},
	{"fallthrough", "switch int(m.Age()) {\ncase 1:\nm.Eat()\nfallthrough\ncase 2:\nm.Rest()\n}", "ok"},
	{
		"type switch", "var v any\nswitch v.(type) {\n}", "type.interface",
	}, {"labels", "outer:\nfor i := range 3 {\nfor range 2 {\nif i > 1 {\nbreak outer\n}\ncontinue outer\n}\n}", "ok"},
	{"goto", "goto end\nend:\n", "statement.goto"}, {"break of a switch",
		"switch {\ndefault:\nif m.Age() > 1 {\nbreak\n}\nm.Eat()\n}", "ok"},
	{
		"return", "if m.Age() > 3 {\nreturn\n}\nm.Eat()", "ok",
	}, {"block", "{\nx := 1\n_ = x\n}", "ok"}, {"empty", ";", "ok"}, {"go", "go m.Eat()", "statement.go"},
	{"defer", "defer m.Eat()", "statement.defer"}, {"select", "select {}", "statement.chan"},
	{"send", "var c chan int\nc <- 1", "statement.chan"},
	{
		"increment", "x := 1.5\nx++\nx--", "ok",
	}, {"assignments with operators", "x, y := 7, uint(2)\nx += 1\nx -= 2\nx *= 3\nx /= 2\nx %= 4\nx &= 7\nx |= 8\nx ^= " +
		"1\nx <<= y\nx >>= 1\nx &^= 2", "ok"}, {"swap", "a, b := 1, 2\na, b = b, a", "ok"}, {"swap of elements",
		"a := []int{1, 2}\na[0], a[1] = a[1], a[0]", "ok"},
	// expressions
	{
		"arithmetic", "x, n := m.Age(), 7\nm.SetMem(0, -x+x*x/(x-1.5))\nm.SetMem(1, float64(n/2+n%3-n))", "ok",
	}, {"bits", "n := 7\nm.SetMem(0, float64(n&3|4^1&^2<<1>>1+^n))", "ok"},
	{"logic", "if !(m.Age() > 1 && m.CanBreed() || false) {\nm.Eat()\n}", "ok"}, {"comparison of strings",
		"if s := \"a\"; s < \"b\" && s != \"c\" {\nm.Eat()\n}", "ok"},
	{
		"comparison of structs", "if m.Comfort() == (trait.Vector{}) {\nm.Eat()\n}", "ok",
	}, {"comparison of arrays", "a, b := [2]int{}, [2]int{1}\nif a != b {\nm.Eat()\n}", "ok"}, {"comparison of pointers",
		"x := 1\np, q := &x, &x\nif p == q {\nm.Eat()\n}", "compare"}, {"slice expression",
		"a := []int{1, 2, 3}\na = a[1:]\na = a[:1]\na = a[:]", "ok"}, {"slice of an array",
		"a := [3]int{}\nb := a[1:]\nb[0] = 1", "ok"},
	{
		"slice of three", "a := []int{1, 2}\na = a[0:1:2]", "slice.three",
	}, {"slice of a string", "s := \"abc\"\nm.SetMem(0, float64(len(s[1:])))", "ok"}, {"index of a string",
		"s := \"abc\"\nm.SetMem(0, float64(s[1]))", "ok"}, {"string +", "s := \"a\"\ns += s + \"b\"", "ok"},
	{"raw string", "s := `a\\n`\n_ = s", "ok"}, {"literal with keys", "v := []float64{2: 1, 0: 3}\n_ = v", "ok"},
	{"literal of pointers", "v := []*trait.Vector{{DX: 1}}\nm.SetMem(0, v[0].DX)", "ok"},
	{
		"hexadecimal", "m.SetMem(0, 0x1p-2+0b11+0o17+1_000)", "ok",
	}, {"rune", "m.SetMem(0, 'a')", "ok"}, {"type assertion", "var v any\n_ = v.(int)", "type.interface"},
	{"parentheses", "m.SetMem((1), ((2)))", "ok"}, {"min of nothing known",
		"m.SetMem(0, min(m.Age(), 3, max(1, m.Energy())))", "ok"},
	{"min of strings", "s := \"a\"\nm.SetMem(0, float64(len(min(s, \"b\"))))", "ok"},
	// functions
	{
		"function", "top:func add(a, b float64) float64 { return a + b }\nin:m.SetMem(0, add(1, 2))", "ok",
	}, {"several results", "top:func two() (int, bool) { return 1, true }\nin:if n, ok := two(); ok {\nm.SetMem(n, 1)\n}",
		"ok"}, {"named results", "top:func two() (n int, ok bool) {\nn = 1\nreturn\n}\nin:n, _ := two()\nm.SetMem(n, 1)",
		"ok"}, {"results passed on", "top:func two() (int, float64) { return 1, 2 }\nin:m.SetMem(two())", "ok"},
	{
		"recursion",
		"top:func f(n int) int {\nif n < 2 {\nreturn 1\n}\nreturn f(n-1) + f(n-2)\n}\nin:m.SetMem(0, float64(f(5)))", "ok",
	}, {"variadic", "top:func sum(v ...int) (n int) {\nfor _, x := range v {\nn += x\n}\nreturn\n}\nin:m.SetMem(0, " +
		"float64(sum(1, 2)+sum()+sum([]int{3}...)))", "ok"}, {"closure", "n := 0\nadd := func(k int) { n += k }\nadd(2)",
		"ok"}, {"closure called at once", "m.SetMem(0, func() float64 { return 1 }())", "ok"},
	{
		"closure passed", "top:func do(f func()) { f() }\nin:do(func() {})", "func.value",
	}, {"closure returned", "top:func do() func() { return func() {} }\nin:do()()", "func.value"}, {"function as value",
		"f := m.Age\n_ = f", "method.value"}, {"method by pointer", "top:type c struct{ n int }\n\nfunc (v *c) add() { " +
		"v.n++ }\nin:var v c\nv.add()", "ok"}, {"method expression", "top:type c struct{ n int }\n\nfunc (v c) get() int { " +
		"return v.n }\nin:_ = c.get(c{1})", "method.value"},
	{
		"promoted method",
		"top:type in struct{ n int }\n\nfunc (v in) get() int { return v.n }\n\ntype out struct{ in }\nin:m.SetMem(0, " +
			"float64(out{}.get()))",
		"method.promoted",
	}, {"helper with the molbot", "top:func eat(m *trait.Molbot) { m.Eat() }\nin:eat(m)", "ok"}, {"generic function",
		"top:func f[T any](v T) T { return v }\nin:_ = f(1)", "generic"}, {"molbot kept", "v := *m\n_ = v", "handle.kept"},
	{"missing return", "top:func f() int {}\nin:_ = f()", "return.missing"},
	// builtins
	{
		"len and cap", "a := make([]int, 2, 5)\nm.SetMem(0, float64(len(a)+cap(a)+len(\"abc\")))", "ok",
	}, {"append", "var a []int\na = append(a, 1, 2)\na = append(a, a...)", "ok"}, {"append of a string",
		"var b []byte\nb = append(b, \"abc\"...)", "append"}, {"append of a string variable",
		"var b []byte\ns := \"abc\"\nb = append(b, s...)", "append"},
	{"copy", "a, b := []int{1}, []int{2}\nm.SetMem(0, float64(copy(a, b)))", "ok"}, {"copy of a string",
		"b := make([]byte, 3)\ncopy(b, \"abc\")", "call.forbidden"},
	{
		"new", "p := new(int)\n*p = 3", "ok",
	}, {"new of a value", "p := new(3)\n_ = p", "?"}, {"make of a map", "v := make(map[int]int)\n_ = v", "type.map"},
	{"delete", "var v map[int]int\ndelete(v, 1)", "type.map"}, {"clear", "a := []int{1}\nclear(a)", "call.forbidden"},
	{"panic", "panic(1)", "call.forbidden"}, {"recover", "_ = recover()", "?"}, {"print", "print(1)", "call.forbidden"},
	{"println", "println(1)", "call.forbidden"}, {"complex numbers", "_ = complex(1, 2)", "?"},
	{"close", "var c chan int\nclose(c)", "statement.chan"},
	// conversions
	{
		"between numbers", "m.SetMem(0, float64(int(m.Age())))\nm.SetMem(1, float64(uint8(int16(300))&1))", "?",
	}, {"named type", "top:type mode int\nin:m.SetMem(0, float64(mode(2)))", "ok"},
	{"string of bytes", "s := string([]byte{1})\n_ = s", "conversion"}, {"bytes of a string",
		"b := []byte(\"abc\")\n_ = b", "conversion"}, {"string of a rune", "s := string('a')\n_ = s", "?"},
	{"string of a rune variable", "r := 'a'\ns := string(r)\n_ = s", "conversion"}, {"runes of a string",
		"r := []rune(\"abc\")\n_ = r", "conversion"}, {"slice to an array", "a := [2]int([]int{1, 2})\n_ = a", "conversion"},
	// packages
	{
		"math", "m.SetMem(0, math.Hypot(math.Pi, math.MaxInt8))", "ok",
	}, {"math/rand", "top:import \"math/rand\"\nin:_ = rand.Float64()", "?"}, {"fmt", "fmt.Println(1)", "undefined"},
	{"time", "_ = time.Now()", "undefined"}, {"an unknown sense", "_ = m.Hunger()", "undefined"},
}

// TestConstructs checks the table: a rejected construct is rejected for the stated reason, with advice, and in words
// that do not refer to the sandbox's internals. "?" leaves the reason open.
func TestConstructs(t *testing.T) {
	for _, c := range constructs {
		declarations, body := "", c.body
		if rest, top := strings.CutPrefix(c.body, "top:"); top {
			declarations, body, _ = strings.Cut(rest, "in:")
		}
		source := wrapped("constructs", declarations+"\n", body)
		r := sandbox.Vet([]byte(source), sandbox.Options{})
		if r.Defect != "" {
			t.Errorf("%s: a defect: %s", c.name, r.Defect)
		}
		got := "ok"
		if !r.OK {
			got = r.Problems[0].Code
		}
		if got != c.want && c.want != "?" {
			t.Errorf("%s: %s, want %s: %+v", c.name, got, c.want, r.Problems)
		}
		for _, p := range r.Problems {
			if p.Advice == "" || p.Line == 0 || p.Message == "" {
				t.Errorf("%s: no advice: %+v", c.name, p)
			}
			for _, ours := range []string{"internal", "the vet itself", "nil pointer dereference\n", "interface conversion",
				"*types.", "*ast.", "runtime error"} {
				if strings.Contains(p.Code+" "+p.Message, ours) || p.Code == "load" {
					t.Errorf("%s: %q reaches the author: %+v", c.name, ours, p)
				}
			}
		}
	}
}
