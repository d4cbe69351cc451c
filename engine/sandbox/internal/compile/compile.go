// Package compile turns the metered core of a trait into Go closures over typed slots.
//
// The core (package lower) is what the interpreter runs too, so fuel, faults and their lines are the same in both runtimes
// by construction: the charges and the line marks are statements of the program itself. Here its text is type-checked once
// more, turned into three-address code on basic blocks (build*.go), cleaned of the copies that the interpreter needed
// (opt*.go), and bound, a closure for each instruction, to the slots of one instance (gen*.go).
//
// A running program touches nothing but its slots, its own memory of words and bytes (machine.go), and the molbot's
// methods. Addresses are indexes into that memory, which Go checks; it is emptied before each run and reused, so a run
// allocates nothing. What is not known here is an error, and the trait runs on the interpreter instead.
package compile

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
)

// Program is a compiled trait. It is read only, and any number of machines can be made of it.
type Program struct {
	body      *function
	functions []*function // the body is the last
	floats    int         // slots
	words     int
	constants []constantSlot
	texts     []byte // the contents of string constants
	senses    [senseCount]reg
	depth     reg
	stage     int // most leaves that a call passes or returns
}

// Bounds on what is compiled; what is larger is interpreted. The vet admits programs of 4,000 statements, and values of 4 KiB
// that each take hundreds of slots.
const (
	maxSlots        = 8 << 10 // each holds a value for each of Width molbots
	maxRecursive    = 512     // slots and blocks of a function that calls itself
	maxInstructions = 32 << 10
	maxLiveness     = 2 << 20 // words of all sets of live slots
)

// constantSlot is a slot that nobody writes to.
type constantSlot struct {
	slot  reg
	float float64
	word  int64
}

// function is a function of the core. Its slots are its own, so a recursive one saves them around a call.
type function struct {
	name        string
	entry       *block
	blocks      []*block
	params      []reg
	results     []reg // outside of the saved slots
	lowF, highF int   // saved slots
	lowW, highW int
	recursive   bool
	resultTypes []*layout
	calls       map[*function]bool
	slots       map[types.Object]place
}

// unsupported unwinds from a construct that has no translation.
type unsupported struct{ reason string }

func refuse(format string, args ...any) {
	panic(unsupported{fmt.Sprintf(format, args...)})
}

// Compiler compiles programs. Any number of goroutines may use it.
type Compiler struct{ packages packages }

// NewCompiler returns a compiler for programs that call functions. Only their types count here.
func NewCompiler(functions Functions) *Compiler { return &Compiler{declare(functions)} }

// Compile compiles the metered text of a program, or says what in it can't be.
func (c *Compiler) Compile(text string) (p *Program, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case unsupported:
			p, err = nil, fmt.Errorf("compile: %s", r.reason)
		default: // a defect of ours costs speed, not the trait
			p, err = nil, fmt.Errorf("compile: %v", r)
		}
	}()
	file, info, err := check(text, c.packages)
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	b := newBuilder(info)
	b.file(file)
	b.prog.functions = append(b.prog.functions, b.prog.body)
	for _, f := range b.prog.functions {
		f.blocks = optimise(b.prog, f)
		if f.recursive && f.highF-f.lowF+f.highW-f.lowW+len(f.blocks) > maxRecursive {
			refuse("function %s calls itself and has more than %d variables and branches", f.name, maxRecursive)
		}
	}
	return b.prog, nil
}

// check parses and type-checks the core. Unused labels and imports do not matter.
func check(text string, p packages) (*ast.File, *types.Info, error) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "core.go", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, err
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{},
		Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	var first error
	config := types.Config{
		Importer: p,
		Sizes:    types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			if e, ok := errors.AsType[types.Error](err); first == nil && !(ok && e.Soft) {
				first = err
			}
		},
	}
	if _, err := config.Check("p", fset, []*ast.File{file}, info); err != nil && first != nil {
		return nil, nil, first
	}
	return file, info, nil
}
