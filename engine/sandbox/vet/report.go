// Package vet is the static part of vetting a trait: what is wrong with a source that can be told without lowering or
// running it. The steps are syntax (syntax.go), the constructs that are allowed (allow.go, with bounds on constants and
// types before go/types walks over them), Go's own types (types.go) and the contract of a trait (contract.go). Each
// code of a problem has its advice and its reason in rules.go. Mend repairs what needs no judgement. Package sandbox
// runs the steps, in order.
package vet

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"unicode/utf8"

	genesis "github.com/ai-genesis/ai-genesis"
)

// maxProblems is how many problems a report lists at most: more would not help whoever mends the source.
const maxProblems = 10

// Report is what Vet found.
type Report struct {
	OK            bool                 `json:"ok"`
	TraitName     string               `json:"trait_name,omitempty"` // the package's name
	About         string               `json:"about,omitempty"`      // the first line of the package comment
	Hash          string               `json:"hash"`                 // SHA-256 of the source
	CanonicalHash string               `json:"canonical_hash,omitempty"`
	Runtime       string               `json:"runtime,omitempty"` // what it runs on
	Problems      []genesis.VetProblem `json:"problems,omitempty"`
	More          int                  `json:"more,omitempty"`     // problems found beyond the ten listed
	Warnings      []genesis.VetProblem `json:"warnings,omitempty"` // what is allowed but hardly meant
	Defect        string               `json:"-"`                  // what went wrong in the sandbox itself, for its makers
}

// Err is nil for an accepted source and else an error of code rejected that carries the problems.
func (r Report) Err() error {
	if r.OK {
		return nil
	}
	p := r.Problems[0]
	return genesis.Errorf(genesis.CodeRejected, "trait refused: %d:%d: %s: %s", p.Line, p.Col, p.Code, p.Message).
		With("problems", r.Problems)
}

// Findings gathers the problems of one step.
type Findings struct {
	Fset     *token.FileSet
	lines    []string
	Problems []genesis.VetProblem
	Warnings []genesis.VetProblem
	Defect   string // of the sandbox itself
}

// New returns no findings about source yet.
func New(fset *token.FileSet, source []byte) *Findings {
	return &Findings{Fset: fset, lines: strings.Split(string(source), "\n")}
}

// At notes a problem at pos. The advice is that of its code unless one is given.
func (f *Findings) At(pos token.Pos, code, format string, args ...any) {
	p := f.Fset.PositionFor(pos, false) // a line directive must not move a problem
	f.Add(p.Line, p.Column, code, fmt.Sprintf(format, args...), "")
}

// Node notes a problem at the start of n.
func (f *Findings) Node(n ast.Node, code, format string, args ...any) {
	f.At(n.Pos(), code, format, args...)
}

// Warn notes what is allowed but hardly meant.
func (f *Findings) Warn(n ast.Node, code, format string, args ...any) {
	if len(f.Warnings) == maxProblems {
		return
	}
	p := f.Fset.PositionFor(n.Pos(), false)
	f.Warnings = append(f.Warnings, genesis.VetProblem{
		Code: code, Line: p.Line, Col: p.Column, Message: fmt.Sprintf(format, args...), Excerpt: f.excerpt(p.Line),
		Advice: adviceOf(code),
	})
}

// Defective notes that the sandbox failed, not the source: its author is told what to do, and we are told what
// happened.
func (f *Findings) Defective(err error) {
	f.Defect = err.Error()
	f.Add(1, 1, "unsupported", "something in the program is more than the sandbox understands", "")
}

// Add adds a problem at a line and a column. Without advice it gets the one that belongs to its code.
func (f *Findings) Add(line, col int, code, message, advice string) {
	if advice == "" {
		advice = adviceOf(code)
	}
	f.Problems = append(f.Problems, genesis.VetProblem{
		Code: code, Line: line, Col: col, Message: message, Excerpt: f.excerpt(line), Advice: advice,
	})
}

// excerpt is the source line, cut to what fits on a screen.
func (f *Findings) excerpt(line int) string {
	if line < 1 || line > len(f.lines) {
		return ""
	}
	text := strings.TrimRight(f.lines[line-1], "\r\t ")
	if len(text) > 160 {
		text = text[:160] + "…"
	}
	if !utf8.ValidString(text) {
		text = strings.ToValidUTF8(text, "\uFFFD")
	}
	return text
}

// Into moves the problems into r in the order of the source and reports whether there were any.
func (f *Findings) Into(r *Report) bool {
	r.Warnings = f.Warnings
	if len(f.Problems) == 0 {
		return false
	}
	slices.SortStableFunc(f.Problems, func(a, b genesis.VetProblem) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
	})
	f.Problems = slices.CompactFunc(f.Problems, func(a, b genesis.VetProblem) bool {
		return a.Line == b.Line && a.Code == b.Code && a.Message == b.Message
	})
	r.Problems = f.Problems
	if len(r.Problems) > maxProblems {
		r.More = len(r.Problems) - maxProblems
		r.Problems = r.Problems[:maxProblems]
	}
	return true
}
