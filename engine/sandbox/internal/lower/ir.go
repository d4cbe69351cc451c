package lower

import (
	"fmt"
	"go/ast"
	"strings"
)

// Stmt is a statement of the core: a line, or an if or a loop with its blocks.
type Stmt struct {
	Kind   Kind
	Text   string // the line, or the condition of an if or a trap
	Call   string // of the host, by a trap
	Label  string // of a loop, if something needs it
	Line   int    // of the original source
	Weight int    // fuel
	Body   []*Stmt
	Else   []*Stmt
}

// Kind tells statements apart.
type Kind uint8

// Kinds of statements.
const (
	Simple Kind = iota
	If
	Loop    // runs until broken
	Once    // a loop that ends with a break: something to break out of
	Trap    // if the condition holds, the run ends with what the host says of it
	Stopped // after a call: if the run has been ended in it, leave
)

// Fuel that statements cost beyond one.
const (
	costHost  = 6 // a call that leaves the interpreter
	costCall  = 8 // a call of a function that is not expanded
	costBytes = 32
)

// emit adds a line that costs one unit.
func (l *lowerer) emit(format string, args ...any) *Stmt {
	text := format
	if len(args) > 0 {
		text = fmt.Sprintf(format, args...)
	}
	s := l.add(&Stmt{Text: text, Weight: 1})
	if to, from, found := strings.Cut(text, " = "); found {
		s.Weight += l.moved(to, from)
	}
	return s
}

// moved is the fuel of copying a large value.
func (l *lowerer) moved(to, from string) int { return max(l.bulk[to], l.bulk[from]) }

func (l *lowerer) add(s *Stmt) *Stmt {
	s.Line = l.line
	*l.out = append(*l.out, s)
	l.size++
	if l.size > maxStatements {
		l.tooLarge()
	}
	return s
}

// step counts a statement or an expansion that is gone through.
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

// block collects what f emits.
func (l *lowerer) block(f func()) (stmts []*Stmt) {
	outer := l.out
	l.out = &stmts
	defer func() { l.out = outer }()
	f()
	return stmts
}

// local makes a variable.
func (l *lowerer) local(typ string) string {
	l.names++
	name := fmt.Sprintf("v%d", l.names)
	l.fn.Locals = append(l.fn.Locals, Local{name, typ})
	l.bulk[name] = l.bulkOf[typ]
	return name
}

// branch emits an if, without empty blocks.
func (l *lowerer) branch(cond string, body, els []*Stmt) {
	if len(body) == 0 {
		if len(els) == 0 {
			return
		}
		t := l.local("bool")
		l.emit("%s = %s", t, cond)
		cond, body, els = "!"+t, els, nil
	}
	l.add(&Stmt{Kind: If, Text: cond, Weight: 1, Body: body, Else: els})
}

// at moves to the line of n, for what is emitted next.
func (l *lowerer) at(n ast.Node) { l.line = l.lineOf(n) }

func (l *lowerer) lineOf(n ast.Node) int { return l.Fset.PositionFor(n.Pos(), false).Line }

// trap emits a check: where cond holds Go would panic, and the run ends. The host is told why, with the values.
func (l *lowerer) trap(cond, why string, n ast.Node, values ...string) {
	l.add(&Stmt{Kind: Trap, Text: cond, Call: l.hostFuel(why, n, values), Weight: 1})
}

// ask emits a question that the host may answer by ending the run.
func (l *lowerer) ask(what string, n ast.Node, values ...string) {
	l.emit("fuel = %s", l.hostFuel(what, n, values)).Weight = costHost
	l.add(&Stmt{Kind: Stopped, Weight: 1})
}

func (l *lowerer) hostFuel(function string, n ast.Node, values []string) string {
	return fmt.Sprintf("host.%s(%s)", function, strings.Join(append([]string{"fuel", l.itoa(int64(l.lineOf(n)))}, values...), ", "))
}

// terminated reports whether control can't leave stmts at the end.
func terminated(stmts []*Stmt) bool {
	if len(stmts) == 0 {
		return false
	}
	s := stmts[len(stmts)-1]
	switch s.Kind {
	case If:
		return len(s.Else) > 0 && terminated(s.Body) && terminated(s.Else)
	case Simple:
		return s.Text == "break" || s.Text == "continue" || len(s.Text) > 6 &&
			(s.Text[:6] == "break " || s.Text[:6] == "return") || s.Text == "return" ||
			len(s.Text) > 9 && s.Text[:9] == "continue "
	}
	return false
}
