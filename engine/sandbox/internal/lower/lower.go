// Package lower turns a type-checked trait into a small core of Go that an interpreter gets right, with a fuel count in it.
//
// Yaegi miscompiles ordinary Go: tuple assignments, untyped constants, closures, methods, composites behind pointers,
// logical operators in parentheses. The core has none of these. Each function is a flat list of local variables, declared
// at the top, and of statements that do one thing: v3 = v1 + v2. Constants are folded and typed, named types are erased,
// struct types are numbered by shape, methods are functions, closures are expanded where they are called, conditions with
// side effects and switches are if statements, and every variable whose address is taken lives in a slice of one element.
// The handle *trait.Molbot vanishes: its methods are functions of the package host, which the sandbox supplies.
//
// What is not lowered here is refused: nothing reaches the interpreter by default. Nothing here runs code.
package lower

import (
	"go/ast"
	"go/token"
	"go/types"
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

// Program is a lowered trait.
type Program struct {
	Structs   []string // definitions of T0, T1 …, in Go
	Functions []*Function
	Body      *Function // the entry's body, run once for each molbot
	Recursive bool
	Host      bool // the host's functions are used
	Math      bool // package math is used
}

// Function is a function of the core.
type Function struct {
	Name    string
	Line    int      // of the original source
	Params  []string // "v1 float64"
	Results []string // types
	Locals  []Local
	Body    []*Stmt
}

// Local is a variable of a function.
type Local struct{ Name, Type string }

// Lower lowers a trait, or says what in it can't be.
func Lower(in Input) (*Program, []Problem) {
	l := newLowerer(in)
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

	structs     map[string]string // shape to name
	texts       map[types.Type]typeText
	bulkOf      map[string]int // fuel of copying a value of a struct or array type, by type
	bulk        map[string]int // and by text: variables, places, literals
	definitions []string
	emitted     map[*source]*Function
	loaded      map[*Function]map[types.Object]string // globals that a function has at its head
	heads       map[*Function]int                     // and how many statements set them
	order       []*Function
	size        int // statements emitted, to bound expansion
	steps       int // statements and expansions gone through, of which some emit nothing
	rehearsing  bool
	names       int
	host, math  bool
	recursive   bool

	fn    *Function
	out   *[]*Stmt
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

// maxStatements bounds what expansion of calls may grow a program to; functions are expanded up to half of it.
const maxStatements = 4000

// maxSteps bounds the way there: what emits nothing may be expanded without end too.
const maxSteps = 4 * maxStatements

func newLowerer(in Input) *lowerer {
	l := &lowerer{
		Input:     in,
		functions: map[types.Object]*source{},
		closures:  map[types.Object]*ast.FuncLit{},
		boxed:     map[types.Object]bool{},
		globals:   map[types.Object]global{},
	}
	l.reset()
	return l
}

func (l *lowerer) reset() {
	l.texts = map[types.Type]typeText{}
	l.structs, l.definitions, l.bulkOf, l.bulk = map[string]string{}, nil, map[string]int{}, map[string]int{}
	l.emitted, l.order = map[*source]*Function{}, nil
	l.loaded, l.heads = map[*Function]map[types.Object]string{}, map[*Function]int{}
	l.size, l.steps, l.names, l.rehearsing = 0, 0, 0, false
	l.host, l.math, l.recursive = false, false, false
}

// refusal unwinds to the statement that can't be lowered.
type refusal struct{ Problem }

// silent is the code of a refusal that only follows from another: the use of a variable whose declaration was refused.
const silent = "silent"

// note keeps one problem of a kind for each line.
func (l *lowerer) note(p Problem) {
	line := func(pos token.Pos) int { return l.Fset.PositionFor(pos, false).Line }
	for _, known := range l.problems {
		if known.Code == p.Code && line(known.Pos) == line(p.Pos) {
			return
		}
	}
	l.problems = append(l.problems, p)
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
			l.size, l.steps = 0, 0
			l.guard(func() { l.function(l.functions[l.Info.Defs[d.Name]]) })
		}
	}
}

// program lowers what the entry reaches.
func (l *lowerer) program() *Program {
	p := &Program{Body: &Function{Name: "Run"}}
	l.guard(func() { l.entry(p.Body) })
	p.Structs, p.Functions = l.definitions, l.order
	p.Host, p.Math, p.Recursive = l.host, l.math, l.recursive
	return p
}

func (l *lowerer) entry(f *Function) {
	for object, s := range l.functions {
		if object.Name() == l.Entry && object.Parent() == object.Pkg().Scope() {
			l.fn, l.out, f.Line = f, &f.Body, l.lineOf(s.decl)
			fr := newFrame(nil)
			fr.signature = s.object.Signature()
			l.passArguments(fr, fieldNames(s.decl.Type.Params), []string{handle})
			fr.leave = func() { l.emit("continue " + BatchLabel) }
			l.stmts(fr, s.decl.Body.List)
		}
	}
}

// BatchLabel is the label of the loop that runs the entry's body for each molbot.
const BatchLabel = "B"
