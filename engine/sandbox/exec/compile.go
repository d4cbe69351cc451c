// Package exec runs a program of package ir compiled: as Go closures over slots, for many molbots at once.
//
// The program is turned into instructions on basic blocks over slots (build.go, value.go), cleaned of the copies that
// the interpreter needed (flow.go, forward.go), and bound, a closure for each instruction, to the slots of one instance
// (bind.go and what it calls). Fuel is charged where the program says, so it is the same here as in the interpreter.
//
// A running program touches nothing but its slots, its own memory of words and bytes (heap.go), and the molbot's
// methods. Addresses are indexes into that memory, which Go checks; it is emptied before each run and reused, so a run
// allocates nothing. What has no translation is an error, and the trait is refused.
package exec

import (
	"errors"
	"fmt"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Program is a compiled trait. It is read only, and any number of machines can be made of it.
type Program struct {
	body      *function
	functions []*function // the body is the last
	slots     int
	constants map[reg]int64 // slots that nobody writes to
	texts     []byte        // the contents of string constants
	senses    []reg
	depth     reg
	stage     int // most leaves that a call passes or returns
	work      int // words of sets of live slots that the compiler has gone through
}

// Bounds on what is compiled. Package lower admits programs of 2,000 statements, and values of 4 KiB that each take
// hundreds of slots.
const (
	maxSlots        = 8 << 10 // each holds a value for each of Width molbots
	maxSaved        = 1 << 10 // slots of a function that calls itself, which it saves each time
	maxBlocks       = 512     // and its blocks
	maxInstructions = 32 << 10
	maxLiveness     = 2 << 20 // words of all sets of live slots
	maxWork         = 8 << 20 // words of them that are gone through
)

// function is a function of the program. Its slots are its own, so a recursive one saves around a call what it reads
// after one: variables, whose words its price counts.
type function struct {
	*ir.Function
	entry     *block
	blocks    []*block
	params    []reg
	returns   []place // outside of the saved slots
	results   []reg   // of returns
	low, high int     // its slots
	saved     []reg   // of them, if it calls itself
}

// unsupported unwinds from a construct that has no translation.
type unsupported struct{ reason string }

func refuse(format string, args ...any) {
	panic(unsupported{fmt.Sprintf(format, args...)})
}

// Compile compiles a program, or says what in it is too large.
func Compile(p *ir.Program) (compiled *Program, err error) {
	defer func() {
		if r, ok := recover().(unsupported); ok {
			compiled, err = nil, errors.New(r.reason)
		}
	}()
	b := newBuilder(p)
	b.program(p)
	for _, f := range b.prog.functions {
		f.blocks = optimise(b.prog, f)
		if f.Recursive {
			f.saved = survivors(b.prog, f)
		}
		if len(f.saved) > maxSaved || f.Recursive && len(f.blocks) > maxBlocks {
			refuse("a function calls itself and has more than %d words of variables or %d branches", maxSaved, maxBlocks)
		}
	}
	return b.prog, nil
}
