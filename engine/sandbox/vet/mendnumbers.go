package vet

import (
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

var wantsFloat = regexp.MustCompile(`^cannot use (.+) \([^()]*of type u?int\w*\) as float64 value in `)

// mendNumbers converts integers to float64 where a float64 is required and in operations that mix the two. Integers up
// to 2^53 are exact as float64, so the author can have meant nothing else. The type checker's messages say where a
// float64 is required; mixed operations are found from the types of their operands.
func mendNumbers(fset *token.FileSet, file *ast.File) (mends []string) {
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	wanted, mixed := map[token.Pos][]string{}, false
	config := types.Config{Importer: declared(), Sizes: types.SizesFor("gc", "amd64"), Error: func(err error) {
		e, ok := errors.AsType[types.Error](err)
		if !ok {
			return
		}
		if m := wantsFloat.FindStringSubmatch(e.Msg); m != nil {
			wanted[e.Pos] = append(wanted[e.Pos], m[1])
		}
		mixed = mixed || strings.Contains(e.Msg, "mismatched types")
	}}
	_, _ = config.Check(file.Name.Name, fset, []*ast.File{file}, info) // errors go to config.Error
	if len(wanted) == 0 && !mixed {
		return nil
	}
	var ints []*ast.Expr
	n := numbers{info, wanted, mixed, func(e *ast.Expr) { ints = append(ints, e) }}
	ast.Inspect(file, n.visit)
	for _, e := range ints { // after the walk, which would otherwise visit the new nodes
		text := types.ExprString(*e)
		mends = append(mends, fmt.Sprintf("converted %s to float64", text))
		*e = &ast.CallExpr{
			Fun: &ast.Ident{NamePos: (*e).Pos(), Name: "float64"}, Lparen: (*e).Pos(), Args: []ast.Expr{*e}, Rparen: (*e).End(),
		}
	}
	return mends
}

type numbers struct {
	info    *types.Info
	wanted  map[token.Pos][]string // texts of expressions that must be float64, by position
	mixed   bool                   // there are operations that mix the two
	convert func(*ast.Expr)
}

func (n numbers) visit(node ast.Node) bool {
	switch s := node.(type) {
	case *ast.CallExpr:
		n.want(s.Args)
	case *ast.AssignStmt:
		n.want(s.Rhs)
		if _, op := arithmetic(s.Tok); op && n.mixed && len(s.Lhs) == 1 && n.is(s.Lhs[0], types.IsFloat) &&
			n.is(s.Rhs[0], types.IsInteger) {
			n.convert(&s.Rhs[0])
		}
	case *ast.ReturnStmt:
		n.want(s.Results)
	case *ast.ValueSpec:
		n.want(s.Values)
	case *ast.CompositeLit:
		n.want(s.Elts)
	case *ast.KeyValueExpr:
		n.wantOne(&s.Value)
	case *ast.BinaryExpr:
		switch {
		case !n.mixed || s.Op == token.SHL || s.Op == token.SHR:
		case n.is(s.X, types.IsFloat) && n.is(s.Y, types.IsInteger):
			n.convert(&s.Y)
		case n.is(s.X, types.IsInteger) && n.is(s.Y, types.IsFloat):
			n.convert(&s.X)
		}
	}
	return true
}

func arithmetic(t token.Token) (string, bool) {
	switch t {
	case token.ADD_ASSIGN, token.SUB_ASSIGN, token.MUL_ASSIGN, token.QUO_ASSIGN:
		return t.String(), true
	}
	return "", false
}

func (n numbers) want(list []ast.Expr) {
	for i := range list {
		n.wantOne(&list[i])
	}
}

func (n numbers) wantOne(e *ast.Expr) {
	for _, text := range n.wanted[(*e).Pos()] {
		if types.ExprString(*e) == text {
			n.convert(e)
			return
		}
	}
}

// is reports whether e is a typed number of the kind. Untyped constants convert implicitly.
func (n numbers) is(e ast.Expr, kind types.BasicInfo) bool {
	t := n.info.Types[e]
	if t.Type == nil {
		return false
	}
	b, ok := t.Type.Underlying().(*types.Basic)
	return ok && b.Info()&kind != 0 && b.Info()&types.IsUntyped == 0
}
