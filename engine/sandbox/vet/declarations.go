package vet

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"sync"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Import paths that a trait may use.
const (
	TraitPath = "github.com/ai-genesis/ai-genesis/engine/trait"
	mathPath  = "math"
)

// mathSource declares package math without bodies; a test holds it against the real package.
//
//go:embed declarations/math.go.txt
var mathSource string

// declarations is the packages that traits are checked against. They are complete and never written to after they are
// made, so that any number of checks can use them at once.
type declarations map[string]*types.Package

var declared = sync.OnceValue(func() declarations {
	return declarations{
		mathPath:  declare(mathPath, mathSource),
		TraitPath: declare(TraitPath, trait.APISource),
	}
})

// Import implements types.Importer.
func (d declarations) Import(path string) (*types.Package, error) {
	if p := d[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("package %s can't be imported", path)
}

// declare type-checks a file of declarations. A defect in it is ours, so it panics.
func declare(path, source string) *types.Package {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path+".go", source, parser.SkipObjectResolution)
	if err != nil {
		panic(err)
	}
	hideFields(file)
	config := types.Config{IgnoreFuncBodies: true}
	pkg, err := config.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		panic(err)
	}
	return pkg
}

// hideFields empties Molbot, whose fields have types that are not part of the API.
func hideFields(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != "Molbot" {
			return true
		}
		blank := &ast.Field{Names: []*ast.Ident{ast.NewIdent("_")}, Type: ast.NewIdent("int")}
		spec.Type.(*ast.StructType).Fields.List = []*ast.Field{blank}
		return false
	})
}
