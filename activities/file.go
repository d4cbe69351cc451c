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

var (
	fence    = regexp.MustCompile("(?s)```[a-zA-Z]*[ \t]*\n(.*?)(?:```|$)")
	code     = regexp.MustCompile(`(?m)^(?:func|const|type|var|package|import)\b`)
	clause   = regexp.MustCompile(`(?m)^package\s+\w+[ \t]*\r?\n?`)
	imports  = regexp.MustCompile(`(?ms)^import\s*(?:\(.*?^\)|\([^)]*\)|[^\n]*)[ \t]*\r?\n?`)
	buildTag = regexp.MustCompile(`(?m)^//go:[^\n]*\n`)
)

// extract takes the declarations out of a model's answer: out of its fence, without the prose around it, the package
// clause and the imports. What is left is vetted, so it may be wrong; it is never run as it is.
func extract(answer string) string {
	answer = strings.ReplaceAll(answer, "\r\n", "\n")
	for _, m := range fence.FindAllStringSubmatch(answer, -1) {
		if strings.Contains(m[1], "func ") {
			answer = m[1]
			break
		}
	}
	if at := code.FindStringIndex(answer); at != nil {
		answer = answer[at[0]:]
	}
	answer = buildTag.ReplaceAllString(answer, "")
	answer = clause.ReplaceAllString(answer, "")
	answer = imports.ReplaceAllString(answer, "")
	return strings.TrimSpace(unprosed(answer))
}

// unprosed drops what follows the last declaration that ends with a brace in the first column, unless it is code too.
func unprosed(s string) string {
	end := strings.LastIndex(s, "\n}")
	if end < 0 {
		return s
	}
	rest := s[end+2:]
	if code.MatchString(rest) || strings.HasPrefix(strings.TrimSpace(rest), "//") {
		return s
	}
	return s[:end+2]
}

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

// functions is what the model wrote of a whole file: all after the imports. A file that does not parse comes back whole.
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
