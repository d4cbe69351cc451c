package compile

import (
	"fmt"
	"go/token"
	"go/types"
	"reflect"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Functions is what a program can call, by package ("host", "math") and name. Its values are functions of basic types and
// of the API's structs.
type Functions map[string]map[string]reflect.Value

// packages is what the core can import. It is complete after it is made, so any number of checks can use it at once.
type packages struct {
	byPath map[string]*types.Package
	named  map[reflect.Type]types.Type
}

// Import implements types.Importer.
func (p packages) Import(path string) (*types.Package, error) {
	if pkg := p.byPath[path]; pkg != nil {
		return pkg, nil
	}
	return nil, fmt.Errorf("package %s is unknown", path)
}

// declare describes the functions and the API's structs to the type checker.
func declare(functions Functions) packages {
	p := packages{map[string]*types.Package{}, map[reflect.Type]types.Type{}}
	api := p.pkg("trait")
	for _, t := range []reflect.Type{reflect.TypeFor[trait.Food](), reflect.TypeFor[trait.Neighbor](), reflect.TypeFor[trait.Vector]()} {
		var fields []*types.Var
		for f := range t.Fields() {
			fields = append(fields, types.NewField(token.NoPos, api, f.Name, p.typ(f.Type), false))
		}
		name := types.NewTypeName(token.NoPos, api, t.Name(), nil)
		p.named[t] = types.NewNamed(name, types.NewStruct(fields, nil), nil)
		api.Scope().Insert(name)
	}
	for path, list := range functions {
		pkg := p.pkg(path)
		for name, f := range list {
			if f.Kind() != reflect.Func {
				pkg.Scope().Insert(types.NewVar(token.NoPos, pkg, name, p.typ(f.Type())))
				continue
			}
			pkg.Scope().Insert(types.NewFunc(token.NoPos, pkg, name, p.signature(pkg, f.Type())))
		}
	}
	return p
}

func (p packages) pkg(path string) *types.Package {
	pkg := types.NewPackage(path, path)
	pkg.MarkComplete()
	p.byPath[path] = pkg
	return pkg
}

func (p packages) signature(pkg *types.Package, f reflect.Type) *types.Signature {
	var in, out []*types.Var
	for t := range f.Ins() {
		in = append(in, types.NewParam(token.NoPos, pkg, "", p.typ(t)))
	}
	for t := range f.Outs() {
		out = append(out, types.NewParam(token.NoPos, pkg, "", p.typ(t)))
	}
	return types.NewSignatureType(nil, nil, nil, types.NewTuple(in...), types.NewTuple(out...), false)
}

// typ is t for the type checker. A type that traits can't have is a defect of ours.
func (p packages) typ(t reflect.Type) types.Type {
	if named := p.named[t]; named != nil {
		return named
	}
	if t.Kind() == reflect.Slice {
		return types.NewSlice(p.typ(t.Elem()))
	}
	for _, basic := range types.Typ {
		if basic.Name() == t.Kind().String() && basic.Info()&types.IsUntyped == 0 {
			return basic
		}
	}
	panic(fmt.Sprintf("type %s can't be passed to a trait", t))
}
