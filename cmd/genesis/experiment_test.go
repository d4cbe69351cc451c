package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const oneCell = "name: one\nseeds: 1\nworlds: starving\narms: none\ncycles: 1\nlife_ticks: 300\n"

// experimentFile writes the definition of an experiment.
func experimentFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "experiment.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// experimentCommand runs genesis experiment.
func experimentCommand(environ []string, args ...string) (stdout, stderr string, status int) {
	var out, err bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &err, environ: environ}
	status = p.run(context.Background(), append([]string{"experiment"}, args...))
	return out.String(), err.String(), status
}

func TestExperimentHere(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "out")
	out, said, status := experimentCommand(nil, "run", experimentFile(t, oneCell), "--here", "--out", dir)
	if status != 0 || !strings.Contains(out, "1 of 1 cells are in "+dir) ||
		!strings.Contains(said, "starving-1-synth-none") {
		t.Fatalf("status %d\n%s%s", status, out, said)
	}
	if _, err := os.Stat(filepath.Join(dir, "report.html")); err != nil {
		t.Error(err)
	}
}

func TestExperimentRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		file, says string
		args       []string
	}{
		{"name: one\nseeds: 1\ncycels: 4\n", `experiment.yaml: line 3: there is no setting "cycels"`, nil},
		{oneCell, "--jobs 0: must be at least one", []string{"--jobs", "0"}},
		{oneCell, "holds other files: choose a new folder with --out", []string{"--out", "."}},
	} {
		_, said, status := experimentCommand(nil, append([]string{"run", experimentFile(t, c.file), "--here"}, c.args...)...)
		if status != 1 || !strings.Contains(said, c.says) {
			t.Errorf("%v: status %d: %s", c.args, status, said)
		}
	}
	if _, said, status := experimentCommand(nil, "run", "nowhere.yaml"); status != 1 ||
		!strings.Contains(said, "the experiment can't be read: open nowhere.yaml") {
		t.Errorf("a file that is not there: status %d: %s", status, said)
	}
}
