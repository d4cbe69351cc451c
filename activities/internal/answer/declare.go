package answer

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// decl is a Go declaration found in an answer.
type decl struct {
	text   string // with the comments directly above it
	names  []string
	uses   map[string]bool // names that it refers to
	parses bool
	fun    *ast.FuncDecl // nil if it does not parse
	part   int           // the part of the answer that it is in
	from   int           // its range in that part
	to     int
}

var (
	begins = regexp.MustCompile(`^\s*(?:func|const|var|type|import|package)\b`)
	inline = regexp.MustCompile(`\bfunc\s+(?:\([^()]*\)\s*)?\w+\s*\(`)
	lambda = regexp.MustCompile(`^(\s*)(?:var\s+)?(\w+)(?:\s+func\([^()]*\))?\s*:?=\s*func\s*\(`)
	called = regexp.MustCompile(`^func\s+(?:\([^()]*\)\s*)?(\w+)`)
)

// maxRead bounds the text that is parsed in a hostile answer, in which every word may begin a declaration that never
// ends.
const maxRead = 512 << 10

// declarations finds the declarations in a text, in order, without imports and package clauses. It also returns what
// begins like a function but does not parse, so that vet can say what is wrong with it.
func declarations(text string) (found []decl) {
	for at, read := 0, 0; at < len(text) && read < maxRead; {
		end := at + strings.IndexByte(text[at:]+"\n", '\n')
		line := text[at:min(end, len(text))]
		start := -1
		if m := lambda.FindStringSubmatch(line); m != nil {
			head := "func " + m[2] + "("
			text = text[:at] + head + text[at+len(lambda.FindString(line)):]
			start = at
		} else if begins.MatchString(line) {
			start = at + len(line) - len(strings.TrimLeft(line, " \t"))
		} else if m := inline.FindStringIndex(line); m != nil && !strings.Contains(line[:m[0]], "//") {
			start = at + m[0]
		}
		if start < 0 {
			at = end + 1
			continue
		}
		d := declaration(text, start)
		read += d.to - d.from
		if d.to <= at || d.text == "" {
			at = end + 1
			continue
		}
		if len(d.names) > 0 {
			found = append(found, d)
		}
		at = d.to
		if at < len(text) && text[at] == '\n' {
			at++
		}
	}
	return found
}

// declaration returns the declaration that begins at start. Its text is empty if there is none.
func declaration(text string, start int) decl {
	d := decl{from: start, to: start + extent(text[start:])}
	source := strings.TrimRight(text[start:d.to], " \t\n;")
	function := strings.HasPrefix(source, "func")
	file, err := parser.ParseFile(token.NewFileSet(), "", "package p\n"+source, parser.SkipObjectResolution)
	if err != nil || len(file.Decls) != 1 {
		if strings.HasPrefix(source, "package ") || strings.HasPrefix(source, "import ") && err == nil {
			d.text = source
			return d
		}
		if m := called.FindStringSubmatch(source); function && m != nil && strings.Contains(source, "{") {
			d.text, d.names = documented(text, &d, source), []string{m[1]}
		}
		return d
	}
	switch g := file.Decls[0].(type) {
	case *ast.FuncDecl:
		if g.Body == nil {
			return d
		}
		d.fun, d.names = g, []string{g.Name.Name}
		if g.Recv != nil && g.Name.Name != entry {
			d.names = []string{"." + g.Name.Name}
		}
	case *ast.GenDecl:
		d.names = declared(g)
	}
	d.text, d.parses, d.uses = documented(text, &d, source), true, used(file)
	return d
}

// declared lists the names that a declaration of constants, variables or types declares; imports declare none.
func declared(g *ast.GenDecl) (names []string) {
	for _, s := range g.Specs {
		switch s := s.(type) {
		case *ast.ValueSpec:
			for _, n := range s.Names {
				names = append(names, n.Name)
			}
		case *ast.TypeSpec:
			names = append(names, s.Name.Name)
		}
	}
	return names
}

// used returns the names in a file that may be declared elsewhere in its package.
func used(file *ast.File) map[string]bool {
	names := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			names["."+n.Sel.Name] = true // a method, if one is declared
			ast.Inspect(n.X, func(x ast.Node) bool {
				switch x := x.(type) {
				case *ast.Ident:
					names[x.Name] = true
				case *ast.SelectorExpr:
					names["."+x.Sel.Name] = true
				}
				return true
			})
			return false
		case *ast.Ident:
			names[n.Name] = true
		}
		return true
	})
	return names
}

// documented returns source with the comments directly above it.
func documented(text string, d *decl, source string) string {
	if d.from > 0 && text[d.from-1] != '\n' {
		if indent := text[strings.LastIndexByte(text[:d.from], '\n')+1 : d.from]; strings.TrimSpace(indent) == "" {
			source = dedentBy(source, indent)
		}
		return source
	}
	for d.from > 0 {
		line := strings.LastIndexByte(text[:d.from-1], '\n') + 1
		above := text[line : d.from-1]
		if !strings.HasPrefix(above, "//") || strings.HasPrefix(above, "//go:") {
			break
		}
		d.from, source = line, above+"\n"+source
	}
	return source
}

func dedentBy(source, indent string) string {
	return strings.ReplaceAll(source, "\n"+indent, "\n")
}

// extent returns the length of the declaration that s begins with: up to the end of its line outside all brackets, or
// to the closing brace of a function. A line that begins another function means that a closing brace is missing before
// it.
func extent(s string) int {
	fset := token.NewFileSet()
	file := fset.AddFile("", fset.Base(), len(s))
	var scan scanner.Scanner
	scan.Init(file, []byte(s), func(token.Position, string) {}, 0)
	depth, first, function := 0, true, strings.HasPrefix(s, "func")
	for {
		pos, tok, lit := scan.Scan()
		at := file.Offset(pos)
		switch tok {
		case token.EOF:
			return len(s)
		case token.LBRACE, token.LPAREN, token.LBRACK:
			depth++
		case token.RPAREN, token.RBRACK:
			depth = max(depth-1, 0)
		case token.RBRACE:
			if depth--; depth <= 0 && function {
				if rest := strings.TrimLeft(s[at+1:], " \t"); !strings.HasPrefix(rest, "{") {
					return at + 1
				}
			}
			depth = max(depth, 0)
		case token.SEMICOLON:
			// People write the opening brace of a function on a line of its own, which Go does not allow.
			if next := strings.TrimLeft(s[min(len(s), at+1):], " \t\n"); depth == 0 &&
				(!function || lit != "\n" || !strings.HasPrefix(next, "{")) {
				return at
			}
		case token.FUNC:
			if !first && at > 0 && s[at-1] == '\n' && inline.MatchString(firstLine(s[at:])) {
				return at
			}
		}
		first = false
	}
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
