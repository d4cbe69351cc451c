package lower

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// maxParts is how many fields and elements two values may have that are compared.
const maxParts = 64

// compareParts lowers == and != of structs and arrays: equal if each field and element is, those called _ left out.
func (l *lowerer) compareParts(fr *frame, e *ast.BinaryExpr, t types.Type) (string, bool) {
	l.typ(e, t)
	parts := l.parts(e, t, "", nil)
	left := l.converted(fr, e.X, t)
	right := l.converted(fr, e.Y, t)
	equal := l.hold("bool", "true")
	for _, p := range parts {
		l.branch(equal, l.block(func() {
			l.emit("%s = %s == %s", equal, l.operandPart(p, left), l.operandPart(p, right))
		}), nil)
	}
	if e.Op == token.NEQ {
		return "!" + equal, false
	}
	return equal, true
}

// valuePart is a field or element of a value that has no parts of its own: what is written behind the value, and its type.
type valuePart struct{ path, typ string }

func (l *lowerer) parts(e *ast.BinaryExpr, t types.Type, path string, list []valuePart) []valuePart {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		list = append(list, valuePart{path, l.typ(e, t)})
	case *types.Array:
		for i := range min(u.Len(), maxParts+1) {
			before := len(list)
			list = l.parts(e, u.Elem(), path+"["+l.itoa(i)+"]", list)
			if len(list) == before { // the elements have no parts
				break
			}
		}
	case *types.Struct:
		for i := range u.NumFields() {
			if f := u.Field(i); f.Pkg().Path() == l.TraitPath && !f.Exported() {
				l.refuse(e, "compare", "values of type "+name(t)+" can't be compared")
			} else if f.Name() != "_" {
				list = l.parts(e, f.Type(), path+"."+l.field(t, i), list)
			}
		}
	default:
		l.refuse(e, "compare", "values of type "+name(t)+" can't be compared")
	}
	if len(list) > maxParts {
		l.refuse(e, "compare", "values of more than 64 fields and elements can't be compared")
	}
	return list
}

// operandPart is a part of a value in a form that can stand in an operation.
func (l *lowerer) operandPart(p valuePart, value string) string {
	if strings.Contains(p.path, "[") {
		return l.hold(p.typ, value+p.path)
	}
	return value + p.path
}
