package experiment

import (
	"bytes"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/ai-genesis/ai-genesis"
)

// small is an experiment of four cells, each of which takes seconds.
func small(t *testing.T) genesis.Experiment {
	t.Helper()
	e, err := Parse([]byte("name: small\nseeds: 2\nworlds: starving\narms: [none, random]\ncycles: 2\nlife_ticks: 300\n" +
		"trial_pairs: 1\ntrial_max_pairs: 1\ntrial_ticks: 60\neffort: 0.006\n"))
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func read(t *testing.T, path ...string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestFolder runs an experiment twice, reads its tables back, and writes a report that lacks a cell.
func TestFolder(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	e, dir, again := small(t), filepath.Join(t.TempDir(), "one"), filepath.Join(t.TempDir(), "again")
	var said bytes.Buffer
	results, err := RunHere(t.Context(), e, 2, &said)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(said.String(), " of 4 cells: starving-"); n != 4 {
		t.Errorf("the progress tells of %d cells:\n%s", n, said.String())
	}
	slices.Reverse(results) // workers return them in any order
	if err := WriteFolder(dir, e, results); err != nil {
		t.Fatal(err)
	}
	checkTables(t, dir)
	repeated, err := Parse(read(t, dir, specFile))
	if err != nil {
		t.Fatal(err)
	}
	if results, err = RunHere(t.Context(), repeated, 1, io.Discard); err != nil {
		t.Fatal(err)
	}
	if err := WriteFolder(again, repeated, results); err != nil {
		t.Fatal(err)
	}
	if one, two := read(t, dir, "SHA256SUMS"), read(t, again, "SHA256SUMS"); !bytes.Equal(one, two) {
		t.Errorf("the repeated experiment gives other figures:\n%s\n%s", one, two)
	}
	if err := WriteFolder(again, e, results[1:]); err != nil { // replaces the earlier one
		t.Fatal(err)
	}
	if page := string(read(t, again, "report.html")); !strings.Contains(page, "1 cells have no result yet") ||
		!strings.Contains(page, results[0].Cell.String()) {
		t.Error("the report does not tell of the cell that is missing")
	}
}

func checkTables(t *testing.T, dir string) {
	t.Helper()
	rows, err := parquet.ReadFile[courseRow](filepath.Join(dir, "course.parquet"))
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(read(t, dir, "course.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 4*2 || len(lines) != 1+len(rows) { // four lives of 600 ticks, one snapshot per 300
		t.Fatalf("%d rows of Parquet, %d lines of CSV", len(rows), len(lines))
	}
	if r := rows[0]; r.Seed != 1 || r.Arm != "none" || r.Tick != 6300 || r.Molbots < 1 || r.Value <= 0 {
		t.Errorf("the first row of the course: %+v", r)
	}
	cycles, err := parquet.ReadFile[cycleRow](filepath.Join(dir, "cycles.parquet"))
	if err != nil || len(cycles) != 2*2 || cycles[0].HeldOut == nil || cycles[0].Outcome != "applied" {
		t.Errorf("cycles: %+v, %v", cycles, err)
	}
	for _, c := range cycles {
		cell := genesis.ExperimentCell{World: c.World, Seed: c.Seed, Model: c.Model, Arm: c.Arm}
		source := read(t, dir, "programs", cell.String(), c.Trait+"_v1.go")
		if !bytes.Contains(source, []byte("func Execute(")) {
			t.Errorf("the program %s: %s", c.Trait, source)
		}
	}
	page := string(read(t, dir, "report.html"))
	for _, part := range []string{"<polyline", "in the common garden", Repeat, "World starving, model synth"} {
		if !strings.Contains(page, part) {
			t.Errorf("the report has no %q", part)
		}
	}
}

func TestFoldersOfOthersAreLeftAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "thesis.tex"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	err := WriteFolder(dir, small(t), nil)
	if genesis.CodeOf(err) != genesis.CodeInvalid || !strings.Contains(err.Error(), "choose a new folder with --out") {
		t.Errorf("the folder of something else: %v", err)
	}
}

func TestTicksAreRound(t *testing.T) {
	s := newScale(0, 100)
	s.hold(0.13)
	s.hold(0.92)
	if got := s.ticks(); len(got) < 3 || len(got) > 9 || label(got[0]) != "0.2" {
		t.Errorf("ticks of 0.13 to 0.92: %v", got)
	}
	one := newScale(0, 100)
	one.hold(3)
	if one.at(3) != 50 || len(one.ticks()) != 1 {
		t.Errorf("a scale of one value: %g, %v", one.at(3), one.ticks())
	}
}
