package vet

import (
	"go/ast"
	"go/types"

	genesis "github.com/ai-genesis/ai-genesis"
)

// Entry is the function that the sandbox calls once for each molbot and tick.
const Entry = "Execute"

// Contract is the fourth step. It checks the name of the trait and its entry function.
func Contract(f *Findings, file *ast.File, pkg *types.Package) {
	if !genesis.ValidTrait(file.Name.Name) {
		f.Node(file.Name, "contract.name", "%s can't name a trait", file.Name.Name)
	}
	object := pkg.Scope().Lookup(Entry)
	if object == nil {
		f.Node(file.Name, "contract.execute", "there is no function %s", Entry)
		return
	}
	fn, ok := object.(*types.Func)
	if !ok || !takesMolbot(fn.Signature()) {
		f.At(object.Pos(), "contract.execute", "%s must be func %s(m *trait.Molbot), without results", Entry, Entry)
	}
}

func takesMolbot(s *types.Signature) bool {
	return s.Recv() == nil && s.TypeParams() == nil && s.Results().Len() == 0 && !s.Variadic() &&
		s.Params().Len() == 1 && isHandle(s.Params().At(0).Type())
}

// isHandle reports whether t is *trait.Molbot.
func isHandle(t types.Type) bool {
	p, ok := t.(*types.Pointer)
	return ok && isMolbot(p.Elem())
}

func isMolbot(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Molbot" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == TraitPath
}
