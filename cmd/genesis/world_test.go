package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWorldRunIsReproducible(t *testing.T) {
	table := filepath.Join(t.TempDir(), "out.csv")
	run := func() string {
		var out, errs bytes.Buffer
		p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}
		if code := p.run(t.Context(), []string{"world", "run", "--ticks", "700", "--seed", "3", "--csv", table}); code != 0 {
			t.Fatalf("exit %d: %s", code, errs.String())
		}
		return out.String()
	}
	first := run()
	if second := run(); first != second || !strings.HasPrefix(first, "700 ") {
		t.Errorf("first %q, then %q", first, second)
	}
	b, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(b)), "\n")
	if len(lines) != 3 || strings.Count(lines[2], ",") != strings.Count(lines[0], ",") {
		t.Errorf("table:\n%s", b)
	}
}

func TestWorldRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out, errs bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}
	if code := p.run(ctx, []string{"world", "run", "--ticks", "4000000000"}); code == 0 || out.Len() > 0 ||
		!strings.Contains(errs.String(), "stopped at tick") {
		t.Errorf("exit %d: %q, %q", code, out.String(), errs.String())
	}
	errs.Reset()
	if code := p.run(t.Context(), []string{"world", "run", "--ticks", "-5"}); code == 0 || !strings.Contains(errs.String(),
		"--ticks") {
		t.Errorf("a negative number of ticks: exit %d, %q", code, errs.String())
	}
}
