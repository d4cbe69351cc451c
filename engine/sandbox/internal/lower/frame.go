package lower

import (
	"fmt"
	"go/ast"
	"go/types"
)

// frame is one expansion of a function or closure: what its names stand for, and how it returns.
type frame struct {
	outer     *frame // of the surrounding function, for a closure
	vars      map[types.Object]string
	closures  map[types.Object]*frame // where a closure was bound
	leave     func()                  // emits the jump of a return
	results   []string                // lvalues that a return assigns, nil to return them
	returns   bool                    // a function of the core: return carries the values
	signature *types.Signature
}

func newFrame(outer *frame) *frame {
	return &frame{outer: outer, vars: map[types.Object]string{}, closures: map[types.Object]*frame{}}
}

// handle stands for the molbot, which needs no variable.
const handle = "@"

// lookup is the core's name of a variable.
func (fr *frame) lookup(o types.Object) (string, bool) {
	for ; fr != nil; fr = fr.outer {
		if name, ok := fr.vars[o]; ok {
			return name, true
		}
	}
	return "", false
}

func (fr *frame) bound(o types.Object) *frame {
	for ; fr != nil; fr = fr.outer {
		if at := fr.closures[o]; at != nil {
			return at
		}
	}
	return nil
}

// declare makes a new instance of a variable and returns what to assign to; "" for the handle and the blank name. A
// boxed one gets a new box each time, so that pointers to the one before keep it.
func (l *lowerer) declare(fr *frame, id ast.Node, o types.Object) string {
	if l.isHandle(o.Type()) {
		fr.vars[o] = handle
		return ""
	}
	typ := l.typ(id, o.Type())
	if !l.boxed[o] {
		fr.vars[o] = l.local(typ)
		return fr.vars[o]
	}
	box := l.local("[]" + typ)
	l.makeBox(box, typ, o.Type())
	fr.vars[o] = box + "[0]"
	return fr.vars[o]
}

// makeBox allocates one value. Boxes are paid for in fuel, which bounds their bytes too.
func (l *lowerer) makeBox(box, typ string, t types.Type) {
	l.emit("%s = make([]%s, 1)", box, typ).Weight = costHost + bulk(t, 1)
}

// rebox gives a variable a new box with the same content.
func (l *lowerer) rebox(fr *frame, o types.Object, typ string) {
	old := fr.vars[o]
	t := l.local(typ)
	l.emit("%s = %s", t, old)
	box := old[:len(old)-len("[0]")]
	l.makeBox(box, typ, o.Type())
	l.emit("%s = %s", old, t)
}

// loop is something that break or continue can leave.
type loop struct {
	frame  *frame
	stmt   *Stmt
	name   string // label in the source
	breaks bool   // a break without a label leaves it
	cycles bool   // a continue without a label goes on with it
	post   func()

	clauses []*ast.CaseClause // of a switch
	clause  int               // the one that is being lowered
}

func (l *lowerer) enter(lp *loop) { l.loops = append(l.loops, lp) }
func (l *lowerer) exit()          { l.loops = l.loops[:len(l.loops)-1] }

// jump emits a break or continue of lp, with a label if another loop is nearer.
func (l *lowerer) jump(verb string, lp *loop) {
	if lp == l.loops[len(l.loops)-1] {
		l.emit("%s", verb)
		return
	}
	if lp.stmt.Label == "" {
		l.names++
		lp.stmt.Label = fmt.Sprintf("L%d", l.names)
	}
	l.emit("%s %s", verb, lp.stmt.Label)
}
