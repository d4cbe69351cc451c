package lower

import (
	"go/ast"
	"go/constant"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// emit appends an instruction.
func (l *lowerer) emit(in ir.Instr) { l.add(&ir.Stmt{Kind: ir.Do, Instr: in}) }

func (l *lowerer) add(s *ir.Stmt) *ir.Stmt {
	s.Line = l.line
	*l.out = append(*l.out, s)
	l.size++
	if l.size > maxStatements {
		l.tooLarge()
	}
	return s
}

// step counts a statement or an expansion that is visited, whether or not it emits anything.
func (l *lowerer) step() {
	l.steps++
	if l.steps > maxSteps {
		l.tooLarge()
	}
}

func (l *lowerer) tooLarge() {
	panic(refusal{Problem{l.File.Name.Pos(), "source.expansion",
		"the program grows too large when its functions and closures are expanded where they are called"}})
}

// block collects the statements that f emits.
func (l *lowerer) block(f func()) (stmts []*ir.Stmt) {
	outer := l.out
	l.out = &stmts
	l.nested++
	line := l.line // statements after the block keep the line before it
	defer func() { l.out, l.line = outer, line; l.nested-- }()
	if l.nested > maxNested {
		panic(
			refusal{
				Problem{
					l.File.Name.Pos(), "source.nesting", "statements nest too deep, with those of the functions that are expanded",
				},
			},
		)
	}
	f()
	return stmts
}

// local declares a new variable of the current function.
func (l *lowerer) local(t *ir.Type) ir.Operand {
	v := l.variableOf(t)
	l.fn.Locals = append(l.fn.Locals, v)
	return ir.Operand{Type: t, Var: v}
}

func (l *lowerer) variableOf(t *ir.Type) *ir.Var {
	l.step()
	l.names++
	if l.words += max(1, t.Words); l.words > maxWords {
		panic(refusal{Problem{l.File.Name.Pos(), "source.expansion",
			"the program's variables take more than 8,192 words, those of functions and closures once for each call of them"}})
	}
	return &ir.Var{ID: l.names, Type: t}
}

// branch emits an if without empty blocks.
func (l *lowerer) branch(cond ir.Instr, body, els []*ir.Stmt) {
	if len(body) == 0 {
		if len(els) == 0 {
			return
		}
		cond, body, els = not(l.hold(l.boolean(), cond)), els, nil
	}
	l.add(&ir.Stmt{Kind: ir.If, Instr: cond, Body: body, Else: els})
}

// at sets the line of the statements emitted next to that of n.
func (l *lowerer) at(n ast.Node) { l.line = l.lineOf(n) }

func (l *lowerer) lineOf(n ast.Node) int { return l.Fset.PositionFor(n.Pos(), false).Line }

// trap emits a check. Where cond holds, Go would panic: the host is told why, with the values, and the run ends.
func (l *lowerer) trap(cond ir.Instr, why ir.Question, n ast.Node, values ...ir.Operand) {
	s := l.add(&ir.Stmt{Kind: ir.Trap, Instr: cond, Ask: why, Values: values})
	s.Line = l.lineOf(n)
}

// ask emits a question to the host, which may end the run.
func (l *lowerer) ask(what ir.Question, n ast.Node, values ...ir.Operand) {
	s := l.add(&ir.Stmt{Kind: ir.Ask, Ask: what, Values: values})
	s.Line = l.lineOf(n)
}

// An instruction without a destination stands for a value that has not been computed yet.

// plain returns an operand as such a value.
func plain(o ir.Operand) ir.Instr { return ir.Instr{Op: ir.Move, Type: o.Type, Args: []ir.Operand{o}} }

func binary(op ir.Op, a, b ir.Operand) ir.Instr {
	return ir.Instr{Op: op, Type: a.Type, Args: []ir.Operand{a, b}}
}

func unary(op ir.Op, a ir.Operand) ir.Instr {
	return ir.Instr{Op: op, Type: a.Type, Args: []ir.Operand{a}}
}

func not(a ir.Operand) ir.Instr { return unary(ir.Not, a) }

// hold computes a value into a new variable.
func (l *lowerer) hold(t *ir.Type, in ir.Instr) ir.Operand {
	o := l.local(t)
	l.set(o, in)
	return o
}

// set assigns a value to a place.
func (l *lowerer) set(dst ir.Operand, in ir.Instr) {
	if in.Op == ir.Move && dst.Same(in.Args[0]) {
		return
	}
	in.Dst = []ir.Operand{dst}
	l.emit(in)
}

func (l *lowerer) boolean() *ir.Type { return l.types.Basic("bool") }
func (l *lowerer) integer() *ir.Type { return l.types.Basic("int") }

// number returns a constant int.
func (l *lowerer) number(n int) ir.Operand {
	return ir.Operand{Type: l.integer(), Const: constant.MakeInt64(int64(n))}
}

// lengthOf computes the length of a string or a slice into a new variable.
func (l *lowerer) lengthOf(o ir.Operand) ir.Operand { return l.hold(l.integer(), unary(ir.Len, o)) }

// zero returns the zero value of a type.
func zero(t *ir.Type) ir.Operand {
	o := ir.Operand{Type: t}
	switch {
	case t.Kind == ir.Bool:
		o.Const = constant.MakeBool(false)
	case t.Kind == ir.String:
		o.Const = constant.MakeString("")
	case t.Basic():
		o.Const = constant.MakeInt64(0)
	default:
		o.Zero = true
	}
	return o
}
