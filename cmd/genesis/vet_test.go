package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const (
	goodTrait = "package eater\n\nimport \"github.com/ai-genesis/ai-genesis/engine/trait\"\n\nfunc Execute(m " +
		"*trait.Molbot) {\n\tm.Eat()\n}\n"
	badTrait = "package eater\n\nimport \"os\"\n\nfunc Execute() {\n\tos.Exit(1)\n}\n"
)

// vetRun runs genesis vet and returns its exit status and output.
func vetRun(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	p := &program{stdin: strings.NewReader(stdin), stdout: &out, stderr: &err}
	status = p.run(t.Context(), append([]string{"vet"}, args...))
	return status, out.String(), err.String()
}

func TestVetPrintsLikeACompiler(t *testing.T) {
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.go"), filepath.Join(dir, "bad.go")
	for file, source := range map[string]string{good: goodTrait, bad: badTrait} {
		if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	status, _, stderr := vetRun(t, "", good, bad)
	if status != 1 {
		t.Errorf("status %d, want 1", status)
	}
	for _, want := range []string{good + ": ok: eater\n", bad + `:3:8: import.forbidden: a trait can't import "os"`,
		"\timport \"os\"\n", "1 of 2 refused"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("output lacks %q:\n%s", want, stderr)
		}
	}
	if status, _, stderr := vetRun(t, "", good); status != 0 {
		t.Errorf("a good trait is refused: %s", stderr)
	}
}

func TestVetJSON(t *testing.T) {
	status, stdout, _ := vetRun(t, badTrait, "--json", "-")
	var reports []struct {
		File     string
		OK       bool
		Problems []struct {
			Code string
			Line int
		}
	}
	if err := json.Unmarshal([]byte(stdout), &reports); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	if status != 1 || len(reports) != 1 || reports[0].OK || reports[0].Problems[0].Code != "import.forbidden" {
		t.Errorf("status %d, reports %+v", status, reports)
	}
}

func TestVetMends(t *testing.T) {
	answer := "Here:\n```go\n" + strings.Replace(goodTrait, "m.Eat()", "x := 1; m.Eat()", 1) + "```\n"
	if status, _, _ := vetRun(t, answer, "-"); status != 1 {
		t.Error("the answer is accepted as it is")
	}
	status, stdout, stderr := vetRun(t, answer, "--mend", "-")
	if status != 0 || !strings.Contains(stderr, "mended: took the code out of its fence") || !strings.Contains(stdout,
		"_ = 1") {
		t.Errorf("status %d\n%s\n%s", status, stdout, stderr)
	}
	file := filepath.Join(t.TempDir(), "answer.go")
	if err := os.WriteFile(file, []byte(answer), 0o644); err != nil {
		t.Fatal(err)
	}
	if status, _, stderr := vetRun(t, "", "--mend", file); status != 0 {
		t.Error(stderr)
	}
	if status, _, stderr := vetRun(t, "", file); status != 0 {
		t.Errorf("the mended file was not written: %s", stderr)
	}
}

func TestVetExplainsAndComplains(t *testing.T) {
	if status, stdout, _ := vetRun(t, "", "--explain", "dryrun.fuel"); status != 0 || !strings.Contains(stdout,
		"made-up molbots") {
		t.Errorf("status %d: %s", status, stdout)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--explain", "nonsense"}, "there is no code"},
		{nil, "needs a file"},
		{[]string{"no-such-file.go"}, "no-such-file.go: no such file"},
		{[]string{t.TempDir()}, "is a directory"},
	} {
		if status, _, stderr := vetRun(t, "", c.args...); status != 1 || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: status %d, %q lacks %q", c.args, status, stderr, c.want)
		}
	}
}

func TestVetWithoutMath(t *testing.T) {
	source := strings.Replace(goodTrait, "import ", "import \"math\"\nimport ", 1)
	source = strings.Replace(source, "m.Eat()", "m.ThrustToward(math.Sin(1), 0, 1)", 1)
	for environ, want := range map[string]int{"GENESIS_ALLOWED_IMPORTS=math": 0, "GENESIS_ALLOWED_IMPORTS=": 1} {
		var errs bytes.Buffer
		p := &program{stdin: strings.NewReader(source), stdout: &errs, stderr: &errs, environ: []string{environ}}
		if status := p.run(t.Context(), []string{"vet", "-"}); status != want {
			t.Errorf("%s: status %d, want %d: %s", environ, status, want, &errs)
		}
	}
}
