package vet

import (
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strings"
	"sync"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// APIText lists the declarations of the trait API with their comments, for prompts. It is derived from the source of
// the API that Vet checks against, so the two cannot differ.
func APIText() string { return apiText() }

var apiText = sync.OnceValue(func() string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "api.go", trait.APISource, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		panic(err) // the embedded source is known to compile
	}
	hideFields(file)
	var b strings.Builder
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() {
				writeComment(&b, d.Doc)
				d.Body, d.Doc = nil, nil
				writeNode(&b, fset, d)
			}
		case *ast.GenDecl:
			writeComment(&b, d.Doc)
			d.Doc = nil
			exportedFields(d)
			writeNode(&b, fset, d)
		}
	}
	return b.String()
})

func writeComment(b *strings.Builder, doc *ast.CommentGroup) {
	for line := range strings.Lines(doc.Text()) {
		b.WriteString("// " + line)
	}
}

func exportedFields(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		t, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		s, ok := t.Type.(*ast.StructType)
		if !ok {
			continue
		}
		var kept []*ast.Field
		for _, field := range s.Fields.List {
			if field.Names[0].IsExported() {
				kept = append(kept, field)
			}
		}
		s.Fields.List = kept
	}
}

func writeNode(b *strings.Builder, fset *token.FileSet, n ast.Node) {
	if err := format.Node(b, fset, n); err != nil {
		panic(err) // the tree was parsed, so it can be printed
	}
	b.WriteString("\n\n")
}
