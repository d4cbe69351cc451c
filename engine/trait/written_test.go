package trait

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/token"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the texts that are made from api.go")

const (
	manual = "../../docs/writing-a-trait.md"
	editor = "../../frontend/src/panels/traits/methods.ts"

	begin = "<!-- written by go test ./engine/trait -update -->\n"
	end   = "<!-- end -->\n"
)

// TestTextsAreMadeFromTheAPI checks that the tables in the documentation and in the page's editor match api.go. -update
// writes both.
func TestTextsAreMadeFromTheAPI(t *testing.T) {
	text, err := os.ReadFile(manual)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no place for the table", manual)
	}
	table := "| method | what it is |\n|---|---|\n"
	script := "// Written by go test ./engine/trait -update, from engine/trait/api.go.\n\n" +
		"export const METHODS = [\n"
	for _, f := range declaredMethods(t) {
		name, signature := f.Name.Name, signatureOf(t, f)
		table += fmt.Sprintf("| `%s%s` | %s |\n", name, signature, docOf(f))
		row, err := json.Marshal(struct {
			Name      string `json:"name"`
			Signature string `json:"signature"`
			About     string `json:"about"`
		}{name, signature, docOf(f)})
		if err != nil {
			t.Fatal(err)
		}
		script += "  " + string(row) + ",\n"
	}
	hold(t, manual, before+begin+table+end+after)
	hold(t, editor, script+"]\n")
}

func signatureOf(t *testing.T, f *ast.FuncDecl) string {
	var b bytes.Buffer
	if err := format.Node(&b, token.NewFileSet(), f.Type); err != nil {
		t.Fatal(err)
	}
	return strings.TrimPrefix(b.String(), "func")
}

// hold compares a file with the wanted content, or writes it with -update.
func hold(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if is, err := os.ReadFile(path); err != nil || string(is) != want {
		t.Errorf("%s is not as api.go has it (%v): run go test ./engine/trait -update", path, err)
	}
}
