// Package lower translates the syntax tree of a type-checked trait to the typed form of package ir. Both runtimes run
// that form, so the meaning of a construct is decided here once.
//
// Constants are folded and typed, named types are erased, and structs are identified by their fields. Methods become
// functions; small functions and all closures are expanded where they are called. Conditions with side effects and
// switches become ifs, and every variable whose address is taken is put into a box, a slice of one element. Implicit
// checks and costs of Go become statements of their own: bounds, nil, division, the bytes of a slice, the length of a
// string. The handle *trait.Molbot disappears, and its methods become instructions.
//
// A construct that is not lowered here is rejected, so nothing runs by default. This package never runs
// code.
package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Input is a type-checked trait.
type Input struct {
	File      *ast.File
	Info      *types.Info
	Fset      *token.FileSet
	TraitPath string // import path of the trait API
	Entry     string // name of the entry function
	Depth     int    // limit on nested calls of recursive functions
}

// Problem is a construct that cannot be lowered.
type Problem struct {
	Pos     token.Pos
	Code    string
	Message string
}

// Bounds on the size to which expansion may grow a program.
const (
	maxStatements = 2000 // functions are expanded until half of them are used
	// statements and expansions visited, and variables: even code that emits nothing may expand without end
	maxSteps  = 8 * maxStatements
	maxNested = 300     // nested blocks, because every pass over them recurses
	maxWords  = 8 << 10 // words of all variables
)

// Lower lowers a trait or returns the problems that prevent it.
func Lower(in Input) (*ir.Program, []Problem) {
	l := &lowerer{
		Input:     in,
		functions: map[types.Object]*source{},
		closures:  map[types.Object]*ast.FuncLit{},
		boxed:     map[types.Object]bool{},
		globals:   map[types.Object]global{},
	}
	l.reset()
	l.survey()
	l.rehearse()
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	l.reset()
	p := l.program()
	if len(l.problems) > 0 {
		return nil, l.problems
	}
	ir.Meter(p)
	return p, nil
}

// lowerer lowers one trait.
type lowerer struct {
	Input
	problems  []Problem
	functions map[types.Object]*source // functions and methods
	closures  map[types.Object]*ast.FuncLit
	boxed     map[types.Object]bool // variables whose address is taken
	globals   map[types.Object]global

	types      *ir.Types
	known      map[types.Type]*ir.Type
	emitted    map[*source]*ir.Function
	loaded     map[*ir.Function]map[types.Object]ir.Operand // package variables set at the head of each function
	heads      map[*ir.Function]int                         // the number of statements that set them
	order      []*ir.Function
	senses     map[int]*ir.Var
	size       int // statements emitted
	steps      int // statements and expansions visited
	words      int // of all variables
	names      int
	nested     int // depth of nested blocks
	rehearsing bool

	fn    *ir.Function
	out   *[]*ir.Stmt
	loops []*loop
	line  int
}

// source is a function or method as written.
type source struct {
	decl      *ast.FuncDecl
	object    *types.Func
	calls     map[*source]bool
	recursive bool
	weight    int // number of syntax nodes
}

func (l *lowerer) reset() {
	l.types, l.known = ir.NewTypes(), map[types.Type]*ir.Type{}
	l.emitted, l.order = map[*source]*ir.Function{}, nil
	l.loaded, l.heads = map[*ir.Function]map[types.Object]ir.Operand{}, map[*ir.Function]int{}
	l.senses = map[int]*ir.Var{}
	l.size, l.steps, l.words, l.names, l.nested, l.rehearsing = 0, 0, 0, 0, 0, false
}

// refusal is the panic value that unwinds to the statement that cannot be lowered.
type refusal struct{ Problem }

// silent is the code of a refusal that only follows from another one: the use of a variable whose declaration was
// rejected.
const silent = "silent"

// note records a problem, unless its line already has one with the same code.
func (l *lowerer) note(p Problem) {
	line := func(pos token.Pos) int { return l.Fset.PositionFor(pos, false).Line }
	if !slices.ContainsFunc(l.problems, func(q Problem) bool { return q.Code == p.Code && line(q.Pos) == line(p.Pos) }) {
		l.problems = append(l.problems, p)
	}
}

func (l *lowerer) refuse(n ast.Node, code, message string) {
	panic(refusal{Problem{n.Pos(), code, message}})
}

// guard runs f and records its refusal, if any.
func (l *lowerer) guard(f func()) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case refusal:
			if r.Code != silent || !l.rehearsing {
				l.note(r.Problem)
			}
		default:
			panic(r)
		}
	}()
	f()
}

// rehearse lowers every function on its own, only to find problems. The entry may not reach all of them. In this mode a
// problem does not end the lowering: each statement is guarded separately, so that one pass reports the problems of all
// statements. Functions are not expanded, because each of them is visited once anyway.
func (l *lowerer) rehearse() {
	l.rehearsing = true
	for _, decl := range l.File.Decls {
		if d, ok := decl.(*ast.FuncDecl); ok {
			l.size, l.words = 0, 0 // the steps of all functions are counted together
			l.guard(func() { l.function(l.functions[l.Info.Defs[d.Name]]) })
		}
	}
}

// program lowers the functions that the entry reaches.
func (l *lowerer) program() *ir.Program {
	p := &ir.Program{Body: &ir.Function{Name: "Run"}, Depth: l.Depth, Types: l.types}
	l.guard(func() { l.entry(p.Body) })
	p.Functions = l.order
	return p
}

func (l *lowerer) entry(f *ir.Function) {
	for object, s := range l.functions {
		if object.Name() == l.Entry && object.Parent() == object.Pkg().Scope() {
			l.fn, l.out, f.Line = f, &f.Body, l.lineOf(s.decl)
			fr := newFrame(nil)
			fr.signature, fr.returns = s.object.Signature(), true
			l.passArguments(fr, fieldNames(s.decl.Type.Params), []ir.Operand{handle})
			l.stmts(fr, s.decl.Body.List)
			f.Body = withoutReturn(f.Body)
		}
	}
}
