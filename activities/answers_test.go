package activities

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/internal/answer"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// TestTypicalAnswers vets typical answers of a small model as a cycle does, and logs how many pass as written and after
// mechanical repairs. The others must be rejected with advice; testdata/answers/refused.txt lists them.
func TestTypicalAnswers(t *testing.T) {
	answers := typical(t)
	if len(answers) < 200 {
		t.Errorf("%d answers, want 200", len(answers))
	}
	refused := map[string]string{}
	asIs, mended := 0, 0
	for _, name := range slices.Sorted(maps.Keys(answers)) {
		body, _ := answer.Program(answers[name], "")
		source := traitFile("typical", "cycle-main-000001", genesis.EvolutionPlan{PlanID: "evo_plan_001"}, "test", body)
		if strings.TrimSpace(answers[name]) == body && sandbox.Vet(source, sandbox.Options{}).OK {
			asIs++
			continue
		}
		source, _ = sandbox.Mend(source)
		r := sandbox.Vet(source, sandbox.Options{})
		if r.OK {
			mended++
			continue
		}
		refused[name] = r.Problems[0].Code
		if r.Problems[0].Advice == "" && r.Problems[0].Code != "syntax" {
			t.Errorf("%s: %+v has no advice", name, r.Problems[0])
		}
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(&b, "%-45s %s\n", name, refused[name])
	}
	share := func(n int) float64 { return 100 * float64(n) / float64(len(answers)) }
	t.Logf("%d answers: %.1f %% pass as they are, %.1f %% once taken out of their prose and mended, %.1f %% are refused",
		len(answers), share(asIs), share(mended), share(len(refused)))
	file := filepath.Join("testdata", "answers", "refused.txt")
	if os.Getenv("GENESIS_TEST_UPDATE") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("refused (GENESIS_TEST_UPDATE=1 writes the list):\n%s", b.String())
	}
}

// typical reads testdata/answers: each file contains answers below lines of the form -- name --.
func typical(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "answers", "[0-9]*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no answers: %v", err)
	}
	answers := map[string]string{}
	for _, file := range files {
		whole, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(whole), "\n-- ")[1:] {
			name, text, ok := strings.Cut(part, " --\n")
			if !ok {
				t.Fatalf("%s: %q has no name", file, part)
			}
			answers[strings.TrimSuffix(filepath.Base(file), ".txt")+"/"+name] = text
		}
	}
	return answers
}
