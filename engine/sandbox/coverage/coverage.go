// Package coverage instruments a program to report which lines of its source run.
package coverage

import (
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Counting returns a copy of p that asks the host ir.Ran before the first statement of each line in each list of
// statements. The questions cost no fuel and the charges are those of p, so a run of the copy does what a run of p does
// and ends where that ends.
func Counting(p *ir.Program) *ir.Program {
	c := &copier{functions: map[*ir.Function]*ir.Function{}, stmts: map[*ir.Stmt]*ir.Stmt{}}
	for _, f := range append(slices.Clone(p.Functions), p.Body) {
		c.functions[f] = &ir.Function{}
	}
	out := &ir.Program{Types: p.Types, Depth: p.Depth, Body: c.functions[p.Body]}
	for _, f := range p.Functions {
		out.Functions = append(out.Functions, c.functions[f])
	}
	for f, to := range c.functions {
		*to = *f
		to.Body = c.list(f.Body)
	}
	return out
}

// Lines returns the source lines of the statements of p in ascending order.
func Lines(p *ir.Program) []int {
	var lines []int
	for _, f := range append(slices.Clone(p.Functions), p.Body) {
		lines = linesOf(f.Body, lines)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func linesOf(list []*ir.Stmt, lines []int) []int {
	for _, s := range list {
		if s.Line > 0 {
			lines = append(lines, s.Line)
		}
		lines = linesOf(s.Else, linesOf(s.Body, lines))
	}
	return lines
}

// copier copies statements. Break and continue statements of the copy refer to the loops of the copy.
type copier struct {
	functions map[*ir.Function]*ir.Function
	stmts     map[*ir.Stmt]*ir.Stmt
}

func (c *copier) list(list []*ir.Stmt) []*ir.Stmt {
	var out []*ir.Stmt
	told := map[int]bool{0: true}
	for _, s := range list {
		if !told[s.Line] {
			told[s.Line] = true
			out = append(out, &ir.Stmt{Kind: ir.Ask, Ask: ir.Ran, Line: s.Line})
		}
		out = append(out, c.stmt(s))
	}
	return out
}

func (c *copier) stmt(s *ir.Stmt) *ir.Stmt {
	to := new(ir.Stmt)
	*to = *s
	c.stmts[s] = to
	if s.Fn != nil {
		to.Fn = c.functions[s.Fn]
	}
	if s.Target != nil {
		to.Target = c.stmts[s.Target] // an enclosing statement, so it has been copied
	}
	to.Body, to.Else = c.list(s.Body), c.list(s.Else)
	return to
}
