package compile

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// host is what the programs of these tests can call: they put numbers, and the fuel never ends by itself.
type host struct {
	put     []float64
	stopped []int
}

func (h *host) functions() Functions {
	return Functions{
		"host": {
			"Senses": reflect.ValueOf([]float64(nil)),
			"Next":   reflect.ValueOf(func(int) int { return 0 }),
			"Refill": reflect.ValueOf(func(_, line int) int { return -line }),
			"Nil":    reflect.ValueOf(func(_, line int) int { h.stopped = append(h.stopped, line); return -1 }),
			"Index":  reflect.ValueOf(func(_, line, i, n int) int { h.stopped = append(h.stopped, line, i, n); return -1 }),
			"Put":    reflect.ValueOf(func(v float64) { h.put = append(h.put, v) }),
		},
		"math": {"Sqrt": reflect.ValueOf(math.Sqrt), "Frexp": reflect.ValueOf(math.Frexp)},
	}
}

// core wraps a body into what the printer of package lower writes.
func core(declarations, locals, body string) string {
	return "package p\nimport \"host\"\nimport \"math\"\nvar fuel, depth int\nvar s []float64\nfunc init() { s = host.Senses }\n" +
		"var _ = math.Sqrt\n" + declarations + "\nfunc Fuel() int { return fuel }\nfunc Run() {\n" + locals +
		"\nB:\nfor {\nfuel = host.Next(fuel)\nif fuel < 0 {\nbreak\n}\n" + body + "\ncontinue B\n}\n}\n"
}

func run(t *testing.T, text string) (*host, int) {
	t.Helper()
	h := &host{}
	p, err := NewCompiler(h.functions()).Compile(text)
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	m := p.New(Host{Enter: func(int) {}, Refill: func(_, line int) int { return -line }, Functions: h.functions()})
	for range 2 { // nothing stays from one run to the next
		h.put, h.stopped = nil, nil
		m.Run([]*trait.Molbot{new(trait.Molbot)}, 1000)
	}
	return h, m.Fuel(0)
}

func TestRun(t *testing.T) {
	charge := func(n, line int) string {
		return fmt.Sprintf("fuel -= %d\nif fuel < 0 {\nfuel = host.Refill(fuel, %d)\nif fuel < 0 {\ncontinue B\n}\n}\n", n, line)
	}
	for _, c := range []struct {
		name, declarations, locals, body string
		put                              []float64
		stopped                          []int
		left                             int
	}{
		{"charge", "", "", charge(10, 3) + "host.Put(1.0)", []float64{1}, nil, 990},
		{"no fuel", "", "", charge(1001, 7) + "host.Put(1.0)", nil, nil, -7},
		{"loop", "", "var v1 int\nvar v2 float64", "v1 = 0\nfor {\n" + charge(2, 1) +
			"if v1 >= 4 {\nbreak\n}\nv2 = float64(v1)\nhost.Put(v2)\nv1 = v1 + 1\n}", []float64{0, 1, 2, 3}, nil, 990},
		{"index trap", "", "var v1 []float64\nvar v2 int\nvar v3 int\nvar v4 float64",
			"v1 = []float64{1.0, 2.0}\nv2 = 0 - 1\nv3 = len(v1)\nif v2 >= v3 {\nfuel = host.Index(fuel, 9, v2, v3)\ncontinue B\n}\n" +
				"if v2 < 0 {\nfuel = host.Index(fuel, 9, v2, v3)\ncontinue B\n}\nv4 = v1[v2]\nhost.Put(v4)", nil, []int{9, -1, 2}, -1},
		{"recursion keeps variables", "func f0(v1 float64) (float64) {\nvar v2 float64\nvar v3 float64\nif v1 <= 0.0 {\nreturn 1.0\n}\n" +
			"v2 = v1 - 1.0\nv3 = f0(v2)\nif fuel < 0 {\nreturn 0.0\n}\nv3 = v3 * v1\nreturn v3\n}",
			"var v4 float64", "v4 = f0(5.0)\nif fuel < 0 {\ncontinue B\n}\nhost.Put(v4)", []float64{120}, nil, 1000},
		{"array in slots", "", "var v1 [3]float64\nvar v2 int\nvar v3 float64",
			"v1 = [3]float64{1.0, 2.0, 3.0}\nv2 = 1\nv1[v2] = 5.0\nv3 = v1[v2]\nhost.Put(v3)\nhost.Put(v1[2])", []float64{5, 3}, nil, 1000},
		{"pointer into a slice", "type T0 struct { F0 float64; F1 int; }", "var v1 []T0\nvar v2 *T0\nvar v3 float64",
			"v1 = make([]T0, 2)\nv2 = &v1[1]\nv2.F0 = 4.0\nv3 = v1[1].F0\nhost.Put(v3)\nv3 = v1[0].F0\nhost.Put(v3)", []float64{4, 0}, nil, 1000},
		{"nil", "", "var v1 *float64\nvar v2 float64",
			"v1 = nil\nif v1 == nil {\nfuel = host.Nil(fuel, 5)\ncontinue B\n}\nv2 = *v1\nhost.Put(v2)", nil, []int{5}, -1},
		{"strings", "", "var v1 string\nvar v2 string\nvar v3 int\nvar v4 float64",
			"v1 = \"ab\"\nv2 = v1 + \"cd\"\nv1 = v2[1:3]\nif v1 == \"bc\" {\nv3 = len(v2)\nv4 = float64(v3)\nhost.Put(v4)\n}", []float64{4}, nil, 1000},
		{"two results", "", "var v1 float64\nvar v2 int\nvar v3 float64",
			"v1, v2 = math.Frexp(6.0)\nv3 = float64(v2)\nhost.Put(v1)\nhost.Put(v3)", []float64{0.75, 3}, nil, 1000},
		{"products are rounded", "", "var v1 float64\nvar v2 float64\nvar v3 float64",
			"v1 = 0.1\nv2 = v1 * v1\nv3 = v2 - 0.01\nhost.Put(v3)", []float64{rounded(0.1)}, nil, 1000},
	} {
		t.Run(c.name, func(t *testing.T) {
			h, left := run(t, core(c.declarations, c.locals, c.body))
			if !reflect.DeepEqual(h.put, c.put) || !reflect.DeepEqual(h.stopped, c.stopped) || left != c.left {
				t.Errorf("put %v, stopped %v, left %d; want %v, %v, %d", h.put, h.stopped, left, c.put, c.stopped, c.left)
			}
		})
	}
}

func rounded(v float64) float64 { return float64(v*v) - 0.01 }

// TestUnknownIsAnError gives the compiler Go that is not of the core: it must say so, and not panic.
func TestUnknownIsAnError(t *testing.T) {
	for _, c := range []struct{ locals, body, part string }{
		{"", "go func() {}()", "statement"},
		{"", "defer func() {}()", "statement"},
		{"var v1 map[int]int", "v1 = nil", "type"},
		{"var v1 chan int", "v1 = nil", "type"},
		{"var v1 any", "v1 = nil", "type"},
		{"var v1 complex128", "v1 = 1", "type"},
		{"var v1 float64", "v1 += 1.0", "assignment"},
		{"var v1 int", "for v1 = 0; v1 < 2; v1++ {\n}", "loop"},
		{"var v1 float64", "v1 = undefined", "undefined"},
		{"var v1 int", "v1 = \"text\"", "cannot use"},
		{"var v1 float64\nvar v2 *float64", "v2 = &v1", "address"},
		{"var v1 int\nvar v2 int", "v2 = 1 << v1", "shift"},
		{"", "fuel = 1000000", "panic"},
		{"", "fuel -= 5", "fuel"},
		{"", "syntax error", "expected"},
	} {
		_, err := NewCompiler((&host{}).functions()).Compile(core("", c.locals, c.body))
		if err == nil {
			t.Errorf("%q is compiled", c.body)
		} else if c.part != "panic" && !strings.Contains(err.Error(), c.part) {
			t.Errorf("%q: %v, want something about %s", c.body, err, c.part)
		}
	}
}

func TestCapacityIsGos(t *testing.T) {
	m := &Machine{grown: map[growth]int{}}
	type wide struct{ a, b, c float64 }
	floats, wides, pointers := []float64(nil), []wide(nil), []*int(nil)
	for n := range 3000 {
		for _, c := range []struct {
			elem     layout
			from, to int
		}{
			{layout{size: 8}, cap(floats), grownCap(floats, n)},
			{layout{size: 24}, cap(wides), grownCap(wides, n)},
			{layout{size: 8, pointers: true}, cap(pointers), grownCap(pointers, n)},
		} {
			if n < c.from {
				continue
			}
			if got := m.capacity(&c.elem, c.from, n+1); got != c.to {
				t.Fatalf("%d elements of %d bytes grow from %d to %d, want %d", n, c.elem.size, c.from, got, c.to)
			}
		}
		floats, wides, pointers = append(floats, 0), append(wides, wide{}), append(pointers, nil)
	}
}

// grownCap is the capacity after n+1 elements. reflect appends on the heap, as the interpreter does.
func grownCap[T any](list []T, n int) int {
	v := reflect.Append(reflect.ValueOf(list), reflect.ValueOf(*new(T)))
	if v.Len() != n+1 {
		panic("the list has another length")
	}
	return v.Cap()
}

func TestRemainderOfPowers(t *testing.T) {
	var d, x words
	one := lanes{3}
	for c := int64(1); c <= 64; c *= 2 {
		signed, unsigned := remainder[int8](&d, &x, c), remainder[uint8](&d, &x, c)
		for x[3] = -128; x[3] < 128; x[3]++ {
			if signed(one); d[3] != int64(int8(x[3])%int8(c)) {
				t.Fatalf("%d %% %d = %d", x[3], c, d[3])
			}
		}
		for x[3] = 0; x[3] < 256; x[3]++ {
			if unsigned(one); d[3] != int64(uint8(x[3])%uint8(c)) {
				t.Fatalf("%d %% %d = %d", x[3], c, d[3])
			}
		}
	}
}
