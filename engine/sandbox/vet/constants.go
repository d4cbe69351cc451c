package vet

import (
	"go/ast"
	"go/token"
	"strconv"
	"strings"
)

// maxText is the limit on the length of a constant string [bytes].
const maxText = 1 << 10

// constants bounds the lengths of constant strings before go/types folds them. Twenty constants, each twice the one
// before, would take a megabyte, and forty would take all memory. The lengths are upper bounds found from the syntax:
// constants of the same name count as one, the longest. A constant may use others that are declared later, so the
// estimate is repeated until nothing changes.
func (a allower) constants(file *ast.File) {
	named := namedConstants(file)
	a.numbers(file, named)
	lengths := map[string]int{}
	for range len(named) + 1 { // the longest possible chain of constants
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

// namedConstants lists the constants with the expressions that set them. A constant without an expression repeats that
// of the previous line.
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

// textLength is an upper bound on the bytes of a constant string expression; 0 for numbers.
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

// maxBits limits the exponents of a constant number and of everything that it is computed from. With Go's own limit,
// the sum of a large and a small number can take gigabytes.
const maxBits = 4096

// numbers bounds constant numbers before go/types folds them. The sizes of exponents are upper bounds found from the
// syntax.
func (a allower) numbers(file *ast.File, named []namedConstant) {
	sizes := map[string]int{}
	for range len(named) + 1 {
		changed := false
		for _, c := range named {
			n := numberBits(c.value, sizes)
			if n > maxBits {
				a.problem(c.name, "constant.large", "constant %s has more than %d bits, or what it is computed from", c.name.Name,
					maxBits)
				return
			}
			if n > sizes[c.name.Name] {
				sizes[c.name.Name], changed = n, true
			}
		}
		if !changed {
			break
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if e, ok := n.(ast.Expr); ok && numberBits(e, sizes) > 4*maxBits {
			a.problem(e, "constant.large", "a constant has more than %d bits", 4*maxBits)
			return false
		}
		_, expression := n.(*ast.BinaryExpr) // the operands have been counted with the expression
		return !expression
	})
}

// numberBits estimates the most bits that the exponent of an expression has while the expression is computed, if it is
// constant.
func numberBits(e ast.Expr, sizes map[string]int) int {
	switch e := e.(type) {
	case *ast.BasicLit:
		return literalBits(e)
	case *ast.Ident:
		return max(sizes[e.Name], 1)
	case *ast.SelectorExpr:
		return 1100 // math.MaxFloat64, or a variable
	case *ast.ParenExpr:
		return numberBits(e.X, sizes)
	case *ast.UnaryExpr:
		return numberBits(e.X, sizes)
	case *ast.BinaryExpr:
		x, y := numberBits(e.X, sizes), numberBits(e.Y, sizes)
		switch e.Op {
		case token.MUL, token.QUO:
			return sum(x, y)
		case token.SHL, token.SHR:
			return sum(x, 1100) // go/types allows no more
		}
		return max(x, y) + 1
	}
	return 0
}

// literalBits is the number of bits of a literal: about 4 a digit, plus the size of its exponent.
func literalBits(e *ast.BasicLit) int {
	if e.Kind != token.INT && e.Kind != token.FLOAT {
		return 0
	}
	text := strings.ToLower(strings.ReplaceAll(e.Value, "_", ""))
	mark, each := "e", 4
	if strings.HasPrefix(text, "0x") {
		mark, each = "p", 1
	}
	digits, exponent, found := strings.Cut(text, mark)
	if !found {
		return 4 * len(digits)
	}
	n, err := strconv.Atoi(strings.TrimLeft(exponent, "+-"))
	if err != nil || n > endless/8 {
		return endless
	}
	return 4*len(digits) + each*n
}
