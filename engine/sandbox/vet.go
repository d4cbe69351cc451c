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
)

// Options narrow what Vet accepts.
type Options struct {
	NoMath bool   // refuse the import of math: the setting allowed_imports is empty
	Limits Limits // of the dry run
}

// Vet checks source and says all that is wrong with it, a step at a time. It never panics. What it does is counted, so that no
// source keeps it busy for more than some milliseconds of processor time or makes it take more than some megabytes (FuzzVet
// holds the bounds).
func Vet(source []byte, o Options) Report {
	report, _ := check(context.Background(), source, o)
	return report
}

// VetContext is Vet until ctx ends, whose error it returns then.
func VetContext(ctx context.Context, source []byte, o Options) (Report, error) {
	report, _ := check(ctx, source, o)
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	return report, nil
}

// check is the vet and what it has made of the source. It breaks off between two steps when ctx ends.
func check(ctx context.Context, source []byte, o Options) (r Report, p *program) {
	r = Report{Hash: hash(source)}
	f := newFindings(token.NewFileSet(), source)
	defer func() {
		if v := recover(); v != nil { // a defect of ours must not take the process down
			f.problems = nil
			f.add(1, 1, "unsupported", "something in the program is more than the sandbox understands", "")
			f.into(&r)
			r.Defect = fmt.Sprint(v)
			r.OK, p = false, nil
		}
	}()
	file := parse(f, source)
	if f.into(&r) || ctx.Err() != nil {
		return r, nil
	}
	r.TraitName, r.About = file.Name.Name, about(file)
	allow(f, file, o)
	if f.into(&r) || ctx.Err() != nil {
		return r, nil
	}
	pkg, info := checkTypes(f, file)
	if f.into(&r) || ctx.Err() != nil {
		return r, nil
	}
	contract(f, file, pkg)
	if f.into(&r) || ctx.Err() != nil {
		return r, nil
	}
	p = compile(f, file, info, o.Limits.orDefault())
	if f.into(&r) || ctx.Err() != nil {
		return r, nil
	}
	r.CanonicalHash, r.Runtime = p.lowered.Canonical(), p.Runtime()
	dryRun(ctx, f, p)
	if f.into(&r) || ctx.Err() != nil {
		r.Defect = f.defect
		return r, nil
	}
	r.OK = true
	return r, p
}

// compile is the fifth and sixth step: the program in its typed form, and compiled. What can't be compiled is refused.
func compile(f *findings, file *ast.File, info *types.Info, limits Limits) *program {
	lowered, problems := lower.Lower(lower.Input{
		File: file, Info: info, Fset: f.fset, TraitPath: traitPath, Entry: entry, Depth: limits.Depth,
	})
	for _, p := range problems {
		f.at(p.Pos, p.Code, "%s", p.Message)
	}
	if lowered == nil {
		return nil
	}
	p, err := newProgram(file.Name.Name, lowered, limits)
	if err != nil {
		f.node(file.Name, "source.expansion", "%s", err)
		return nil
	}
	return p
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// about is the first line of the package comment.
func about(file *ast.File) string {
	line, _, _ := strings.Cut(file.Doc.Text(), "\n")
	return line
}
