// Package lower turns the syntax tree of a type-checked trait into the typed form of package ir, once.
//
// Constants are folded and typed, named types are erased, struct types are known by their shape, methods are functions,
// small functions and all closures are expanded where they are called, conditions with side effects and switches are if
// statements, and every variable whose address is taken lives in a slice of one element. What Go checks or pays for
// implicitly is a statement of its own: a bound, a nil, a division, the bytes of a slice, the length of a string. The
// handle *trait.Molbot vanishes: its methods are instructions.
//
// What is not lowered here is refused: nothing runs by default. Nothing here runs code.
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
	Entry     string // name of the function to call
	Depth     int    // how deep recursive functions may call each other
}

// Problem is a construct that the core has no room for.
type Problem struct {
	Pos     token.Pos
	Code    string
	Message string
}

// Bounds on what expansion may grow a program to.
const (
	maxStatements = 2000 // functions are expanded up to half of it
	// the way there, variables included: what emits nothing may be expanded without end too
	maxSteps  = 8 * maxStatements
	maxNested = 300     // blocks within each other, as all that goes through them recurses
	maxWords  = 8 << 10 // of all variables
)

// Lower lowers a trait, or says what in it can't be.
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
	boxed     map[types.Object]bool // its address is taken
	globals   map[types.Object]global

	types      *ir.Types
	known      map[types.Type]*ir.Type
	emitted    map[*source]*ir.Function
	loaded     map[*ir.Function]map[types.Object]ir.Operand // globals that a function has at its head
	heads      map[*ir.Function]int                         // and how many statements set them
	order      []*ir.Function
	senses     map[int]*ir.Var
	size       int // statements emitted, to bound expansion
	steps      int // statements and expansions gone through, of which some emit nothing
	words      int // of all variables
	names      int
	nested     int // blocks
	rehearsing bool

	fn    *ir.Function
	out   *[]*ir.Stmt
	loops []*loop
	line  int
}

// source is a function or a method as written.
type source struct {
	decl      *ast.FuncDecl
	object    *types.Func
	calls     map[*source]bool
	recursive bool
	weight    int // syntax nodes
}

func (l *lowerer) reset() {
	l.types, l.known = ir.NewTypes(), map[types.Type]*ir.Type{}
	l.emitted, l.order = map[*source]*ir.Function{}, nil
	l.loaded, l.heads = map[*ir.Function]map[types.Object]ir.Operand{}, map[*ir.Function]int{}
	l.senses = map[int]*ir.Var{}
	l.size, l.steps, l.words, l.names, l.nested, l.rehearsing = 0, 0, 0, 0, 0, false
}

// refusal unwinds to the statement that can't be lowered.
type refusal struct{ Problem }

// silent is the code of a refusal that only follows from another: the use of a variable whose declaration was refused.
const silent = "silent"

// note keeps one problem of a kind for each line.
func (l *lowerer) note(p Problem) {
	line := func(pos token.Pos) int { return l.Fset.PositionFor(pos, false).Line }
	if !slices.ContainsFunc(l.problems, func(q Problem) bool { return q.Code == p.Code && line(q.Pos) == line(p.Pos) }) {
		l.problems = append(l.problems, p)
	}
}

func (l *lowerer) refuse(n ast.Node, code, message string) {
	panic(refusal{Problem{n.Pos(), code, message}})
}

// guard runs f and notes its refusal.
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

// rehearse lowers every function by itself, for its problems alone.
func (l *lowerer) rehearse() {
	l.rehearsing = true
	for _, decl := range l.File.Decls {
		if d, ok := decl.(*ast.FuncDecl); ok {
			l.size, l.words = 0, 0 // the steps are those of all functions
			l.guard(func() { l.function(l.functions[l.Info.Defs[d.Name]]) })
		}
	}
}

// program lowers what the entry reaches.
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
