package answer

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// entry is the name of the entry function that the sandbox calls.
const entry = "Execute"

var (
	alias          = regexp.MustCompile(`(?m)^\s*(?:import\s+)?(\w+|\.)\s+"(?:[\w./-]*/)?(trait|math)"`)
	braceOnOwnLine = regexp.MustCompile(`(?m)^(\s*(?:func|if|for|switch|\}?\s*else)\b[^\n{]*[^\s{;,])[ \t]*\n\s*\{[ \t]*$`)
	elseOnOwnLine  = regexp.MustCompile(`(?m)^(\s*\})[ \t]*\n\s*else\b`)
)

// resolveAlias replaces aliases of the packages trait and math by their own names.
func resolveAlias(text, imports string) string {
	for _, m := range alias.FindAllStringSubmatch(imports, -1) {
		switch name := m[1]; {
		case name == "." && m[2] == "trait":
			text = regexp.MustCompile(`\*(Molbot|Neighbor|Food)\b`).ReplaceAllString(text, "*trait.$1")
		case name != "." && name != "_" && name != m[2] && name != "import":
			text = regexp.MustCompile(`\b`+name+`\.([A-Z])`).ReplaceAllString(text, m[2]+".$1")
		}
	}
	return text
}

// entrant rates how clearly a function is meant as the entry point, from 3 for the exact form down to 0.
func entrant(d decl) int {
	if !d.parses || d.fun == nil {
		return 0
	}
	name, params := d.fun.Name.Name, d.fun.Type.Params.List
	switch {
	case d.fun.Recv == nil && name == entry:
		return 3
	case d.fun.Recv != nil && strings.EqualFold(name, entry):
		return 2
	case strings.EqualFold(name, entry):
		return 2
	case d.fun.Recv == nil && len(params) == 1 && len(params[0].Names) == 1 && isMolbot(params[0].Type) &&
		noResult(d.fun) && name != "main":
		return 1
	case d.fun.Recv != nil && isMolbot(d.fun.Recv.List[0].Type) && len(params) == 0 && noResult(d.fun):
		return 1
	}
	return 0
}

func noResult(f *ast.FuncDecl) bool { return f.Type.Results == nil || len(f.Type.Results.List) == 0 }

// isMolbot reports whether a type is meant to be that of a molbot.
func isMolbot(t ast.Expr) bool {
	if s, ok := t.(*ast.StarExpr); ok {
		t = s.X
	}
	switch t := t.(type) {
	case *ast.SelectorExpr:
		return strings.EqualFold(t.Sel.Name, "Molbot")
	case *ast.Ident:
		return strings.EqualFold(t.Name, "Molbot")
	}
	return false
}

// asEntry rewrites a function to the form func Execute(m *trait.Molbot). It returns the text unchanged if that is not
// possible.
func asEntry(text string) string {
	at := strings.Index("\n"+text, "\nfunc") // after its comments
	if at < 0 {
		return text
	}
	doc, source := text[:at], text[at:]
	const head = "package p\n"
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", head+source, parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		return text
	}
	f, ok := file.Decls[0].(*ast.FuncDecl)
	if !ok || f.Body == nil {
		return text
	}
	offset := func(p token.Pos) int { return fset.Position(p).Offset - len(head) }
	param := ""
	for _, p := range f.Type.Params.List {
		for _, n := range p.Names {
			switch {
			case isMolbot(p.Type):
				param = n.Name
			case mentions(f.Body, n.Name):
				return text // the function needs a value that the sandbox does not provide
			}
		}
	}
	if f.Recv != nil && len(f.Recv.List[0].Names) == 1 {
		name := f.Recv.List[0].Names[0].Name
		switch {
		case param == "" && isMolbot(f.Recv.List[0].Type):
			param = name
		case param == "":
			return text
		case mentions(f.Body, name):
			return text // the method keeps data in its receiver
		}
	}
	if param == "" {
		return text
	}
	body := source[offset(f.Body.Lbrace):]
	if !noResult(f) {
		if body, ok = silent(f.Body, body, offset); !ok {
			return text
		}
	}
	return doc + "func " + entry + "(" + param + " *trait.Molbot) " + body
}

func mentions(n ast.Node, name string) (found bool) {
	if name == "_" {
		return false
	}
	ast.Inspect(n, func(x ast.Node) bool {
		if id, ok := x.(*ast.Ident); ok && id.Name == name {
			found = true
		}
		return !found
	})
	return found
}

// silent drops the results of return statements. ok is false if that would also drop a call.
func silent(block *ast.BlockStmt, body string, offset func(token.Pos) int) (string, bool) {
	type cut struct{ from, to int }
	var cuts []cut
	ok := true
	begin := offset(block.Lbrace)
	ast.Inspect(block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			for _, r := range n.Results {
				ast.Inspect(r, func(x ast.Node) bool {
					if _, call := x.(*ast.CallExpr); call {
						ok = false
					}
					return ok
				})
			}
			if len(n.Results) > 0 {
				cuts = append(cuts, cut{offset(n.Return) + len("return") - begin, offset(n.End()) - begin})
			}
		}
		return true
	})
	for _, c := range slices.Backward(cuts) {
		body = body[:c.from] + body[c.to:]
	}
	return body, ok
}
