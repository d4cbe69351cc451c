package vet

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// mendVariables replaces unused variables by the blank identifier. Their values are still evaluated.
func mendVariables(fset *token.FileSet, file *ast.File) (mends []string) {
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	unused := map[token.Pos]bool{}
	config := types.Config{Importer: declared(), Error: func(err error) {
		if e, ok := errors.AsType[types.Error](err); ok && strings.Contains(e.Msg, "declared and not used") {
			unused[e.Pos] = true
		}
	}}
	_, _ = config.Check(file.Name.Name, fset, []*ast.File{file}, info) // errors go to config.Error
	if len(unused) == 0 {
		return nil
	}
	doomed := map[types.Object]bool{}
	for id, o := range info.Defs {
		if o != nil && unused[id.Pos()] {
			doomed[o] = true
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if o := info.Defs[id]; o != nil && doomed[o] {
				mends = append(mends, fmt.Sprintf("replaced the unused variable %s", id.Name))
				id.Name = "_"
			} else if o := info.Uses[id]; o != nil && doomed[o] {
				id.Name = "_"
			}
		}
		return true
	})
	if len(mends) > 0 {
		reshape(file)
	}
	return mends
}

// reshape turns statements that now assign only to blank identifiers into a form that Go accepts.
func reshape(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BlockStmt:
			n.List = withoutBlank(n.List)
		case *ast.CaseClause:
			n.Body = withoutBlank(n.Body)
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE && allBlank(n.Lhs) {
				n.Tok = token.ASSIGN
			}
		case *ast.RangeStmt:
			if n.Value != nil && isBlankName(n.Value) {
				n.Value = nil
			}
			if n.Key != nil && isBlankName(n.Key) && n.Value == nil {
				n.Key, n.Tok = nil, token.ILLEGAL
			}
		}
		return true
	})
}

// withoutBlank drops declarations and closures that have become empty.
func withoutBlank(list []ast.Stmt) []ast.Stmt {
	kept := list[:0:0]
	for _, s := range list {
		switch s := s.(type) {
		case *ast.DeclStmt:
			if d := s.Decl.(*ast.GenDecl); d.Tok == token.VAR && blankDeclaration(d) {
				continue
			}
		case *ast.AssignStmt:
			if len(s.Rhs) == 1 && allBlank(s.Lhs) {
				if _, closure := s.Rhs[0].(*ast.FuncLit); closure {
					continue
				}
			}
		}
		kept = append(kept, s)
	}
	return kept
}

func blankDeclaration(d *ast.GenDecl) bool {
	for _, spec := range d.Specs {
		s := spec.(*ast.ValueSpec)
		for _, id := range s.Names {
			if id.Name != "_" || len(s.Values) > 0 {
				return false
			}
		}
	}
	return true
}

func allBlank(list []ast.Expr) bool {
	for _, e := range list {
		if !isBlankName(e) {
			return false
		}
	}
	return true
}

func isBlankName(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "_"
}
