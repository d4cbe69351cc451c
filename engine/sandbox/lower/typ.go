package lower

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
)

// Bounds on the size of values.
const (
	maxArray  = 256
	maxValue  = 4 << 10 // bytes
	maxFields = 24
	maxTypes  = 8 // depth of nested types
)

var sizes = types.SizesFor("gc", "amd64")

// typ translates t: named types are erased and structs are identified by their fields.
func (l *lowerer) typ(n ast.Node, t types.Type) *ir.Type { return l.convert(n, types.Default(t), 0) }

// convert translates a type nested within depth other types.
func (l *lowerer) convert(n ast.Node, t types.Type, depth int) *ir.Type {
	if known, ok := l.known[t]; ok && depth+known.Nests <= maxTypes {
		return known
	}
	if depth > maxTypes {
		l.refuse(n, "type.recursive", "types can't contain themselves")
	}
	c := l.newType(n, t, depth)
	if size := sizes.Sizeof(t); size > maxValue || size < 0 {
		l.refuse(n, "type.large", fmt.Sprintf("a value of type %s takes %d bytes, at most %d are allowed",
			name(t), size, maxValue))
	}
	l.known[t] = c
	return c
}

func (l *lowerer) newType(n ast.Node, t types.Type, depth int) *ir.Type {
	if named, ok := types.Unalias(t).(*types.Named); ok && l.isAPI(named.Obj()) {
		return l.apiType(n, named, depth)
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return l.basic(n, u)
	case *types.Pointer:
		return l.types.Pointer(l.convert(n, u.Elem(), depth+1))
	case *types.Slice:
		return l.types.Slice(l.convert(n, u.Elem(), depth+1))
	case *types.Array:
		if u.Len() > maxArray {
			l.refuse(n, "type.large", fmt.Sprintf("an array of %d elements is too large, at most %d are allowed", u.Len(),
				maxArray))
		}
		return l.types.Array(int(u.Len()), l.convert(n, u.Elem(), depth+1))
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
	return nil
}

func (l *lowerer) apiType(n ast.Node, named *types.Named, depth int) *ir.Type {
	if named.Obj().Name() == "Molbot" {
		l.refuse(n, "handle.kept", "a molbot can't be kept, copied or made: the one passed to "+l.Entry+" is all there is")
	}
	s := named.Underlying().(*types.Struct)
	var names []string
	var fields []*ir.Type
	for f := range s.Fields() {
		names, fields = append(names, f.Name()), append(fields, l.convert(n, f.Type(), depth+1))
	}
	return l.types.API(named.Obj().Name(), names, fields, int(sizes.Sizeof(s)))
}

func (l *lowerer) basic(n ast.Node, b *types.Basic) *ir.Type {
	t := l.types.Basic(types.Typ[types.Default(b).(*types.Basic).Kind()].Name())
	if t == nil {
		l.refuse(n, "type.forbidden", "type "+b.Name()+" is not allowed")
	}
	return t
}

func (l *lowerer) structType(n ast.Node, s *types.Struct, depth int) *ir.Type {
	if s.NumFields() > maxFields {
		l.refuse(n, "type.large",
			fmt.Sprintf("a struct of %d fields is too large, at most %d are allowed", s.NumFields(), maxFields))
	}
	var fields []*ir.Type
	for f := range s.Fields() {
		fields = append(fields, l.convert(n, f.Type(), depth+1))
	}
	return l.types.Struct(fields, int(min(sizes.Sizeof(s), 1<<30)))
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

// name returns t as a person would write it.
func name(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if strings.HasSuffix(p.Path(), "/trait") {
			return "trait"
		}
		return ""
	})
}
