// Package ir is the one typed form of a lowered trait: what runs compiled (package exec) and interpreted (package
// yaegi), what fuel is counted on (price.go), and what tells duplicates (canonical.go).
//
// A program is a few functions, each a list of statements. An instruction does one thing: it computes from at most a
// few operands, which are constants, variables or parts of them, and writes the result to one place. What Go does
// implicitly stands here by itself: a check is a Trap before what it guards, a cost that is only known at run time is
// an Ask. Control flow stays structured, since an interpreter of Go must be able to run it.
package ir

import (
	"go/constant"
	"slices"
)

// Program is a lowered trait.
type Program struct {
	Types     *Types
	Functions []*Function
	Body      *Function // the entry's body, run once for each molbot
	Depth     int       // how deep recursive functions may call each other
}

// Function is a function that is called, and not expanded where it is.
type Function struct {
	Name      string
	Line      int // of the original source
	Params    []*Var
	Results   []*Type
	Locals    []*Var
	Body      []*Stmt
	Recursive bool
	Charge    int // fuel of its body up to the loops in it
}

// Var is a variable, or a free sense.
type Var struct {
	ID    int
	Type  *Type
	Sense int // 1 + the number of a free sense; 0 for a variable
}

// Operand is a value that an instruction reads, or the place that it writes to: a constant, the zero value of a type,
// or a variable and the way from it to a part.
type Operand struct {
	Type  *Type
	Const constant.Value
	Zero  bool // nil, or T{}
	Var   *Var
	Path  []Step
}

// StepKind tells the steps of a path apart.
type StepKind uint8

// Steps from a value to a part of it.
const (
	Part  StepKind = iota // a field of a struct
	At                    // an element of an array or a slice; the index has been checked
	Deref                 // what a pointer points to, which has been checked
)

// Step is one step from a value to a part of it.
type Step struct {
	Kind  StepKind
	N     int  // the field, or an index that is known
	Index *Var // an index that is not
	Type  *Type
}

// Then is the operand one step further.
func (o Operand) Then(s Step) Operand {
	o.Path = append(o.Path[:len(o.Path):len(o.Path)], s)
	o.Type = s.Type
	return o
}

// Plain reports whether o is a variable as such.
func (o Operand) Plain() bool { return o.Var != nil && len(o.Path) == 0 }

// Same reports whether two operands are the same place.
func (o Operand) Same(p Operand) bool {
	return o.Var != nil && o.Var == p.Var && slices.Equal(o.Path, p.Path)
}

// Op is what an instruction does.
type Op uint8

// Operations. T is the type of the instruction: that of its first operand, unless said otherwise.
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
	Outside             // dst = not 0 <= a < b; only as a condition
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
	Make                // dst = make(T, a, b), which has been charged
	Box                 // dst = make(T, a, a), a constant
	Append              // dst = append(a, args…), which has been charged
	AppendAll           // dst = append(a, b...)
	Copy                // dst = copy(a, b)
	Call                // dsts = Fn(args)
	Math                // dsts = math.Name(args)
	Method              // dsts = m.Name(args), of the molbot
)

// Instr is an instruction. Its price is that of price.go.
type Instr struct {
	Op   Op
	Type *Type
	Dst  []Operand
	Args []Operand
	Name string // of Math and Method
	Fn   *Function
}

// StmtKind tells statements apart.
type StmtKind uint8

// Statements.
const (
	Do       StmtKind = iota // the instruction
	If                       // if the condition holds Body, else Else
	Loop                     // Body, until broken
	Once                     // Body, once: something to break out of
	Trap                     // if the condition holds, the run ends with what the host says to Ask
	Ask                      // the host takes fuel, bytes or both, and may end the run
	Break                    // leave Target
	Continue                 // go on with Target
	Return                   // Values are the results; the end of the run in the program's body
)

// Question is what the host is asked, with up to three numbers.
type Question uint8

// Questions. Those up to Bounds are faults, which end the run.
const (
	Refill    Question = iota // the fuel is used up
	Deep                      // calls nest too deep
	Shift                     // by a negative count
	Divide                    // by zero
	Nil                       // dereferenced
	Index                     // i, n
	Bounds                    // low, high, most
	Room                      // make: length, capacity, words of an element
	Grow                      // append: needed, capacity, words of an element
	Block                     // elements copied: how many, words of one
	Concat                    // a string of n bytes made
	Text                      // n bytes compared
	Subnormal                 // what was computed is subnormal: see Instr.Subnormal
	Ran                       // nothing: the run has come to this line; see package coverage
)

// Stmt is a statement.
type Stmt struct {
	Kind   StmtKind
	Instr  // of Do; the condition of If and Trap, without a destination; Args of Ask and Return
	Ask    Question
	Values []Operand // for the host, or the results of a Return
	Line   int       // of the original source
	Price  int       // fuel
	Charge int       // of a loop: the fuel of one round, up to the loops in it
	Body   []*Stmt
	Else   []*Stmt
	Target *Stmt // of Break and Continue
	Label  int   // of a loop that is left from within another; 0 for none
}

// Terminated reports whether control can't leave list at its end.
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

// Leaves reports whether a break in list leaves loop.
func Leaves(list []*Stmt, loop *Stmt) bool {
	return slices.ContainsFunc(list, func(s *Stmt) bool {
		return s.Kind == Break && s.Target == loop || Leaves(s.Body, loop) || Leaves(s.Else, loop)
	})
}

// Known is the value of a constant number.
func (o Operand) Known() (n int, ok bool) {
	if o.Const == nil {
		return 0, false
	}
	i, ok := constant.Int64Val(o.Const)
	return int(i), ok
}
