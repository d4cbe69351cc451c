package vet

import (
	"bytes"
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"unicode/utf8"
)

// Bounds on a source. They are checked before any step that takes more than linear time.
const (
	MaxSource  = 16 << 10 // bytes
	maxNesting = 40       // depth of nested brackets
	maxDepth   = 200      // depth of the syntax tree
	maxNodes   = 6_000    // syntax nodes
	maxChain   = 400      // tokens between two brackets, commas or line ends, because operators nest without brackets
)

// Parse is the first step. It checks size, encoding and nesting, and parses the source.
func Parse(f *Findings, source []byte) *ast.File {
	checkText(f, source)
	if len(f.Problems) == 0 {
		checkNesting(f, source)
	}
	if len(f.Problems) > 0 {
		return nil
	}
	file, err := parser.ParseFile(f.Fset, "", source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		syntaxErrors(f, err)
		return nil
	}
	checkNodes(f, file)
	return file
}

func checkText(f *Findings, source []byte) {
	switch {
	case len(source) > MaxSource:
		f.lines = nil
		f.Add(1, 1, "source.size", "the source is longer than 16 KB", "")
	case len(bytes.TrimSpace(source)) == 0:
		f.Add(1, 1, "source.empty", "the source is empty", "")
	case bytes.HasPrefix(source, []byte("\xef\xbb\xbf")):
		f.Add(1, 1, "source.bom", "the source starts with a byte order mark", "")
	case bytes.IndexByte(source, 0) >= 0:
		line, col := place(source, bytes.IndexByte(source, 0))
		f.Add(line, col, "source.nul", "the source contains a NUL character", "")
	case !utf8.Valid(source):
		line, col := place(source, invalidAt(source))
		f.Add(line, col, "source.encoding", "the source is not valid UTF-8", "")
	}
}

// place converts an offset to line and column, both counted from 1.
func place(source []byte, offset int) (line, col int) {
	before := source[:offset]
	return bytes.Count(before, []byte("\n")) + 1, offset - bytes.LastIndexByte(before, '\n')
}

func invalidAt(source []byte) int {
	for i := 0; i < len(source); {
		r, size := utf8.DecodeRune(source[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return 0
}

// checkNesting counts nested brackets and chains of operators on the tokens, because the parser and all later walks
// recurse over them.
func checkNesting(f *Findings, source []byte) {
	file := f.Fset.AddFile("", f.Fset.Base(), len(source))
	var s scanner.Scanner
	s.Init(file, source, nil, 0)
	depth, chain := 0, 0
	for {
		pos, tok, _ := s.Scan()
		switch tok {
		case token.EOF:
			return
		case token.LPAREN, token.LBRACE, token.LBRACK:
			depth++
			chain = 0
		case token.RPAREN, token.RBRACE, token.RBRACK:
			depth--
		case token.SEMICOLON, token.COMMA:
			chain = 0
		default:
			chain++
		}
		if depth > maxNesting || chain > maxChain {
			f.At(pos, "source.nesting", "brackets or operators nest too deep")
			return
		}
	}
}

func syntaxErrors(f *Findings, err error) {
	list, ok := errors.AsType[scanner.ErrorList](err)
	if !ok {
		f.Add(1, 1, "syntax", err.Error(), "")
		return
	}
	for _, e := range list {
		f.Add(e.Pos.Line, e.Pos.Column, "syntax", e.Msg, syntaxAdvice(e.Msg, f.excerpt(e.Pos.Line)))
	}
}

func checkNodes(f *Findings, file *ast.File) {
	nodes, depth, deepest := 0, 0, 0
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			depth--
			return true
		}
		nodes++
		depth++
		deepest = max(deepest, depth)
		return true
	})
	if deepest > maxDepth {
		f.Node(file, "source.nesting", "statements and expressions nest too deep")
	}
	if nodes += repeated(file); nodes > maxNodes {
		f.Node(file, "source.size", "the source has %d syntax nodes, at most %d are allowed", nodes, maxNodes)
	}
}

// repeated counts the syntax nodes of repeated constant expressions: for a constant without an expression, go/types
// evaluates that of the previous line again.
func repeated(file *ast.File) (nodes int) {
	ast.Inspect(file, func(n ast.Node) bool {
		d, ok := n.(*ast.GenDecl)
		if !ok || d.Tok != token.CONST {
			return true
		}
		above := 0
		for _, spec := range d.Specs {
			s := spec.(*ast.ValueSpec)
			if len(s.Values) == 0 && s.Type == nil {
				nodes += above
				continue
			}
			above = 0
			for _, value := range s.Values {
				ast.Inspect(value, func(ast.Node) bool { above++; return true })
			}
		}
		return true
	})
	return nodes
}
