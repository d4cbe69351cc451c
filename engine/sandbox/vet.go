package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

// Options narrow what Vet accepts.
type Options struct {
	NoMath bool // refuse the import of math: the setting allowed_imports is empty
}

// Vet checks source and says all that is wrong with it, a step at a time. It never panics, takes milliseconds, and needs
// memory in proportion to the source.
func Vet(source []byte, o Options) Report {
	report, _ := vet(source, o)
	return report
}

func vet(source []byte, o Options) (r Report, p *program) {
	sum := sha256.Sum256(source)
	r = Report{Hash: hex.EncodeToString(sum[:])}
	f := newFindings(token.NewFileSet(), source)
	defer func() {
		if v := recover(); v != nil { // a defect of ours must not take the process down
			f.add(1, 1, "internal", fmt.Sprintf("the vet itself failed: %v", v), "")
			f.into(&r)
			r.OK, p = false, nil
		}
	}()
	file := parse(f, source)
	if f.into(&r) {
		return r, nil
	}
	r.TraitName, r.About = file.Name.Name, about(file)
	allow(f, file, o)
	if f.into(&r) {
		return r, nil
	}
	pkg, _ := check(f, file)
	if f.into(&r) {
		return r, nil
	}
	contract(f, file, pkg)
	if f.into(&r) {
		return r, nil
	}
	r.CanonicalHash = r.Hash
	r.OK = true
	return r, &program{source: string(source), name: r.TraitName}
}

// about is the first line of the package comment.
func about(file *ast.File) string {
	line, _, _ := strings.Cut(file.Doc.Text(), "\n")
	return line
}
