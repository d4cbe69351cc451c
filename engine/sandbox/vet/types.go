package vet

import (
	"cmp"
	"errors"
	"go/ast"
	"go/types"
	"strings"
)

// Types is the third step. It type-checks the file against the embedded declarations and reports what the Go compiler
// would, including unused variables and imports.
func Types(f *Findings, file *ast.File) (pkg *types.Package, info *types.Info) {
	info = &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Scopes:     map[ast.Node]*types.Scope{},
		Instances:  map[*ast.Ident]types.Instance{},
	}
	config := types.Config{
		Importer: declared(),
		Sizes:    types.SizesFor("gc", "amd64"),
		Error: func(err error) {
			if len(f.Problems) < maxTypeErrors {
				typeError(f, err)
			}
		},
	}
	var err error
	pkg, err = config.Check(file.Name.Name, f.Fset, []*ast.File{file}, info)
	if len(f.Problems) >= maxTypeErrors {
		return nil, info
	}
	if err != nil && len(f.Problems) == 0 {
		typeError(f, err)
	}
	warnings(f, file, info)
	return pkg, info
}

// maxTypeErrors is the limit on reported type errors, because finding advice takes time for each.
const maxTypeErrors = 20

// typeError records a type error with the code that selects its advice.
func typeError(f *Findings, err error) {
	e, ok := errors.AsType[types.Error](err)
	if !ok {
		f.Add(1, 1, "type", err.Error(), "")
		return
	}
	if strings.HasPrefix(e.Msg, "\t") { // the continuation of the previous error
		return
	}
	p := f.Fset.PositionFor(e.Pos, false)
	f.Add(p.Line, p.Column, typeCode(e.Msg), e.Msg, cmp.Or(suggest(e.Msg), phraseAdvice(e.Msg)))
}

func typeCode(message string) string {
	for _, c := range []struct{ part, code string }{
		{"declared and not used", "unused.variable"},
		{"imported and not used", "unused.import"},
		{"missing return", "return.missing"},
		{"undefined: ", "undefined"},
		{" undefined (type ", "undefined"},
		{"not enough arguments", "type.arguments"},
		{"too many arguments", "type.arguments"},
		{"assignment mismatch", "type.count"},
		{"mismatched types", "type.mismatch"},
		{"cannot use", "type.mismatch"},
		{"truncated", "type.mismatch"},
	} {
		if strings.Contains(message, c.part) {
			return c.code
		}
	}
	return "type"
}
