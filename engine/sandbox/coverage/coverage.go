// Package coverage makes a program tell which lines of its source it runs.
package coverage

import (
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Counting is a program that asks the host Ran where it first comes to a line in a stretch of statements, and does the
// same as p in all else. The questions cost no fuel, and the charges stay those of p, so a run ends where it ends
// without them.
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

// Lines are the lines of the source that p has statements of, in order.
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

// copier copies statements, and has those that are left or gone on with refer to their copies.
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
		to.Target = c.stmts[s.Target] // which holds s, so it has been copied
	}
	to.Body, to.Else = c.list(s.Body), c.list(s.Else)
	return to
}
