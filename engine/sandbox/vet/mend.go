package vet

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
	"unicode/utf8"
)

// Mend repairs what can be repaired mechanically without changing the meaning of the program, and lists what it did. It
// handles code fences and prose around the code, a byte order mark, missing and unused imports, unused variables,
// integers where a float64 is needed, and formatting. Vet rejects what Mend cannot repair. Mend never panics.
func Mend(source []byte) (mended []byte, mends []string) {
	defer func() {
		if recover() != nil { // a defect of the sandbox must not take the process down
			mended, mends = source, nil
		}
	}()
	if len(source) > 4*MaxSource {
		return source, nil
	}
	text, mends := unwrap(source)
	if tooDeep(text) {
		return text, mends
	}
	text, done := mendTree(text)
	mends = append(mends, done...)
	if out, err := format.Source(text); err == nil && !bytes.Equal(out, text) {
		text, mends = out, append(mends, "formatted as gofmt does")
	}
	return text, mends
}

var (
	fencedCode = regexp.MustCompile("(?s)```[a-zA-Z]*[ \t]*\r?\n(.*?)(?:\n[ \t]*```|$)")
	codeStart  = regexp.MustCompile(`(?m)^(?://go:build |package\s+\w+[ \t]*(?://.*)?$)`)
)

// unwrap extracts the code from an answer.
func unwrap(source []byte) (text []byte, mends []string) {
	text = source
	did := func(out []byte, what string) {
		if !bytes.Equal(out, text) {
			text, mends = out, append(mends, what)
		}
	}
	did(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), "removed the byte order mark")
	did(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), "changed line ends to those of Unix")
	for _, m := range fencedCode.FindAllSubmatch(text, -1) {
		if bytes.Contains(m[1], []byte("func ")) {
			did(append(bytes.TrimSpace(m[1]), '\n'), "took the code out of its fence")
			break
		}
	}
	if parses(text) {
		return text, mends
	}
	if at := codeStart.FindIndex(text); at != nil {
		start := at[0]
		did(text[start-len(comments(text[:start])):], "cut the prose before the code")
	}
	if end := bytes.LastIndex(text, []byte("\n}")); end >= 0 && !parses(text) {
		cut := append(bytes.Clone(text[:end+2]), '\n')
		if parses(cut) {
			did(cut, "cut the prose after the code")
		}
	}
	return text, mends
}

// comments returns the block of line comments that b ends with.
func comments(b []byte) []byte {
	start := len(b)
	for start > 0 {
		line := bytes.LastIndexByte(b[:start-1], '\n') + 1
		if !bytes.HasPrefix(b[line:], []byte("//")) {
			break
		}
		start = line
	}
	return b[start:]
}

func parses(source []byte) bool {
	if tooDeep(source) {
		return false
	}
	_, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	return err == nil
}

// tooDeep reports whether source is too large or too deeply nested for the parser.
func tooDeep(source []byte) bool {
	f := New(token.NewFileSet(), nil)
	if utf8.Valid(source) {
		checkNesting(f, source)
	}
	return len(f.Problems) > 0 || !utf8.Valid(source) || len(source) > 2*MaxSource
}

// mendTree repairs the syntax tree: imports first, because checking types needs them, then variables and numbers.
func mendTree(source []byte) ([]byte, []string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source, nil
	}
	mends := mendImports(file)
	for range 5 * rounds(fset, file) { // removing one variable may leave another one unused
		done := append(mendVariables(fset, file), mendNumbers(fset, file)...)
		mends = append(mends, done...)
		if len(done) == 0 {
			break
		}
	}
	if len(mends) == 0 {
		return source, nil
	}
	var b bytes.Buffer
	if err := format.Node(&b, fset, file); err != nil {
		return source, nil
	}
	return b.Bytes(), mends
}

// rounds returns 0 for a source that Vet will reject before it checks types and that go/types should not see. Doubling
// constant strings, for example, would take all memory.
func rounds(fset *token.FileSet, file *ast.File) int {
	f := New(fset, nil)
	checkNodes(f, file)
	allow(f, file, true)
	for _, p := range f.Problems {
		if !strings.HasPrefix(p.Code, "import.") {
			return 0
		}
	}
	return 1
}

// mendImports adds missing imports of the packages trait and math and removes unused imports.
func mendImports(file *ast.File) (mends []string) {
	used := qualifiers(file)
	present := map[string]bool{}
	for _, decl := range file.Decls {
		d, ok := decl.(*ast.GenDecl)
		if !ok || d.Tok != token.IMPORT {
			continue
		}
		var kept []ast.Spec
		for _, spec := range d.Specs {
			s := spec.(*ast.ImportSpec)
			path := strings.Trim(s.Path.Value, "`\"")
			name := path[strings.LastIndex(path, "/")+1:]
			if s.Name == nil && !used[name] {
				mends = append(mends, fmt.Sprintf("removed the unused import of %q", path))
				continue
			}
			if s.Name == nil && name == "trait" && path != TraitPath { // only the trait API can be meant
				mends = append(mends, fmt.Sprintf("corrected the import of %q", path))
				path, s.Path.Value = TraitPath, `"`+TraitPath+`"`
			}
			if s.Name == nil && present[path] {
				mends = append(mends, fmt.Sprintf("removed the repeated import of %q", path))
				continue
			}
			present[path] = true
			kept = append(kept, s)
		}
		d.Specs = kept
	}
	file.Decls = withoutEmptyImports(file.Decls)
	for _, add := range []struct{ name, path string }{{"math", mathPath}, {"trait", TraitPath}} {
		if used[add.name] && !present[add.path] {
			spec := &ast.ImportSpec{Path: &ast.BasicLit{Kind: token.STRING, Value: `"` + add.path + `"`}}
			file.Decls = append([]ast.Decl{&ast.GenDecl{Tok: token.IMPORT, Specs: []ast.Spec{spec}}}, file.Decls...)
			mends = append(mends, fmt.Sprintf("added the import of %q", add.path))
		}
	}
	return mends
}

func withoutEmptyImports(decls []ast.Decl) (kept []ast.Decl) {
	for _, decl := range decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.IMPORT && len(d.Specs) == 0 {
			continue
		}
		kept = append(kept, decl)
	}
	return kept
}

// qualifiers returns the set of all x in selectors x.y.
func qualifiers(file *ast.File) map[string]bool {
	used := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := sel.X.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
		return true
	})
	return used
}
