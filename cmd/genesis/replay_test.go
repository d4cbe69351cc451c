package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const recordedCycle = "../../worker/testdata/histories/2026-11-26/repaired.json"

// replayed runs `genesis replay` with args.
func replayed(t *testing.T, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	p := &program{stdin: strings.NewReader(""), stdout: &out, stderr: &errs}
	status = p.run(t.Context(), append([]string{"replay"}, args...))
	return status, out.String(), errs.String()
}

func TestReplayOfAFile(t *testing.T) {
	status, out, errs := replayed(t, recordedCycle)
	if status != 0 {
		t.Fatalf("status %d: %s", status, errs)
	}
	for _, want := range []string{"Vet            vet seeker_a → refused", "Code           write seeker_a, program 2",
		"today's code makes the same decisions"} {
		if !strings.Contains(out, want) {
			t.Errorf("…%s… is missing in\n%s", want, out)
		}
	}
}

func TestReplayOfAHistoryThatTodaysCodeWouldNotMake(t *testing.T) {
	b, err := os.ReadFile(recordedCycle)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), "other.json")
	if err := os.WriteFile(other, regexp.MustCompile(`"name": *"Vet"`).ReplaceAll(b, []byte(`"name":"Guess"`)),
		0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errs := replayed(t, other)
	if status != 1 || !strings.Contains(errs, "decides otherwise") || !strings.Contains(out, "Guess") {
		t.Errorf("status %d: %s\n%s", status, errs, out)
	}
}

func TestReplaySaves(t *testing.T) {
	copied := filepath.Join(t.TempDir(), "copied.json")
	if status, _, errs := replayed(t, recordedCycle, "--save", copied); status != 0 {
		t.Fatal(errs)
	}
	if status, _, errs := replayed(t, copied); status != 0 {
		t.Errorf("the saved history does not replay: %s", errs)
	}
}

func TestReplayOfNothing(t *testing.T) {
	for _, what := range []string{"cycle", "../no/such.json", "-7"} {
		if status, _, errs := replayed(t, "--", what); status != 1 || !strings.Contains(errs,
			"neither a file nor the id of a cycle") {
			t.Errorf("%s: status %d: %s", what, status, errs)
		}
	}
}
