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

// Import paths that a trait may import.
const (
	TraitPath = "github.com/ai-genesis/ai-genesis/engine/trait"
	mathPath  = "math"
)

// mathSource declares package math without function bodies; a test compares it with the real package.
//
//go:embed declarations/math.go.txt
var mathSource string

// declarations maps import paths to the packages that traits are checked against. The packages are complete and never
// modified after they are made, so concurrent checks can share them.
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

// declare type-checks a file of declarations. It panics on an error, which would be a defect of the embedded file.
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

// hideFields replaces the fields of Molbot, whose types are not part of the API.
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
