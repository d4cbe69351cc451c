package lower

import (
	"go/ast"
	"go/types"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// frame holds the state of one expansion of a function or closure: the operands of its names, and how it returns.
type frame struct {
	outer     *frame // of the enclosing function, for a closure
	vars      map[types.Object]ir.Operand
	closures  map[types.Object]*frame // the frame in which each closure was bound
	leave     func()                  // emits the jump of a return statement
	results   []ir.Operand            // the places that a return statement assigns to
	returns   bool                    // the function is not expanded: return statements carry the values
	signature *types.Signature
}

func newFrame(outer *frame) *frame {
	return &frame{outer: outer, vars: map[types.Object]ir.Operand{}, closures: map[types.Object]*frame{}}
}

// handle stands for the molbot, which needs no variable in the typed form.
var handle = ir.Operand{Var: &ir.Var{ID: -1}}

func isHandle(o ir.Operand) bool { return o.Var == handle.Var }

// lookup returns the operand that a name stands for.
func (fr *frame) lookup(o types.Object) (ir.Operand, bool) {
	for ; fr != nil; fr = fr.outer {
		if v, ok := fr.vars[o]; ok {
			return v, true
		}
	}
	return ir.Operand{}, false
}

func (fr *frame) bound(o types.Object) *frame {
	for ; fr != nil; fr = fr.outer {
		if at := fr.closures[o]; at != nil {
			return at
		}
	}
	return nil
}

// declare makes a new instance of a variable and returns the place to assign to. A boxed variable gets a new box each
// time, so that pointers to the previous instance stay valid.
func (l *lowerer) declare(fr *frame, id ast.Node, o types.Object) ir.Operand {
	if l.isHandle(o.Type()) {
		fr.vars[o] = handle
		return handle
	}
	t := l.typ(id, o.Type())
	if l.boxed[o] {
		fr.vars[o] = l.box(t)
	} else {
		fr.vars[o] = l.local(t)
	}
	return fr.vars[o]
}

// box allocates one value and returns its place. A box costs fuel, which also bounds the bytes that boxes take.
func (l *lowerer) box(t *ir.Type) ir.Operand {
	box := l.local(l.types.Slice(t))
	l.makeBox(box)
	return box.Then(ir.Step{Kind: ir.At, Type: t})
}

func (l *lowerer) makeBox(box ir.Operand) {
	l.set(box, ir.Instr{Op: ir.Box, Type: box.Type, Args: []ir.Operand{l.number(1)}})
}

// rebox gives a variable a new box with the same content.
func (l *lowerer) rebox(fr *frame, o types.Object) {
	old := fr.vars[o]
	t := l.hold(old.Type, plain(old))
	box := ir.Operand{Type: old.Var.Type, Var: old.Var}
	l.makeBox(box)
	l.set(old, plain(t))
}

// loop is a statement that break or continue can refer to.
type loop struct {
	frame  *frame
	stmt   *ir.Stmt
	name   string // label in the source
	breaks bool   // a break without a label refers to it
	cycles bool   // a continue without a label refers to it
	post   func()

	clauses []*ast.CaseClause // of a switch
	clause  int               // the clause that is being lowered
}

func (l *lowerer) enter(lp *loop) { l.loops = append(l.loops, lp) }
func (l *lowerer) exit()          { l.loops = l.loops[:len(l.loops)-1] }

// jump emits a break or continue that refers to lp. It needs a label if lp is not the innermost loop.
func (l *lowerer) jump(kind ir.StmtKind, lp *loop) {
	if lp != l.loops[len(l.loops)-1] && lp.stmt.Label == 0 {
		l.names++
		lp.stmt.Label = l.names
	}
	l.add(&ir.Stmt{Kind: kind, Target: lp.stmt})
}
