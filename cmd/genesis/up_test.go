package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

var root = filepath.Join("..", "..")

// call runs one command line with the given environment.
func call(t *testing.T, environ []string, args ...string) (out, errs string, status int) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, environ: environ,
		dotenv: filepath.Join(t.TempDir(), ".env")}
	status = p.run(t.Context(), args)
	return stdout.String(), stderr.String(), status
}

func TestUpNamesAWrongSetting(t *testing.T) {
	for _, environ := range [][]string{{"GENESIS_TICK_RATE_MS=fast"}, {"GENESIS_TICK_RATE=16"}} {
		_, errs, status := call(t, environ, "up", "--data-dir", t.TempDir())
		if status == 0 || !strings.Contains(errs, "GENESIS_TICK_RATE") || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: status %d, %q", environ, status, errs)
		}
	}
}

func TestEveryCommandHasHelp(t *testing.T) {
	commands := (&program{}).root().Commands()
	for _, c := range commands {
		out, errs, status := call(t, nil, c.Name(), "--help")
		if status != 0 || !strings.Contains(out, "genesis "+c.Name()) {
			t.Errorf("genesis %s --help: status %d, %q, %q", c.Name(), status, out, errs)
		}
	}
}

func TestReadmeListsEveryCommand(t *testing.T) {
	readme := read(t, "README.md")
	for _, c := range (&program{}).root().Commands() {
		if !c.Hidden && c.Name() != "help" && !strings.Contains(readme, "| `genesis "+c.Name()) {
			t.Errorf("README.md does not list genesis %s: %s", c.Name(), c.Short)
		}
	}
}

func TestDocumentedTraitsVet(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```go\n(//go:build ignore.*?)```").FindAllStringSubmatch(read(t,
		"docs/writing-a-trait.md"), -1)
	if len(blocks) == 0 {
		t.Fatal("no trait in docs/writing-a-trait.md")
	}
	for _, b := range blocks {
		if report := sandbox.Vet([]byte(b[1]), sandbox.Options{}); !report.OK {
			t.Errorf("%+v in\n%s", report.Problems, b[1])
		}
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
