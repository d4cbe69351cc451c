package sandbox_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// mispriced reads the programs in testdata/prices, each of which once took far more time than its fuel paid for.
func mispriced(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/prices/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	all := map[string]string{}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".go")] = string(source)
	}
	return all
}

var turnsOf = regexp.MustCompile(`const turns = [0-9]+`)

// TestMispricedProgramsPay checks that each program in testdata/prices is rejected as its line "want" says or, if that
// is "ok", takes at most eight times the baseline's time for a unit of fuel.
func TestMispricedProgramsPay(t *testing.T) {
	base := loaded(t, baseline)
	for name, source := range mispriced(t) {
		_, rest, _ := strings.Cut(source, "// want: ")
		want, _, _ := strings.Cut(rest, "\n")
		r := sandbox.Vet([]byte(source), sandbox.Options{})
		// as many turns as the fuel pays for
		for turns := 150; turns > 0 && !r.OK && strings.HasPrefix(r.Problems[0].Code, "dryrun."); turns /= 2 {
			source = turnsOf.ReplaceAllString(source, "const turns = "+strconv.Itoa(turns))
			r = sandbox.Vet([]byte(source), sandbox.Options{})
		}
		switch {
		case want == "ok" && !r.OK:
			t.Errorf("%s: refused: %+v", name, r.Problems[0])
			continue
		case want != "ok" && (r.OK || r.Problems[0].Code != want):
			t.Errorf("%s: accepted or refused for another reason, want %s: %+v", name, want, r.Problems)
			continue
		case !r.OK:
			t.Logf("%-20s %s", name, want)
			continue
		}
		program := loaded(t, source)
		one, got := rateOf(base, 2*time.Millisecond, 5), rateOf(program, 2*time.Millisecond, 5)
		ratio := got.perUnit / one.perUnit
		t.Logf("%-20s %8.2f ns a unit, %6.2f of the baseline, %6.0f fuel, %8.1f µs a run", name, got.perUnit, ratio,
			got.fuel, got.perRun/1000)
		if ratio > 8 {
			t.Errorf("%s: a unit of fuel takes %.1f times what it takes in the baseline", name, ratio)
		}
	}
}
