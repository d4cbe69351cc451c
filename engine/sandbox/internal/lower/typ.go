package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"
)

// Bounds on values.
const (
	maxArray  = 256
	maxValue  = 4 << 10 // bytes
	maxFields = 24
	maxTypes  = 8 // within each other
)

// typeText is a type in the core, and how many types stand within each other in it.
type typeText struct {
	text   string
	height int
}

var sizes = types.SizesFor("gc", "amd64")

// typ is t in the core: named types are erased, structs are known by their shape.
func (l *lowerer) typ(n ast.Node, t types.Type) string {
	t = types.Default(t)
	text, _ := l.typeText(n, t, 0)
	if composite(text) {
		l.bulkOf[text] = bulk(t, 1)
	}
	if size := sizes.Sizeof(t); size > maxValue || size < 0 {
		l.refuse(n, "type.large", fmt.Sprintf("a value of type %s takes %d bytes, at most %d are allowed",
			name(t), size, maxValue))
	}
	return text
}

// typeText is t and how many types stand within each other in it.
func (l *lowerer) typeText(n ast.Node, t types.Type, depth int) (text string, height int) {
	if known, ok := l.texts[t]; ok && depth+known.height <= maxTypes {
		return known.text, known.height
	}
	if depth > maxTypes {
		l.refuse(n, "type.recursive", "types can't contain themselves")
	}
	text, height = l.newTypeText(n, t, depth)
	l.texts[t] = typeText{text, height}
	return text, height
}

func (l *lowerer) newTypeText(n ast.Node, t types.Type, depth int) (text string, height int) {
	if named, ok := types.Unalias(t).(*types.Named); ok && l.isAPI(named.Obj()) {
		if named.Obj().Name() == "Molbot" {
			l.refuse(n, "handle.kept", "a molbot can't be kept, copied or made: the one passed to "+l.Entry+" is all there is")
		}
		return "trait." + named.Obj().Name(), 0
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return l.basic(n, u), 0
	case *types.Pointer:
		text, height = l.typeText(n, u.Elem(), depth+1)
		return "*" + text, height + 1
	case *types.Slice:
		text, height = l.typeText(n, u.Elem(), depth+1)
		return "[]" + text, height + 1
	case *types.Array:
		if u.Len() > maxArray {
			l.refuse(n, "type.large", fmt.Sprintf("an array of %d elements is too large, at most %d are allowed", u.Len(), maxArray))
		}
		text, height = l.typeText(n, u.Elem(), depth+1)
		return fmt.Sprintf("[%d]%s", u.Len(), text), height + 1
	case *types.Struct:
		return l.structType(n, u, depth)
	case *types.Signature:
		l.refuse(n, "func.value", "a function can't be kept, passed or returned")
	case *types.Interface:
		l.refuse(n, "type.interface", "interfaces and any are not allowed")
	case *types.Map:
		l.refuse(n, "type.map", "maps are not allowed")
	}
	l.refuse(n, "type.forbidden", "type "+name(t)+" is not allowed")
	return "", 0
}

func (l *lowerer) basic(n ast.Node, b *types.Basic) string {
	switch b.Kind() {
	case types.UntypedBool:
		return "bool"
	case types.UntypedInt:
		return "int"
	case types.UntypedRune:
		return "int32"
	case types.UntypedFloat:
		return "float64"
	case types.UntypedString:
		return "string"
	}
	if b.Info()&(types.IsBoolean|types.IsInteger|types.IsFloat|types.IsString) == 0 || b.Kind() == types.Uintptr {
		l.refuse(n, "type.forbidden", "type "+b.Name()+" is not allowed")
	}
	return types.Typ[b.Kind()].Name()
}

func (l *lowerer) structType(n ast.Node, s *types.Struct, depth int) (text string, height int) {
	if s.NumFields() > maxFields {
		l.refuse(n, "type.large", fmt.Sprintf("a struct of %d fields is too large, at most %d are allowed", s.NumFields(), maxFields))
	}
	var b strings.Builder
	for i := range s.NumFields() {
		field, h := l.typeText(n, s.Field(i).Type(), depth+1)
		fmt.Fprintf(&b, "F%d %s; ", i, field)
		height = max(height, h+1)
	}
	shape := b.String()
	if l.structs[shape] == "" {
		name := fmt.Sprintf("T%d", len(l.structs))
		l.structs[shape] = name
		l.definitions = append(l.definitions, fmt.Sprintf("type %s struct { %s}", name, shape))
	}
	return l.structs[shape], height
}

// field is the core's name of the i-th field of a struct type.
func (l *lowerer) field(t types.Type, i int) string {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s := t.Underlying().(*types.Struct)
	if named, ok := types.Unalias(t).(*types.Named); ok && l.isAPI(named.Obj()) {
		return s.Field(i).Name()
	}
	return fmt.Sprintf("F%d", i)
}

func (l *lowerer) isAPI(o types.Object) bool { return o.Pkg() != nil && o.Pkg().Path() == l.TraitPath }

// isHandle reports whether t is *trait.Molbot.
func (l *lowerer) isHandle(t types.Type) bool {
	p, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "Molbot" && l.isAPI(named.Obj())
}

// zero is the zero value of a type of the core.
func zero(typ string) string {
	switch {
	case typ == "bool":
		return "false"
	case typ == "string":
		return `""`
	case typ == "float64" || typ == "float32":
		return "0.0"
	case typ[0] == '*' || strings.HasPrefix(typ, "[]"):
		return "nil"
	case typ[0] == '[' || typ[0] == 'T' || strings.HasPrefix(typ, "trait."):
		return typ + "{}"
	}
	return "0"
}

// composite reports whether a type of the core is a struct or an array.
func composite(typ string) bool { return strings.HasSuffix(zero(typ), "}") }

// name is t as a person would write it.
func name(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if strings.HasSuffix(p.Path(), "/trait") {
			return "trait"
		}
		return ""
	})
}
