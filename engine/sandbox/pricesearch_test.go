package sandbox

import (
	"cmp"
	"fmt"
	"go/token"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// This file searches for programs that take more time than their fuel pays for (go tool task fuzz:price). It mutates
// the statements of random programs and fragments and keeps the most expensive ones, as an evolution strategy does.

// searchBaseline is the program that the cost of a unit of fuel is measured against: plain arithmetic in a loop.
const searchBaseline = "package baseline\n\nimport \"" + traitPath + "\"\n\nfunc Execute(m *trait.Molbot) {\n\ta, b " +
	":= m.Energy(), 1.5\n" +
	"\tfor i := 0; i < 300; i++ {\n\t\ta = a*0.5 + b\n\t\tb = b - a*0.25\n\t}\n\tm.SetMem(0, a)\n}\n"

// dearestFound is the limit on the time that any program takes for a unit of fuel, relative to the baseline.
const dearestFound = 8

// unitCost returns the processor time of a program for a unit of fuel, the lowest of several tries. The caller must
// have locked the thread, because a goroutine that moves between threads would subtract the clocks of different
// threads.
func unitCost(in *instance, span time.Duration, tries int) float64 {
	batch, verdicts := make([]*trait.Molbot, 64), make([]trait.Verdict, 64)
	for i := range batch {
		batch[i] = dummy.Random(uint64(i)).Molbot(DefaultLimits.Fuel)
	}
	least := 1e18
	for range tries {
		fuel, start, spent := int64(0), threadTime(), time.Duration(0)
		for fuel == 0 || spent < span {
			for _, m := range batch {
				m.Begin(dummy.Surroundings{Food: true, Molbots: 4}, DefaultLimits.Fuel)
			}
			in.Run(batch, verdicts)
			for _, v := range verdicts {
				fuel += max(v.Fuel, 1)
			}
			spent = threadTime() - start
		}
		least = min(least, float64(spent)/float64(fuel))
	}
	return least
}

// candidate is a program of the search: declarations, and the statements of a loop in Execute, one per line block.
type candidate struct {
	statements []string
	turns      int
	ratio      float64
}

// fragments are the building blocks of the search: statements on variables that every candidate declares.
var fragments = strings.Split(`x = x*y + z
n = n*3 + k/7%5
k = n/(k|1) + n%(k|1)
x = math.Mod(x+1e300, y*1e-300)
x = math.Pow(x, y) + math.Gamma(z)
x += math.Sin(z*1e15) + math.Exp(-y)
s = s + t
if s == t { n++ }
if s < t { n-- }
s = min(s, t)
t = s[:len(s)/2] + "b"
if len(s) > 2000 { s = "a" }
a = b
b[k&63] = x
a[n&63], b[k&63] = b[n&63], a[k&63]
if a == b { n++ }
c = d
d[n&63] = !d[k&63]
list = append(list, x)
list = append(list[:0], x, y, z)
list = append([]float64{}, list...)
list = make([]float64, n&15)
if len(list) > 99 { list = nil }
if len(list) > 0 { list[n&1023%len(list)] = x }
bools = append(bools, n > k)
if len(bools) > 50 { bools = make([]bool, 1) }
n += copy(bools, bools)
p = &pair{x, y, n}
p.a += y
q := *p; q.n++; *p = q
pairs[n&7] = pairs[k&7]
if pairs[0] == pairs[1] { k++ }
x += m.Storm() + m.Energy()
m.Rest()
m.SetMem(n&7, x)
x += m.Mem(k & 7) + m.Rand()
if f, ok := m.NearestFood(x); ok { y += f.DX }
if o, ok := m.NearestMolbot(30); ok { m.Attack(o) }
m.ThrustToward(x, y, 1)
m.LeaveScent(n&3, x)
x += m.Temperature() + m.ScentGradient(1).DX
n = down(n & 15)
x = wide(a, n&1)[3]
n += count(x, y, z)
f := func(v float64) float64 { return v*x + y }; z = f(f(z))
if n&1 == 0 { n = n/2 + 1 } else { n = 3*n + 1 }
if way < 16 { § } else { § }
if way&7 == 3 { § }
switch way & 7 { case 0: §; case 1: §; case 2: §; case 3: § }
switch s { case "a", "b", t: n++; case "abc" + t: n-- }
for i := range way & 3 { n += i; § }
for n&7 != 0 { n++ }
for _, v := range b { x += v; if v > x { break } }
for i, v := range d { if v { n += i } }
small = int8(n) * small
x += float64(small) + float64(float32(y))
u = u<<(u&7) ^ uint64(n)
x = min(x, max(y, z))
e *= 0.5
e = 5e-324 * 12345
x = e*y + x
way = n & 31
way = int(m.Rand() * 32)
z = 1e-160; e = z*z*x
e = 2.3e-308 - y*2.25e-308
z = e/(y+1) + e*1e300
w = w*0.9 + 1e-41
if w != float32(n) { w++ }
if float32(x) > w { w = float32(x)/3 }
x += math.Atan(y*3e154) + math.Atan2(e, 1e20)
x += math.Asin(y*1e-160) + math.Cosh(e)
x += math.Sqrt(e) + math.Exp2(-1060-y) + math.Hypot(e, e)
a, b = b, a
if way == 5 { § } else if way == 7 { § }
if u > 3 { if u > 4 { if u > 5 { § } } }
for i, v := range a { x += v; a[63-i] = x; if i > n&63 { break } }
for i := range b { n ^= i }
grid[n&7][k&7] = x
grid[n&7] = grid[k&7]
grid, a[n&63] = [8][8]float64{}, grid[k&7][1]
from := deep; from.in[k&1].v[n&3] = x; deep = from
x += deep.in[n&1].v[k&3]
if deep == (nested{}) { n++ }
n += count(list...)
x += total(x, list...)
k = int(celsius(kelvin(k)) + celsius(n))
s += string(label(t))
n += len(s[len(s)/2:]) + len(t)
pp := &p; (*pp).n++; if (*pp).a > x { *pp = &pair{} }
p.bump(n & 7)
(&pairs[n&7]).bump(2)
g := func() int { h := func(i int) int { return i*n + k }; return h(k) + h(n) }; n = g()
switch { case n > k: §; case x > y: §; default: § }
switch n & 3 { case 1: n++; fallthrough; case 2: §; default: n-- }
n = int(int8(n)) + int(uint16(k))
u = u>>(u&63) | math.Float64bits(x)
x = math.FMA(x, y, z) + math.Hypot(x, y)
list, bools = nil, bools[:len(bools)/2]
lists = append(lists[:n&1], list)
lists = append(lists[:0], list, list[:len(list)/2], nil)
m.SetMem(k&7, m.Mem(n&7)+m.Fertility())
if v, ok := m.ToMark(); ok { x += v.DX }
return`, "\n")

const candidateDeclarations = `
type pair struct {
	a, b float64
	n    int
}

func down(n int) int {
	if n > 0 {
		return down(n-1) + 1
	}
	return n
}

func wide(v [64]float64, n int) [64]float64 {
	if n > 0 {
		v[n&63]++
		return wide(v, n-1)
	}
	return v
}

func count(list ...float64) int { return len(list) }

func total(sum float64, list ...float64) float64 {
	for _, v := range list {
		sum += v
	}
	if sum > 1e300 {
		return total(0, list...)
	}
	return sum
}

type nested struct {
	in [2]struct{ v [4]float64 }
	n  int8
}

type celsius int

type kelvin int

type label string

func (p *pair) bump(n int) {
	if p.n += n; n > 0 {
		p.bump(n - 1)
	}
}

`

// source returns the candidate as the source of a trait.
func (c *candidate) source() string {
	var b strings.Builder
	b.WriteString("package searched\n\nimport (\n\t\"math\"\n\n\t\"" + traitPath + "\"\n)\n" + candidateDeclarations)
	b.WriteString(
		"func Execute(m *trait.Molbot) {\n\tway, n, k := int(m.Age())%32, int(m.Age()), 3\n\tx, y, z, e := m.Energy(), " +
			"0.5, 1.5, 5e-320\n" +
			"\ts, t := \"a\", \"ab\"\n\tvar a, b [64]float64\n\tvar c, d [64]bool\n\tvar list []float64\n\tbools := " +
			"[]bool{true}\n\tp, w := &pair{}, float32(0.5)\n" +
			"\tvar pairs [8]pair\n\tsmall, u := int8(3), uint64(7)\n\tvar grid [8][8]float64\n\tvar deep nested\n\tvar lists " +
			"[][]float64\n",
	)
	fmt.Fprintf(&b, "\tfor range %d {\n", c.turns)
	for _, s := range c.statements {
		b.WriteString("\t\t" + s + "\n")
	}
	b.WriteString(
		"\t}\n\tm.SetMem(0, " +
			"x+y+z+e+float64(w)+float64(n+k+way+len(s)+len(t)+len(list)+len(bools)+p.n+pairs[0].n+int(small)+len(lists))" +
			"+float64(u)+a[0]+b[0]+grid[0][0]+deep.in[0].v[0])\n" +
			"\tif c[0] != d[0] || math.IsNaN(x) {\n\t\tm.Eat()\n\t}\n}\n",
	)
	return b.String()
}

// fragment returns a random statement with others in its gaps.
func fragment(r *rand.Rand, depth int) string {
	s := fragments[r.IntN(len(fragments))]
	for strings.Contains(s, "§") {
		inner := "n++"
		if depth > 0 {
			inner = fragment(r, depth-1)
		}
		if strings.Contains(inner, "q :=") || strings.Contains(inner, "f :=") || strings.HasPrefix(inner, "return") {
			inner = "x += y"
		}
		s = strings.Replace(s, "§", inner, 1)
	}
	if strings.Contains(s, ":= ") && !strings.HasPrefix(s, "if") && !strings.HasPrefix(s, "for") {
		s = "{ " + s + " }"
	}
	return s
}

// mutated returns a copy of c that differs in one or two statements.
func (c *candidate) mutated(r *rand.Rand) *candidate {
	d := &candidate{statements: slices.Clone(c.statements), turns: c.turns}
	for range 1 + r.IntN(2) {
		switch i := r.IntN(len(d.statements) + 1); {
		case r.IntN(3) == 0 && len(d.statements) > 1 && i < len(d.statements):
			d.statements = slices.Delete(d.statements, i, i+1)
		case r.IntN(3) == 0 && i < len(d.statements):
			d.statements[i] = fragment(r, 2)
		case r.IntN(4) == 0 && i < len(d.statements): // repeat a statement
			d.statements = slices.Insert(d.statements, i, d.statements[i])
		case len(d.statements) < 24:
			d.statements = slices.Insert(d.statements, i, fragment(r, 2))
		}
	}
	if r.IntN(4) == 0 {
		d.turns = []int{1, 2, 5, 20, 60, 200}[r.IntN(6)]
	}
	return d
}

// compiled compiles a candidate with as many turns as its fuel pays for. It returns nil if the candidate is rejected or
// faults for another reason. Only candidates that are kept are also vetted, because the interpreter takes a hundred
// times as long.
func (c *candidate) compiled() (*instance, error) {
	for ; c.turns > 0; c.turns /= 2 {
		source := []byte(c.source())
		f := vet.New(token.NewFileSet(), source)
		file := vet.Parse(f, source)
		if file == nil {
			return nil, nil
		}
		_, info := vet.Types(f, file)
		if len(f.Problems) > 0 {
			return nil, nil
		}
		p := compile(f, file, info, DefaultLimits)
		if p == nil {
			return nil, nil
		}
		in, err := p.instance()
		if err != nil {
			return nil, err
		}
		batch, fault := make([]*trait.Molbot, len(dummy.Situations)), trait.FaultNone
		for i, s := range dummy.Situations {
			batch[i] = s.Molbot(math.MaxInt32)
		}
		verdicts := make([]trait.Verdict, len(batch))
		in.Run(batch, verdicts)
		for _, v := range verdicts {
			fault = max(fault, v.Fault)
		}
		if fault == trait.FaultNone {
			return in, nil
		}
		in.Close()
		if fault == trait.FaultPanic {
			return nil, nil
		}
	}
	return nil, nil
}

// weigh measures a candidate; the ratio is 0 if it is rejected. An expensive candidate is measured again and vetted.
func (c *candidate) weigh(base *instance, bar float64) error {
	in, err := c.compiled()
	if in == nil {
		return err
	}
	defer in.Close()
	c.ratio = 1e18
	// A candidate that is kept is measured often. The lowest value counts, because other load can only slow it down.
	for try := range 8 {
		span := time.Millisecond << min(try, 3) / 2
		c.ratio = min(c.ratio, unitCost(in, span, 1+try)/unitCost(base, span, 1+try))
		if c.ratio < bar {
			return nil
		}
	}
	if r := Vet([]byte(c.source()), Options{}); r.Defect != "" {
		return fmt.Errorf("a defect of the vet: %s\n%s", r.Defect, c.source())
	} else if !r.OK {
		c.ratio = 0
	}
	return nil
}

// TestPriceSearch searches for a second, or for GENESIS_PRICE_TIME, and prints how the worst find grows. A find beyond
// the bound fails the test and is written to GENESIS_PRICE_DIR; it belongs into testdata/prices. GENESIS_PRICE_SEED
// sets the seed.
func TestPriceSearch(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	span, seed := time.Second, uint64(1)
	if d, err := time.ParseDuration(os.Getenv("GENESIS_PRICE_TIME")); err == nil {
		span = d
	}
	if n, err := strconv.ParseUint(os.Getenv("GENESIS_PRICE_SEED"), 10, 64); err == nil {
		seed = n
	}
	base := load(t, searchBaseline, Limits{})
	r := rand.New(rand.NewPCG(seed, 1))
	var kept []*candidate
	start, tried, accepted, next := time.Now(), 0, 0, time.Duration(0)
	for time.Since(start) < span {
		var c *candidate
		if len(kept) < 12 || r.IntN(8) == 0 {
			c = &candidate{turns: 20}
			for range 1 + r.IntN(6) {
				c.statements = append(c.statements, fragment(r, 2))
			}
		} else {
			c = kept[min(r.IntN(len(kept)), r.IntN(len(kept)))].mutated(r)
		}
		bar := 0.0
		if len(kept) >= 12 {
			bar = kept[len(kept)-1].ratio
		}
		tried++
		if err := c.weigh(base, bar); err != nil {
			t.Error(err)
			continue
		}
		if c.ratio == 0 {
			continue
		}
		accepted++
		if c.ratio > bar {
			kept = append(kept, c)
			slices.SortStableFunc(kept, func(a, b *candidate) int { return cmp.Compare(b.ratio, a.ratio) })
			kept = kept[:min(len(kept), 12)]
		}
		if spent := time.Since(start); spent > next {
			if worst := *kept[0]; worst.weigh(base, 0) == nil { // a find by chance does not stay
				kept[0].ratio = min(kept[0].ratio, worst.ratio)
				slices.SortStableFunc(kept, func(a, b *candidate) int { return cmp.Compare(b.ratio, a.ratio) })
			}
			next = spent*5/4 + time.Second
			t.Logf("%8v: %6d programs, %6d accepted, the dearest takes %.2f of the baseline", spent.Round(time.Second), tried,
				accepted, kept[0].ratio)
		}
	}
	if len(kept) == 0 {
		t.Skip("no program was accepted in time")
	}
	t.Logf("%8v: %6d programs, %6d accepted, the dearest takes %.2f of the baseline", time.Since(start).Round(time.Second),
		tried, accepted, kept[0].ratio)
	dir := os.Getenv("GENESIS_PRICE_DIR")
	for i, c := range kept[:min(len(kept), 3)] {
		worst := *c
		if err := worst.weigh(base, 1e17); err == nil && c.ratio > dearestFound {
			if err := worst.weigh(base, dearestFound); err == nil && worst.ratio > dearestFound {
				t.Errorf("a unit takes %.1f times what it takes in the baseline:\n%s", worst.ratio, c.source())
			}
		}
		if dir != "" {
			path := filepath.Join(dir, fmt.Sprintf("found_%d.go", i))
			if err := os.WriteFile(path, []byte(c.source()), 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}
