package answer

import (
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"regexp"
	"strings"
)

// decl is a declaration of Go that was found in an answer.
type decl struct {
	text   string // with the comments right above it
	names  []string
	uses   map[string]bool // names that it needs
	parses bool
	fun    *ast.FuncDecl // of one that parses
	part   int           // which part of the answer it stands in
	from   int           // where in it
	to     int
}

var (
	begins = regexp.MustCompile(`^\s*(?:func|const|var|type|import|package)\b`)
	inline = regexp.MustCompile(`\bfunc\s+(?:\([^()]*\)\s*)?\w+\s*\(`)
	lambda = regexp.MustCompile(`^(\s*)(?:var\s+)?(\w+)(?:\s+func\([^()]*\))?\s*:?=\s*func\s*\(`)
	called = regexp.MustCompile(`^func\s+(?:\([^()]*\)\s*)?(\w+)`)
)

// maxRead bounds what is read of a hostile answer, in which each word may begin a declaration that never ends.
const maxRead = 512 << 10

// declarations finds what is declared in a text, in order. Imports and package clauses are left out. One that begins
// like a function but does not parse is kept, for vet to say what is wrong with it.
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

// declaration is what begins at start; its text is empty for what is none.
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

// declared are the names of a declaration of constants, variables or types; none for imports.
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

// used are the names in a file that may be declared elsewhere in its package.
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

// documented is source with the comments right above it.
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

// extent is how far the declaration goes that s begins with: to the end of its line outside of all brackets, or to the
// brace that closes a function. A function within an open function means that a brace is missing before it.
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
			// A function's brace may stand on a line of its own, which Go does not take and people write.
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
