package sandbox

import (
	"go/ast"
	"go/token"
)

// maxText is how long a constant string may be [bytes].
const maxText = 1 << 10

// constants bounds the lengths of constant strings before go/types folds them: twenty constants, each the one before twice,
// would take a megabyte, forty all memory. Lengths are estimated from the syntax, by name, erring on the long side.
func (a allower) constants(file *ast.File) {
	var specs []*ast.ValueSpec
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, s := range d.Specs {
				specs = append(specs, s.(*ast.ValueSpec))
			}
		}
		return true
	})
	lengths := map[string]int{}
	for range len(specs) + 1 {
		changed := false
		for _, s := range specs {
			for i, id := range s.Names {
				if i >= len(s.Values) {
					continue
				}
				n := textLength(s.Values[i], lengths)
				if n > maxText {
					a.problem(s.Values[i], "constant.large", "constant %s is longer than %d bytes", id.Name, maxText)
					return
				}
				if n > lengths[id.Name] {
					lengths[id.Name], changed = n, true
				}
			}
		}
		if !changed {
			break
		}
	}
}

// textLength is the most bytes that a constant string expression can have; 0 for numbers.
func textLength(e ast.Expr, lengths map[string]int) int {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return len(e.Value)
		}
	case *ast.Ident:
		return lengths[e.Name]
	case *ast.ParenExpr:
		return textLength(e.X, lengths)
	case *ast.BinaryExpr:
		return textLength(e.X, lengths) + textLength(e.Y, lengths)
	case *ast.CallExpr:
		sum := 0
		for _, arg := range e.Args {
			sum += textLength(arg, lengths)
		}
		return sum
	}
	return 0
}
