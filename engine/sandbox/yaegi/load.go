// Package yaegi runs a program of package ir in the interpreter of that name: the reference that compiled programs are
// compared with before they are accepted, and the runtime of GENESIS_TRAIT_RUNTIME=yaegi.
//
// Yaegi miscompiles ordinary Go: tuple assignments, untyped constants, closures, methods, composites behind pointers,
// logical operators in parentheses. A program of package ir has none of these, and print.go writes it so that it stays
// that way.
package yaegi

import (
	"fmt"
	"go/parser"
	"io"
	"reflect"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Size is what an interpreter with a usual trait holds, measured over a thousand of them [bytes].
const Size = 107 << 10

// Host is what an interpreted program needs of the sandbox.
type Host interface {
	// Next ends the run before, which has fuel left, and begins the next one. The result is its fuel, -1 at the end.
	Next(left int) int
	// Ask is as for package exec, about the run that was begun last.
	Ask(q ir.Question, fuel, line int, v [4]int) int
	// Molbot is the one that the run is for.
	Molbot() *trait.Molbot
}

// Instance is an interpreter with one program.
type Instance struct {
	Run    func()     // the batch loop; it can panic, and is entered again then
	Fuel   func() int // as the interpreted code has it
	Senses []float64  // the free senses, to be set before each run
}

// New makes an interpreter with the program that text is, as Print writes it.
func New(text string, h Host) (in *Instance, err error) {
	defer func() {
		if r := recover(); r != nil { // the interpreter's compiler panics on what it does not know
			in, err = nil, fmt.Errorf("the interpreter failed: %v", r)
		}
	}()
	in = &Instance{Senses: make([]float64, trait.FreeSenses)}
	i := interp.New(interp.Options{SourcecodeFilesystem: fstest.MapFS{}, Stdout: io.Discard, Stderr: io.Discard})
	if err := i.Use(symbols(in, h)); err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(i.FileSet(), "p", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	p, err := i.CompileAST(file)
	if err != nil {
		return nil, err
	}
	if _, err := i.Execute(p); err != nil {
		return nil, err
	}
	own := i.Symbols("p")["p"]
	in.Run, in.Fuel = own["Run"].Interface().(func()), own["Fuel"].Interface().(func() int)
	return in, nil
}

// symbols is all that the interpreter can reach outside of the trait.
func symbols(in *Instance, h Host) interp.Exports {
	host := map[string]reflect.Value{
		"Senses": reflect.ValueOf(in.Senses),
		"Next":   reflect.ValueOf(h.Next),
		"Ask": reflect.ValueOf(func(q, fuel, line, a, b, c, d int) int {
			return h.Ask(ir.Question(q), fuel, line, [4]int{a, b, c, d})
		}),
		"Look": reflect.ValueOf(func(result, x, y float64, fuel, line int) int {
			if ir.IsSubnormal(result) || ir.IsSubnormal(x) || ir.IsSubnormal(y) {
				return h.Ask(ir.Subnormal, fuel, line, [4]int{})
			}
			return fuel
		}),
		"Look32": reflect.ValueOf(func(result, x, y float32, fuel, line int) int {
			if ir.IsSubnormal32(result) || ir.IsSubnormal32(x) || ir.IsSubnormal32(y) {
				return h.Ask(ir.Subnormal, fuel, line, [4]int{})
			}
			return fuel
		}),
		"Min":      reflect.ValueOf(func(a, b float64) float64 { return min(a, b) }),
		"Max":      reflect.ValueOf(func(a, b float64) float64 { return max(a, b) }),
		"Toint8":   reflect.ValueOf(func(v float64) int8 { return int8(v) }),
		"Toint16":  reflect.ValueOf(func(v float64) int16 { return int16(v) }),
		"Toint32":  reflect.ValueOf(func(v float64) int32 { return int32(v) }),
		"Touint":   reflect.ValueOf(func(v float64) uint { return uint(v) }),
		"Touint8":  reflect.ValueOf(func(v float64) uint8 { return uint8(v) }),
		"Touint16": reflect.ValueOf(func(v float64) uint16 { return uint16(v) }),
		"Touint32": reflect.ValueOf(func(v float64) uint32 { return uint32(v) }),
		"Touint64": reflect.ValueOf(func(v float64) uint64 { return uint64(v) }),
	}
	for _, row := range trait.Methods {
		if row.Call != nil {
			host[row.Name] = reflect.ValueOf(method(row.Call, h))
		}
	}
	return interp.Exports{
		"math/math": mathFuncs,
		"host/host": host,
		"trait/trait": {
			"Food":     reflect.ValueOf((*trait.Food)(nil)),
			"Neighbor": reflect.ValueOf((*trait.Neighbor)(nil)),
			"Vector":   reflect.ValueOf((*trait.Vector)(nil)),
		},
	}
}

// mathFuncs is what interpreted code can call of package math.
var mathFuncs = func() map[string]reflect.Value {
	values := map[string]reflect.Value{}
	for name, f := range ir.MathFuncs {
		values[name] = reflect.ValueOf(f.Call)
	}
	return values
}()

// method is a method without the molbot, which the host knows. A method of an unknown type costs a panic: a test calls
// every row of the table.
func method(call any, h Host) any {
	switch f := call.(type) {
	case func(*trait.Molbot) float64:
		return func() float64 { return f(h.Molbot()) }
	case func(*trait.Molbot, float64) float64:
		return func(x float64) float64 { return f(h.Molbot(), x) }
	case func(*trait.Molbot, int) float64:
		return func(n int) float64 { return f(h.Molbot(), n) }
	case func(*trait.Molbot) bool:
		return func() bool { return f(h.Molbot()) }
	case func(*trait.Molbot) trait.Vector:
		return func() trait.Vector { return f(h.Molbot()) }
	case func(*trait.Molbot, int) trait.Vector:
		return func(n int) trait.Vector { return f(h.Molbot(), n) }
	case func(*trait.Molbot) (trait.Vector, bool):
		return func() (trait.Vector, bool) { return f(h.Molbot()) }
	case func(*trait.Molbot, float64) (trait.Food, bool):
		return func(r float64) (trait.Food, bool) { return f(h.Molbot(), r) }
	case func(*trait.Molbot, float64) (trait.Neighbor, bool):
		return func(r float64) (trait.Neighbor, bool) { return f(h.Molbot(), r) }
	case func(*trait.Molbot):
		return func() { f(h.Molbot()) }
	case func(*trait.Molbot, float64):
		return func(x float64) { f(h.Molbot(), x) }
	case func(*trait.Molbot, float64, float64):
		return func(x, y float64) { f(h.Molbot(), x, y) }
	case func(*trait.Molbot, float64, float64, float64):
		return func(x, y, z float64) { f(h.Molbot(), x, y, z) }
	case func(*trait.Molbot, int, float64):
		return func(n int, x float64) { f(h.Molbot(), n, x) }
	case func(*trait.Molbot, trait.Neighbor):
		return func(other trait.Neighbor) { f(h.Molbot(), other) }
	case func(*trait.Molbot, trait.Neighbor, float64):
		return func(other trait.Neighbor, x float64) { f(h.Molbot(), other, x) }
	}
	panic(fmt.Sprintf("a method of type %T", call))
}
