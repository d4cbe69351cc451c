package vet

import (
	"go/ast"
	"go/token"
)

// maxParts is the limit on the fields and elements of a type, including those of its parts.
const maxParts = 1_000

// types bounds declared types before go/types and the lowering visit them part by part: of forty structs that each have
// two fields of the previous type, the last has a million million parts. The counts are upper bounds found from the
// syntax, by name; an array counts as one element.
func (a allower) types(file *ast.File) {
	c := partCounter{declared: map[string][]*ast.TypeSpec{}, parts: map[string]int{}}
	var specs []*ast.TypeSpec
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.TypeSpec); ok {
			specs = append(specs, s)
			c.declared[s.Name.Name] = append(c.declared[s.Name.Name], s)
		}
		return true
	})
	for _, s := range specs {
		switch n := c.named(s.Name.Name); {
		case n == endless:
			a.problem(s, "type.recursive", "type %s contains itself, or another type of that name", s.Name.Name)
			return
		case n > maxParts:
			a.problem(s, "type.large", "type %s has more than %d parts", s.Name.Name, maxParts)
			return
		}
	}
}

// partCounter counts the parts of types.
type partCounter struct {
	declared map[string][]*ast.TypeSpec // several if types in functions share a name
	parts    map[string]int
}

// endless is the count of a type that contains itself.
const endless = 1 << 30

// named counts the parts of the largest type with the given name. The result is remembered, so that the count itself
// takes linear time.
func (c partCounter) named(name string) int {
	if n, known := c.parts[name]; known {
		return n
	}
	c.parts[name] = endless // a lookup before the count is done means that the type contains itself
	most := 1
	for _, s := range c.declared[name] {
		most = max(most, c.of(s.Type, false))
	}
	c.parts[name] = most
	return most
}

// of counts the parts of a type. Behind a pointer, in a slice or in a signature, a named type counts as one part,
// because no later step follows it there; an alias counts as its definition.
func (c partCounter) of(e ast.Expr, behind bool) int {
	switch e := e.(type) {
	case *ast.Ident:
		if behind && !c.alias(e.Name) {
			return 1
		}
		return c.named(e.Name)
	case *ast.ParenExpr:
		return c.of(e.X, behind)
	case *ast.StarExpr:
		return c.of(e.X, true)
	case *ast.Ellipsis:
		return c.of(e.Elt, true)
	case *ast.ArrayType:
		return c.of(e.Elt, behind || e.Len == nil)
	case *ast.StructType:
		return c.fields(e.Fields, behind)
	case *ast.FuncType:
		return sum(c.fields(e.Params, true), c.fields(e.Results, true))
	}
	return 1 // a type of the API, or one that is rejected
}

func (c partCounter) alias(name string) bool {
	for _, s := range c.declared[name] {
		if s.Assign != token.NoPos {
			return true
		}
	}
	return false
}

func (c partCounter) fields(list *ast.FieldList, behind bool) int {
	total := 1
	if list == nil {
		return total
	}
	for _, f := range list.List {
		n := c.of(f.Type, behind)
		for range max(1, len(f.Names)) {
			total = sum(total, n)
		}
	}
	return total
}

// sum adds up to endless.
func sum(a, b int) int { return min(endless, a+b) }
