package vet

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// addLaterFindings adds what the later steps find in a source with rejected constructs, so that the author sees all
// problems at once, as from the Go compiler. It skips sources that go/types should not see, and findings on the lines
// of rejected constructs, which are likely consequences.
func addLaterFindings(f *Findings, file *ast.File) {
	refused := map[int]bool{} // lines
	for _, p := range f.Problems {
		if strings.HasPrefix(p.Code, "constant.") || strings.HasPrefix(p.Code, "type.large") || p.Code == "type.recursive" ||
			strings.HasPrefix(p.Code, "source.") {
			return
		}
		refused[p.Line] = true
	}
	typed := &Findings{Fset: f.Fset, lines: f.lines}
	pkg, info := Types(typed, file)
	packageVariables(typed, file, info)
	if pkg != nil {
		Contract(typed, file, pkg)
	}
	for _, p := range typed.Problems {
		if !refused[p.Line] && !strings.Contains(p.Message, "could not import") {
			f.Problems = append(f.Problems, p)
		}
	}
}

// packageVariables reports package variables that the source plainly changes. The lowering finds more ways to change
// one, but it runs only on sources without other problems.
func packageVariables(f *Findings, file *ast.File, info *types.Info) {
	var changed []types.Object
	note := func(e ast.Expr) {
		for {
			switch x := e.(type) {
			case *ast.IndexExpr:
				e = x.X
				continue
			case *ast.SelectorExpr:
				e = x.X
				continue
			case *ast.ParenExpr:
				e = x.X
				continue
			case *ast.Ident:
				if v, ok := info.Uses[x].(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() &&
					!slices.Contains(changed, types.Object(v)) {
					changed = append(changed, v)
				}
			}
			return
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				for _, e := range s.Lhs {
					note(e)
				}
			}
		case *ast.IncDecStmt:
			note(s.X)
		}
		return true
	})
	for _, v := range changed {
		f.At(v.Pos(), "var.package", "package variable %s is changed; a trait keeps nothing outside of its functions",
			v.Name())
	}
}
