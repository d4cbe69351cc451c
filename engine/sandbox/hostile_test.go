package sandbox_test

import (
	"fmt"
	"strings"
)

// hostile lists programs that were written to cost more time than their fuel: molbots that diverge at every step,
// values that are copied implicitly, and operations that a price by words could miss. None exceeded the bound; they
// remain rows of the table.
func hostile() (list []entry) {
	const age = "n, x := int(m.Age()), m.Energy()"
	var ways, words strings.Builder
	for i := range 26 {
		fmt.Fprintf(&ways, "\tcase %d:\n\t\tn = n*3 + %d\n", i, 2*i+1)
		fmt.Fprintf(&words, "\tcase \"a%c\":\n\t\tn++\n", 'a'+i)
	}
	cube := "type inner struct {\n\td float64\n\te int8\n\ts string\n}\n\ntype cube struct{ b [4]struct{ c [4]inner } }\n"
	return append(
		list,
		made("molbots part in a switch", "", age, "switch n & 31 {\n"+ways.String()+"\tdefault:\n\t\tn = n/3 + 1\n\t}"),
		made(
			"molbots part in nested ifs", "", age,
			"if n&1 == 0 {\n\tif n&2 == 0 {\n\t\tn += 3\n\t} else if n&4 == 0 {\n\t\tn = n*5 + 1\n\t}\n\t} else if n&8 == 0 "+
				"{\n\t\tn = n/2 + 7\n\t} else {\n\t\tn -= 5\n\t}",
		),
		made("molbots part in loops", "", age, "for range n & 15 {\n\t\tx += 0.5\n\t}\n\tn = n*7 + 3"),
		made(
			"molbots part in recursion",
			"func down§(n int) int {\n\tif n&3 == 1 {\n\t\tn--\n\t}\n\tif n > 0 {\n\t\treturn down§(n-1) + "+
				"1\n\t}\n\treturn n\n}\n",
			age, "n = n*5 + down§(n&15)",
		),
		made("molbots leave a function in turn",
			"func leave§(n int) int {\n\tfor i := range 16 {\n\t\tif i == n {\n\t\t\treturn i\n\t\t}\n\t}\n\treturn n\n}\n", age,
			"n = n*3 + leave§(n&15)"),
		made(
			"labelled loops", "", age,
			"outer§:\n\tfor i := range 3 {\n\t\tfor j := range 3 {\n\t\t\tif j == n&3 {\n\t\t\t\tcontinue "+
				"outer§\n\t\t\t}\n\t\t\tn += i\n\t\t}\n\t}",
		),
		made("closures that capture loop variables", "", age,
			"for i := range 4 {\n\t\tf := func(k int) { n += i * k }\n\t\tf(i)\n\t\tf(n)\n\t}"),
		made("closures of several results", "",
			"a, b, c := 1.0, m.Age(), m.Energy()\n\tf := func(x, y, z float64) (float64, float64, float64) { return y, z, x }",
			"a, b, c = f(a, b, c)"),
		made("pointers to loop variables", "", age+"\n\tp := &n", "for i := range 4 {\n\t\tp = &i\n\t\t*p += 2\n\t}"),
		made("chains of pointers", "", "x := m.Age()\n\tp := &x\n\tq := &p\n\tr := &q", "***r += **q\n\t*q = *(*r)"),
		made("strings that are cut and joined", "", age+"\n\ts := \"abcdefgh\"", "s = s[:3] + s[n&3:][:2] + s[len(s)-3:]"),
		made("bytes of a string in a loop", "", age+"\n\ts := \"abcdefgh\"",
			"for i := 0; i < len(s); i++ {\n\t\tn += int(s[i])\n\t}"),
		made("a switch of short strings", "", age+"\n\ts := \"ab\"[n&1:] + \"az\"[n&1:]",
			"switch s {\n"+words.String()+"\t}"),
		made("a constant of 64 bytes ==", "", age+"\n\ts := \""+strings.Repeat("k", 64)+"\"[n&1:]",
			"if s == \""+strings.Repeat("k", 64)+"\" {\n\t\tn++\n\t}"),
		made("conversions between named types", "type celsius float64\n\ntype kelvin float64\n\ntype level int8\n",
			"c, v := celsius(m.Age()), level(3)", "c = celsius(kelvin(c)+273) - celsius(v)\n\tv = level(int(v)+int(c)) & 7"),
		made("copies of deep structs", cube, "var p, q cube\n\tk := int(m.Age()) & 3",
			"p = q\n\tq.b[k].c[3-k] = p.b[3-k].c[k]\n\tp.b[k] = q.b[1]"),
		made("deep structs by value", cube+"\nfunc (c cube) at(i int) float64 { return c.b[i].c[3-i].d }\n",
			"var p cube\n\tx, k := 0.0, int(m.Age())&3\n\tp.b[k].c[k].d = 1", "x += p.at(k)"),
		made("deep structs in a list", cube, "l := make([]cube, 2)\n\tk := int(m.Age()) & 1", "l[k], l[1-k] = l[1-k], l[k]"),
		made("large arrays swapped", "", "var p, q [256]bool\n\tp[int(m.Age())%99] = true", "p, q = q, p"),
		made("elements swapped", "", "var p [100]int\n\tk := int(m.Age()) % 100", "p[k], p[99-k] = p[99-k], p[k]"),
		made("arrays of arrays ==", "", "var p, q [8][8]int8\n\tn := 0", "if p == q {\n\t\tn++\n\t}"),
		made("range over an array by value", "", "var p [64]float64\n\tx := m.Age()",
			"for i, v := range p {\n\t\tx += v\n\t\tp[63-i] = x\n\t}"),
		made("range over an array of structs", "type pair struct {\n\ta, b float64\n\tn    int8\n}\n",
			"var p [16]pair\n\tx := m.Age()", "for _, v := range p {\n\t\tx += v.b\n\t}"),
		made("lists of lists", "", "l := [][]float64{{1, 2}, {3, 4}}\n\tk := int(m.Age()) & 1",
			"l[k][1-k] += l[1-k][k]\n\tl[k], l[1-k] = l[1-k], l[k]"),
		made("lists appended to lists of lists", "", "l, one := make([][]int, 0, 4), []int{1}",
			"l = append(l[:0], one, one[:0], nil)"),
		made("overlapping copies", "", "l := make([]float64, 64)\n\tn := int(m.Age())",
			"n += copy(l[1:], l) + copy(l, l[n&7:])"),
		made("slices of an array", "", "var p [99]float64\n\tk := int(m.Age()) % 9\n\tl := p[:]",
			"l = p[k : 90-k]\n\tl[k] = 1"),
		made(
			"variadic calls",
			"func total§(list ...float64) float64 {\n\tsum := 0.0\n\tfor _, v := range list {\n\t\tsum += "+
				"v\n\t}\n\treturn sum\n}\n",
			"x := m.Age()", "x = total§(x, 1, x, 2, x, 3, x, 4)*1e-3 + total§()",
		),
		made(
			"variadic recursion",
			"func rest§(list ...float64) float64 {\n\tif len(list) == 0 {\n\t\treturn 0\n\t}\n\treturn list[0] + "+
				"rest§(list[1:]...)\n}\n",
			"x := m.Age()", "x = rest§(x, 1, 2, 3)",
		),
		made("conditions of many parts", "", age+"\n\ta, b := m.CanBreed(), n > 9",
			"a = (a || b && x > 1) && !(b || n&1 == 0) || x < float64(n) && a != b\n\tn++"),
		made("shifts beyond the width", "", age+"\n\tu := uint64(n)", "u = u<<uint(n)>>3 | uint64(n)<<(u&127)\n\tn++"),
		made("numbers out of range to memory", "", age, "m.SetMem(n-1<<40, x/0)\n\tx += m.Mem(n - 5)"),
		made("thrust by NaN", "", "x := m.Age() * 0\n\tx /= x",
			"m.ThrustToward(x, x, x)\n\tm.LeaveScent(-1, x)\n\tm.Turn(x, 1e300)"),
	)
}
