package sandbox

import (
	"go/ast"
	"strconv"
)

// allow is the second step: the constructs that a trait may use.
func allow(f *findings, file *ast.File, o Options) {
	for _, spec := range file.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if path != traitPath && (path != mathPath || o.NoMath) {
			f.node(spec, "import.forbidden", "a trait can't import %q", path)
		} else if spec.Name != nil {
			f.node(spec, "import.name", "an import can't be renamed")
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.GoStmt, *ast.DeferStmt, *ast.SelectStmt, *ast.SendStmt, *ast.ChanType:
			f.node(n, "statement.forbidden", "go, defer, select and channels are not allowed")
		}
		return true
	})
}
