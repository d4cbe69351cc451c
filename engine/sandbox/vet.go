package sandbox

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/lower"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
)

// Options restrict what Vet accepts.
type Options struct {
	NoMath bool   // reject the import of math; set when the setting allowed_imports is empty
	Limits Limits // of the dry run
}

// Report is the result of Vet.
type Report = vet.Report

// Mend repairs problems that have only one sensible fix and lists what it changed: see package vet.
func Mend(source []byte) (mended []byte, mends []string) { return vet.Mend(source) }

// Explain returns a paragraph about the code of a problem; ok is false if there is no such code.
func Explain(code string) (text string, ok bool) { return vet.Explain(code) }

// Codes lists the codes that Explain knows.
func Codes() []string { return vet.Codes() }

// APIText lists the declarations of the trait API with their comments, for prompts.
func APIText() string { return vet.APIText() }

// Vet checks a source step by step and reports the problems of the first step that finds any; a rejected construct does
// not hide the findings of the later static steps. It never panics. Its work is bounded by counts, so that no source
// takes it more than some tens of milliseconds of processor time or a few tens of megabytes (FuzzVet enforces the
// bounds).
func Vet(source []byte, o Options) Report {
	report, _ := check(context.Background(), source, o)
	return report
}

// VetContext is Vet with a context. It returns the error of ctx if ctx ends first.
func VetContext(ctx context.Context, source []byte, o Options) (Report, error) {
	report, _ := check(ctx, source, o)
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	return report, nil
}

// check vets a source and returns the program that it compiled. It stops between two steps when ctx ends.
func check(ctx context.Context, source []byte, o Options) (r Report, p *program) {
	r = Report{Hash: hash(source)}
	f := vet.New(token.NewFileSet(), source)
	defer func() {
		if v := recover(); v != nil { // a defect of the sandbox must not take the process down
			f.Problems = nil
			f.Add(1, 1, "unsupported", "something in the program is more than the sandbox understands", "")
			f.Into(&r)
			r.Defect = fmt.Sprint(v)
			r.OK, p = false, nil
		}
	}()
	file := vet.Parse(f, source)
	if f.Into(&r) || ctx.Err() != nil {
		return r, nil
	}
	r.TraitName, r.About = file.Name.Name, about(file)
	vet.Allow(f, file, !o.NoMath)
	if f.Into(&r) || ctx.Err() != nil {
		return r, nil
	}
	pkg, info := vet.Types(f, file)
	if f.Into(&r) || ctx.Err() != nil {
		return r, nil
	}
	vet.Contract(f, file, pkg)
	if f.Into(&r) || ctx.Err() != nil {
		return r, nil
	}
	p = compile(f, file, info, o.Limits.orDefault())
	if f.Into(&r) || ctx.Err() != nil {
		return r, nil
	}
	r.CanonicalHash, r.Runtime = p.lowered.Canonical(), p.Runtime()
	dryRun(ctx, f, p)
	if f.Into(&r) || ctx.Err() != nil {
		r.Defect = f.Defect
		return r, nil
	}
	r.OK = true
	return r, p
}

// compile is the fifth and the sixth step: it lowers the file and compiles the result. A file that cannot be compiled
// is rejected.
func compile(f *vet.Findings, file *ast.File, info *types.Info, limits Limits) *program {
	lowered, problems := lower.Lower(lower.Input{
		File: file, Info: info, Fset: f.Fset, TraitPath: vet.TraitPath, Entry: vet.Entry, Depth: limits.Depth,
	})
	for _, p := range problems {
		f.At(p.Pos, p.Code, "%s", p.Message)
	}
	if lowered == nil {
		return nil
	}
	p, err := newProgram(file.Name.Name, lowered, limits)
	if err != nil {
		f.Node(file.Name, "source.expansion", "%s", err)
		return nil
	}
	return p
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// about returns the first line of the package comment.
func about(file *ast.File) string {
	line, _, _ := strings.Cut(file.Doc.Text(), "\n")
	return line
}
