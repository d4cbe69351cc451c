// Package vet is the static part of vetting a trait: it finds the problems of a source that show without lowering or
// running it. Its steps are syntax (syntax.go), allowed constructs, with bounds on constants and types that must hold
// before go/types visits them (allow.go), the type rules of Go (types.go), and the contract of a trait (contract.go).
// For each code of a problem, rules.go holds advice and a reason. Mend repairs problems that have only one sensible
// fix. Package sandbox runs the steps in order.
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

// maxProblems is the limit on the problems that a report lists: more would not help the author.
const maxProblems = 10

// Report is the result of vetting.
type Report struct {
	OK            bool                 `json:"ok"`
	TraitName     string               `json:"trait_name,omitempty"` // name of the package
	About         string               `json:"about,omitempty"`      // first line of the package comment
	Hash          string               `json:"hash"`                 // SHA-256 of the source
	CanonicalHash string               `json:"canonical_hash,omitempty"`
	Runtime       string               `json:"runtime,omitempty"` // what the trait runs on
	Problems      []genesis.VetProblem `json:"problems,omitempty"`
	More          int                  `json:"more,omitempty"`     // number of problems that are not listed
	Warnings      []genesis.VetProblem `json:"warnings,omitempty"` // code that is allowed but probably a mistake
	Defect        string               `json:"-"`                  // failure of the sandbox itself, for its developers
}

// Err returns nil for an accepted source, else an error with the code rejected that carries the problems.
func (r Report) Err() error {
	if r.OK {
		return nil
	}
	p := r.Problems[0]
	return genesis.Errorf(genesis.CodeRejected, "trait refused: %d:%d: %s: %s", p.Line, p.Col, p.Code, p.Message).
		With("problems", r.Problems)
}

// Findings collects the problems of one step.
type Findings struct {
	Fset     *token.FileSet
	lines    []string
	Problems []genesis.VetProblem
	Warnings []genesis.VetProblem
	Defect   string // of the sandbox itself
}

// New returns empty findings for source.
func New(fset *token.FileSet, source []byte) *Findings {
	return &Findings{Fset: fset, lines: strings.Split(string(source), "\n")}
}

// At records a problem at pos with the advice for its code.
func (f *Findings) At(pos token.Pos, code, format string, args ...any) {
	p := f.Fset.PositionFor(pos, false) // a line directive must not move a problem
	f.Add(p.Line, p.Column, code, fmt.Sprintf(format, args...), "")
}

// Node records a problem at the start of n.
func (f *Findings) Node(n ast.Node, code, format string, args ...any) {
	f.At(n.Pos(), code, format, args...)
}

// Warn records code that is allowed but probably a mistake.
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

// Defective records that the sandbox failed. The author gets advice, and the developers get the error.
func (f *Findings) Defective(err error) {
	f.Defect = err.Error()
	f.Add(1, 1, "unsupported", "something in the program is more than the sandbox understands", "")
}

// Add records a problem at a line and a column. An empty advice is replaced by the advice for the code.
func (f *Findings) Add(line, col int, code, message, advice string) {
	if advice == "" {
		advice = adviceOf(code)
	}
	f.Problems = append(f.Problems, genesis.VetProblem{
		Code: code, Line: line, Col: col, Message: message, Excerpt: f.excerpt(line), Advice: advice,
	})
}

// excerpt returns the source line, shortened to fit a screen.
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

// Into moves the problems to r in source order and reports whether there were any.
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
