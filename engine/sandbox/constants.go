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
	named := namedConstants(file)
	lengths := map[string]int{}
	for range len(named) + 1 { // as long as a chain of them can be
		changed := false
		for _, c := range named {
			n := textLength(c.value, lengths)
			if n > maxText {
				a.problem(c.name, "constant.large", "constant %s is longer than %d bytes", c.name.Name, maxText)
				return
			}
			if n > lengths[c.name.Name] {
				lengths[c.name.Name], changed = n, true
			}
		}
		if !changed {
			return
		}
	}
}

type namedConstant struct {
	name  *ast.Ident
	value ast.Expr
}

// namedConstants is every constant and what it is set by, which one without a value of its own has from the line before it.
func namedConstants(file *ast.File) (list []namedConstant) {
	ast.Inspect(file, func(n ast.Node) bool {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			return true
		}
		var values []ast.Expr
		for _, spec := range d.Specs {
			s := spec.(*ast.ValueSpec)
			if len(s.Values) > 0 || s.Type != nil {
				values = s.Values
			}
			for i, id := range s.Names {
				if i < len(values) {
					list = append(list, namedConstant{id, values[i]})
				}
			}
		}
		return true
	})
	return list
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
