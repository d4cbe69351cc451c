package activities

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// The model writes only functions. The rest of the file is generated here.

var clause = regexp.MustCompile(`(?m)^package\s+\w+[ \t]*\r?\n?`)

// traitFile returns the complete file for what the model wrote.
func traitFile(name, cycleID string, plan genesis.EvolutionPlan, model, body string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "//go:build ignore\n\n// %s: %s\n", camel(name), line(plan.Description, 200))
	fmt.Fprintf(&b, "// cycle %s · plan %s · model %s\n", line(cycleID, 60), line(plan.PlanID, 60), line(model, 60))
	fmt.Fprintf(&b, "package %s\n\n", name)
	if strings.Contains(body, "math.") {
		b.WriteString("import (\n\t\"math\"\n\n\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n\n")
	} else {
		b.WriteString("import \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\n")
	}
	b.WriteString(body + "\n")
	if out, err := format.Source([]byte(b.String())); err == nil {
		return out
	}
	return []byte(b.String())
}

// functions returns the part of a file after the imports, which the model wrote. A file that does not parse is returned
// unchanged.
func functions(source string) string {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.SkipObjectResolution)
	if err != nil {
		return source
	}
	end := file.Name.End()
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.IMPORT {
			end = g.End()
		}
	}
	return strings.TrimSpace(source[fset.Position(end).Offset:])
}
