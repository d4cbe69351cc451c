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

// The model writes the function; the house writes the rest of the file.

var clause = regexp.MustCompile(`(?m)^package\s+\w+[ \t]*\r?\n?`)

// traitFile is the whole file around what the model wrote.
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

// functions is what the model wrote of a whole file: all after the imports. A file that does not parse comes back
// whole.
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
