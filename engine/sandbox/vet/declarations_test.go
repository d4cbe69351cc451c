package vet

import (
	"go/constant"
	"go/importer"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// TestMathIsTheRealOne compares the embedded declarations, and the functions that the interpreter gets, with package
// math.
func TestMathIsTheRealOne(t *testing.T) {
	actual, err := importer.ForCompiler(token.NewFileSet(), "source", nil).Import("math")
	if err != nil {
		t.Skip("this test needs the source of the standard library: ", err)
	}
	ours := declared()[mathPath].Scope()
	for _, name := range actual.Scope().Names() {
		object := actual.Scope().Lookup(name)
		if !object.Exported() || name == "Jn" || name == "Yn" { // their cost grows with their argument
			continue
		}
		own := ours.Lookup(name)
		if own == nil {
			t.Errorf("math.%s is not declared", name)
			continue
		}
		switch object := object.(type) {
		case *types.Const:
			if !constant.Compare(object.Val(), token.EQL, own.(*types.Const).Val()) {
				t.Errorf("math.%s is %v, not %v", name, own.(*types.Const).Val(), object.Val())
			}
		case *types.Func:
			if !types.Identical(object.Type(), own.Type()) {
				t.Errorf("math.%s is %v, not %v", name, own.Type(), object.Type())
			}
			if ir.MathFuncs[name].Call == nil {
				t.Errorf("math.%s has no function behind it", name)
			}
		}
	}
	for _, name := range ours.Names() {
		if actual.Scope().Lookup(name) == nil {
			t.Errorf("math.%s is made up", name)
		}
	}
}

func TestAPITextIsTheAPI(t *testing.T) {
	text := APIText()
	for _, name := range methods() {
		if !strings.Contains(text, "func (m *Molbot) "+name+"(") {
			t.Errorf("m.%s is not in the text", name)
		}
	}
	for _, hidden := range []string{"ref", "fuel", "body", "{ return"} {
		if strings.Contains(text, "\t"+hidden) || strings.Contains(text, hidden+" m.") {
			t.Errorf("%q is in the text", hidden)
		}
	}
	if len(text) > len(trait.APISource) {
		t.Error("the text is longer than the source")
	}
}
