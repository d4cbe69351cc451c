package vet

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// warnings reports code that is allowed but probably a mistake: a quotient of integer constants that loses its
// remainder where a float64 is wanted.
func warnings(f *Findings, file *ast.File, info *types.Info) {
	ast.Inspect(file, func(n ast.Node) bool {
		e, ok := n.(*ast.BinaryExpr)
		if !ok || e.Op != token.QUO {
			return true
		}
		x, y, whole := info.Types[e.X].Value, info.Types[e.Y].Value, info.Types[e]
		if x == nil || y == nil || whole.Value == nil || whole.Type == nil || !wholeLiteral(e.X) || !wholeLiteral(e.Y) {
			return true
		}
		b, ok := whole.Type.Underlying().(*types.Basic)
		if !ok || b.Info()&(types.IsFloat|types.IsUntyped) == 0 || constant.Sign(y) == 0 {
			return true
		}
		exact := constant.BinaryOp(constant.ToFloat(x), token.QUO, constant.ToFloat(y))
		if constant.Compare(exact, token.NEQ, constant.ToFloat(whole.Value)) {
			f.Warn(e, "division.whole", "%s is %s, since whole constants are divided without a rest", types.ExprString(e),
				whole.Value)
		}
		return true
	})
}

// wholeLiteral reports whether e consists of integer literals only.
func wholeLiteral(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Kind == token.INT
	case *ast.ParenExpr:
		return wholeLiteral(e.X)
	case *ast.UnaryExpr:
		return wholeLiteral(e.X)
	case *ast.BinaryExpr:
		return wholeLiteral(e.X) && wholeLiteral(e.Y)
	}
	return false
}
