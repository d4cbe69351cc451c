// Package yaegi runs a program of package ir in the Yaegi interpreter. It is the reference that a compiled program must
// agree with before it is accepted, and the runtime that GENESIS_TRAIT_RUNTIME=yaegi selects.
//
// Yaegi miscompiles ordinary Go: tuple assignments, untyped constants, closures, methods, composites behind pointers,
// and logical operators in parentheses. A program of package ir has none of these, and print.go avoids them in the Go
// that it writes.
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

// Size is the memory that an interpreter holds with a typical trait, measured over a thousand of them [bytes].
const Size = 107 << 10

// Host is what an interpreted program needs from the sandbox.
type Host interface {
	// Next ends the current run, which has left units of fuel, and begins the next one. The result is the fuel of the
	// new run, or -1 at the end of the batch.
	Next(left int) int
	// Ask is like exec.Host.Ask for the current run.
	Ask(q ir.Question, fuel, line int, v [4]int) int
	// Molbot returns the molbot of the current run.
	Molbot() *trait.Molbot
}

// Instance is an interpreter with one program.
type Instance struct {
	Run    func()     // the batch loop; after a panic it is called again
	Fuel   func() int // the fuel left in the interpreted code
	Senses []float64  // the free senses, set before each run
}

// New makes an interpreter and loads a program in the text form that Print writes.
func New(text string, h Host) (in *Instance, err error) {
	defer func() {
		if r := recover(); r != nil { // the compiler of the interpreter panics on unknown constructs
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

// symbols returns everything outside the trait that the interpreted code can reach.
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

// mathFuncs lists the functions of package math that interpreted code can call.
var mathFuncs = func() map[string]reflect.Value {
	values := map[string]reflect.Value{}
	for name, f := range ir.MathFuncs {
		values[name] = reflect.ValueOf(f.Call)
	}
	return values
}()

// method wraps a method of the molbot in a function without the molbot, which the host supplies. It panics on an
// unknown type; a test calls every row of the table.
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
