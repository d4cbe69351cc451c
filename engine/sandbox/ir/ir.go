// Package ir defines the typed form of a lowered trait. Both runtimes run it, compiled (package exec) and interpreted
// (package yaegi); fuel is charged by it (price.go), and duplicates are found by it (canonical.go).
//
// A program is a list of functions, each a list of statements. An instruction does one thing: it computes a result from
// a few operands, which are constants, variables or parts of variables, and writes it to one place. Whatever Go does
// implicitly is a statement of its own: a check is a Trap before the instruction that it guards, and a cost known only
// at run time is an Ask. Control flow stays structured, because the program is also printed as Go for the interpreter.
package ir

import (
	"go/constant"
	"slices"
)

// Program is a lowered trait.
type Program struct {
	Types     *Types
	Functions []*Function
	Body      *Function // the body of the entry function, run once for each molbot
	Depth     int       // limit on nested calls of recursive functions
}

// Function is a function that is called rather than expanded in place.
type Function struct {
	Name      string
	Line      int // in the original source
	Params    []*Var
	Results   []*Type
	Locals    []*Var
	Body      []*Stmt
	Recursive bool
	Charge    int // fuel of the body outside its loops
}

// Var is a variable, or a free sense.
type Var struct {
	ID    int
	Type  *Type
	Sense int // 1 + the number of a free sense; 0 for a variable
}

// Operand is a value that an instruction reads or a place that it writes to: a constant, the zero value of a type, or a
// variable with a path to one of its parts.
type Operand struct {
	Type  *Type
	Const constant.Value
	Zero  bool // nil, or T{}
	Var   *Var
	Path  []Step
}

// StepKind is the kind of a step of a path.
type StepKind uint8

// Kinds of steps from a value to one of its parts.
const (
	Part  StepKind = iota // a field of a struct
	At                    // an element of an array or a slice; the index has been checked
	Deref                 // the target of a pointer, which has been checked
)

// Step is one step from a value to one of its parts.
type Step struct {
	Kind  StepKind
	N     int  // the number of the field, or a constant index
	Index *Var // a variable index, or nil
	Type  *Type
}

// Then returns the operand one step further along.
func (o Operand) Then(s Step) Operand {
	o.Path = append(o.Path[:len(o.Path):len(o.Path)], s)
	o.Type = s.Type
	return o
}

// Plain reports whether o is a whole variable.
func (o Operand) Plain() bool { return o.Var != nil && len(o.Path) == 0 }

// Same reports whether two operands name the same place.
func (o Operand) Same(p Operand) bool {
	return o.Var != nil && o.Var == p.Var && slices.Equal(o.Path, p.Path)
}

// Op is the operation of an instruction.
type Op uint8

// Operations. T is the type of the instruction, which is the type of its first operand unless noted otherwise.
const (
	Move      Op = iota // dst = a
	Add                 // dst = a op b
	Sub                 //
	Mul                 //
	Quo                 // the divisor has been checked
	Rem                 //
	And                 //
	Or                  //
	Xor                 //
	AndNot              //
	Shl                 // b is a constant or a uint64
	Shr                 //
	Eq                  // dst = a op b, a bool; pointers and slices are compared with Zero only
	Ne                  //
	Lt                  //
	Le                  //
	Gt                  //
	Ge                  //
	Outside             // dst = !(0 <= a && a < b); only as a condition
	Not                 // dst = !a
	Flip                // dst = ^a
	Min                 // dst = min(a, b) of floats
	Max                 //
	Convert             // dst = T(a), T is the type of dst
	Len                 // dst = len(a)
	Cap                 // dst = cap(a)
	TextAt              // dst = a[b] of a string; the index has been checked
	Cut                 // dst = a[b:c] of a string, slice or array; the bounds have been checked
	Address             // dst = &a
	Literal             // dst = T{args}, all fields or elements
	Make                // dst = make(T, a, b); the host has charged for it
	Box                 // dst = make(T, a, a); a is constant
	Append              // dst = append(a, args...); the host has charged for it
	AppendAll           // dst = append(a, b...)
	Copy                // dst = copy(a, b)
	Call                // dsts = Fn(args)
	Math                // dsts = math.Name(args)
	Method              // dsts = molbot.Name(args)
)

// Instr is an instruction. price.go defines its price.
type Instr struct {
	Op   Op
	Type *Type
	Dst  []Operand
	Args []Operand
	Name string // of Math and Method
	Fn   *Function
}

// StmtKind is the kind of a statement.
type StmtKind uint8

// Statements.
const (
	Do       StmtKind = iota // run the instruction
	If                       // run Body if the condition holds, else Else
	Loop                     // repeat Body until a Break
	Once                     // run Body once; a Break leaves it
	Trap                     // if the condition holds, ask the host Ask and end the run
	Ask                      // ask the host, which charges fuel, bytes or both and may end the run
	Break                    // leave Target
	Continue                 // start the next round of Target
	Return                   // Values are the results; in the body of the program, it ends the run
)

// Question is what the host is asked, with up to three numbers.
type Question uint8

// Questions. Deep to Bounds are faults, which end the run.
const (
	Refill    Question = iota // the fuel is used up
	Deep                      // recursive calls nest too deep
	Shift                     // shift by a negative count
	Divide                    // division by zero
	Nil                       // nil dereferenced
	Index                     // index, length
	Bounds                    // low, high, limit
	Room                      // make: length, capacity, words an element
	Grow                      // append: needed length, capacity, words an element
	Block                     // copying elements: their number, words an element
	Concat                    // making a string of n bytes
	Text                      // comparing strings of n and m bytes
	Subnormal                 // an operation on a subnormal number: see Instr.Subnormal
	Ran                       // no question: the run has reached this line; see package coverage
)

// Stmt is a statement.
type Stmt struct {
	Kind   StmtKind
	Instr  // of Do; the condition of If and Trap, without a destination
	Ask    Question
	Values []Operand // for the host, or the results of a Return
	Line   int       // in the original source
	Price  int       // fuel
	Charge int       // of a loop: the fuel of one round outside its inner loops
	Body   []*Stmt
	Else   []*Stmt
	Target *Stmt // of Break and Continue
	Label  int   // of a loop that a jump within an inner loop refers to; 0 for none
}

// Terminated reports whether control never reaches the end of list.
func Terminated(list []*Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1]; s.Kind {
	case If:
		return len(s.Else) > 0 && Terminated(s.Body) && Terminated(s.Else)
	case Break, Continue, Return:
		return true
	}
	return false
}

// Leaves reports whether list contains a break out of loop.
func Leaves(list []*Stmt, loop *Stmt) bool {
	return slices.ContainsFunc(list, func(s *Stmt) bool {
		return s.Kind == Break && s.Target == loop || Leaves(s.Body, loop) || Leaves(s.Else, loop)
	})
}

// Known returns the value of a constant number.
func (o Operand) Known() (n int, ok bool) {
	if o.Const == nil {
		return 0, false
	}
	i, ok := constant.Int64Val(o.Const)
	return int(i), ok
}
