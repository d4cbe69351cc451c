// Package exec compiles a program of package ir to Go closures that run for many molbots at once.
//
// The builder translates the program into instructions on slots, in basic blocks (build.go, value.go). The optimiser
// removes the copies that only the interpreter needs (flow.go, forward.go). The binder then makes a closure of each
// instruction for the slots of one instance (bind.go and what it calls).
//
// A closure call costs more than most instructions, so each closure works on up to Width molbots, its lanes. Lanes that
// take different branches are run apart and join again where the branches do (schedule.go). Fuel is charged where the
// program says, so a run costs the same here as in the interpreter.
//
// A running program can touch only its slots, its own memory of words and bytes (heap.go) and the methods of its
// molbot. Addresses are indexes into that memory, so Go checks their bounds. The memory is emptied before each run and
// reused, so that a run rarely allocates. A construct without a translation is an error, and the trait is rejected.
package exec

import (
	"errors"
	"fmt"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Program is a compiled trait. It is read-only, so any number of machines may be made from it.
type Program struct {
	body      *function
	functions []*function // the body is the last
	slots     int
	constants map[reg]int64 // slots that are never written
	texts     []byte        // the contents of string constants
	senses    []reg
	depth     reg
	stage     int // the most words that a call passes or returns
	work      int // set words visited by liveness, against maxWork
}

// Bounds on the size of a program. Package lower admits 2,000 statements and values of 4 KiB, each of which takes
// hundreds of slots.
const (
	maxSlots        = 8 << 10 // each holds one word for each of Width molbots
	maxSaved        = 1 << 10 // slots that a recursive function saves around each call
	maxBlocks       = 512     // blocks of a recursive function
	maxInstructions = 32 << 10
	maxLiveness     = 2 << 20 // words in all sets of live slots
	maxWork         = 8 << 20 // words of those sets that liveness may visit
)

// function is a function of the program. Each function has its own slots, so a recursive function saves, around each
// recursive call, the slots that it reads afterwards. Only variables are among them, and the price of the call counts
// their words.
type function struct {
	*ir.Function
	entry     *block
	blocks    []*block
	params    []reg
	returns   []place // outside the saved slots
	results   []reg   // the words of returns
	low, high int     // the range of its slots
	saved     []reg   // the slots saved around recursive calls
}

// unsupported is the panic value that leaves the compiler at a construct without a translation.
type unsupported struct{ reason string }

func refuse(format string, args ...any) {
	panic(unsupported{fmt.Sprintf(format, args...)})
}

// Compile compiles a program. The error says what in the program is too large.
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
