package vet

import (
	"fmt"
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// Allow is the second step. It rejects the constructs that can be recognised from the syntax alone. Constructs that
// take types to recognise are rejected by the lowering, which accepts only constructs that it has a rule for. If Allow
// rejects anything, it adds the findings of the next two steps.
func Allow(f *Findings, file *ast.File, math bool) {
	if allow(f, file, math); len(f.Problems) > 0 {
		addLaterFindings(f, file)
	}
}

func allow(f *Findings, file *ast.File, math bool) {
	a := allower{f}
	a.comments(file)
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			a.function(d)
		case *ast.GenDecl:
			a.declaration(d, math)
		}
	}
	ast.Inspect(file, a.node)
	a.constants(file)
	a.types(file)
}

type allower struct{ *Findings }

// comments rejects directives, because there is no compiler that would follow them.
func (a allower) comments(file *ast.File) {
	for _, group := range file.Comments {
		for _, c := range group.List {
			text := strings.TrimPrefix(c.Text, "//")
			switch {
			case strings.HasPrefix(text, "go:build"), strings.HasPrefix(text, " "):
			case strings.HasPrefix(text, "go:"), strings.HasPrefix(text, "export "), strings.HasPrefix(text, "line "),
				strings.HasPrefix(c.Text, "/*line "):
				a.problem(c, "directive", "compiler directives are not allowed")
			}
		}
	}
}

func (a allower) problem(n ast.Node, code, format string, args ...any) {
	a.At(n.Pos(), code, format, args...)
}

func (a allower) function(d *ast.FuncDecl) {
	switch {
	case d.Body == nil:
		a.problem(d, "func.body", "func %s has no body", d.Name.Name)
	case d.Recv == nil && (d.Name.Name == "init" || d.Name.Name == "main"):
		a.problem(d, "func.init", "func %s would run by itself, but only %s is called", d.Name.Name, Entry)
	case d.Type.TypeParams != nil:
		a.problem(d.Type.TypeParams, "generic", "func %s has type parameters", d.Name.Name)
	}
}

func (a allower) declaration(d *ast.GenDecl, math bool) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.ImportSpec:
			a.imported(s, math)
		case *ast.TypeSpec:
			if s.TypeParams != nil {
				a.problem(s.TypeParams, "generic", "type %s has type parameters", s.Name.Name)
			}
		}
	}
}

func (a allower) imported(s *ast.ImportSpec, math bool) {
	path, _ := strconv.Unquote(s.Path.Value)
	switch {
	case path == mathPath && math, path == TraitPath:
		if s.Name != nil {
			a.problem(s, "import.name", "the import of %q can't be renamed", path)
		}
	default:
		p := a.Fset.PositionFor(s.Pos(), false)
		advice := insteadOf[path[strings.LastIndexByte(path, '/')+1:]]
		a.Add(p.Line, p.Column, "import.forbidden", fmt.Sprintf("a trait can't import %q", path), advice)
	}
}

// node checks one node. The result false skips its children.
func (a allower) node(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.GoStmt:
		a.problem(n, "statement.go", "a trait can't start goroutines")
	case *ast.DeferStmt:
		a.problem(n, "statement.defer", "defer is not allowed")
		return false
	case *ast.SelectStmt:
		a.problem(n, "statement.chan", "select is not allowed")
		return false
	case *ast.SendStmt, *ast.ChanType:
		a.problem(n, "statement.chan", "channels are not allowed")
		return false
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			a.problem(n, "statement.chan", "channels are not allowed")
		}
	case *ast.BranchStmt:
		if n.Tok == token.GOTO {
			a.problem(n, "statement.goto", "goto is not allowed")
		}
	case *ast.TypeSwitchStmt, *ast.TypeAssertExpr:
		a.problem(n, "type.interface", "there are no interfaces, so nothing has another type than the declared one")
		return false
	case *ast.InterfaceType:
		a.problem(n, "type.interface", "interfaces are not allowed")
	case *ast.MapType:
		a.problem(n, "type.map", "maps are not allowed")
	case *ast.BasicLit:
		if n.Kind == token.IMAG {
			a.problem(n, "type.forbidden", "complex numbers are not allowed")
		}
	}
	return true
}
