package sandbox

import (
	"encoding/json"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Names of package vet that these tests use.
const (
	traitPath = vet.TraitPath
	entry     = vet.Entry
)

const (
	traitHeader    = "package %s\n\nimport (\n\t\"math\"\n\n\t\"" + traitPath + "\"\n)\n\n"
	situationsEach = 6 // random molbots on which each program runs
)

// exactLimits are wide enough for a random program to finish.
var exactLimits = Limits{Fuel: 5_000_000, Bytes: 64 << 20, Timeout: time.Minute}

// TestExact runs random programs in the sandbox and compiled by the real toolchain, and expects the same behaviour to
// the bit. GENESIS_EXACT sets the number of programs (go tool task fuzz:exact), and GENESIS_EXACT_SEED the first seed.
func TestExact(t *testing.T) {
	count, first := 150, uint64(1)
	if testing.Short() {
		count = 40
	}
	if n, err := strconv.Atoi(os.Getenv("GENESIS_EXACT")); err == nil {
		count = n
	}
	if n, err := strconv.ParseUint(os.Getenv("GENESIS_EXACT_SEED"), 10, 64); err == nil {
		first = n
	}
	const chunk = 250
	total := 0
	for start := 0; start < count; start += chunk {
		total += compareChunk(t, first+uint64(start), min(chunk, count-start))
		if count > 10*chunk {
			fmt.Printf("%d of %d programs, %d accepted\n", min(start+chunk, count), count, total)
		}
	}
	t.Logf("%d programs compared on %d molbots each", total, situationsEach)
	if total < count/2 {
		t.Errorf("only %d of %d random programs were accepted", total, count)
	}
}

// compareChunk compares several programs, which are compiled together.
func compareChunk(t *testing.T, first uint64, n int) int {
	t.Helper()
	programs := map[uint64]string{}
	for seed := first; seed < first+uint64(n); seed++ {
		source := fmt.Sprintf(traitHeader, fmt.Sprintf("random_%d", seed)) + generate(seed, "")
		r := Vet([]byte(source), Options{Limits: exactLimits})
		switch {
		case r.OK, strings.HasPrefix(r.Problems[0].Code, "dryrun.panic"):
			programs[seed] = source
		case strings.HasPrefix(r.Problems[0].Code, "type"),
			strings.HasPrefix(r.Problems[0].Code, "unused"),
			r.Problems[0].Code == "compare",
			r.Problems[0].Code == "undefined": // the generator may make a mistake
		default:
			t.Errorf("seed %d: refused: %+v", seed, r.Problems[0])
		}
	}
	want := native(t, programs)
	for seed, source := range programs {
		got := interpreted(t, seed, source)
		for i := range got {
			if got[i] != want[seed][i] {
				t.Errorf("seed %d, molbot %d:\nnative:  %s\nsandbox: %s\n", seed, i, want[seed][i], got[i])
				if dir := os.Getenv("GENESIS_EXACT_DIR"); dir != "" {
					path := filepath.Join(dir, fmt.Sprintf("%d.go", seed))
					if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
						t.Error(err)
					}
				}
				break
			}
		}
	}
	return len(programs)
}

// interpreted returns what a program did in the sandbox, one line for each molbot. Both runtimes must agree.
func interpreted(t *testing.T, seed uint64, source string) []string {
	t.Helper()
	limits := exactLimits
	limits.Runtime = Yaegi
	lines := runOn(t, seed, source, limits)
	limits.Runtime = Auto
	for i, other := range runOn(t, seed, source, limits) {
		if i < len(lines) && lines[i] != other {
			t.Errorf("seed %d, molbot %d:\nyaegi: %s\nauto:  %s", seed, i, lines[i], other)
		}
	}
	return lines
}

func runOn(t *testing.T, seed uint64, source string, l Limits) []string {
	p := compileForTest(t, source, l)
	in, err := p.instance()
	if err != nil {
		t.Errorf("seed %d: %v", seed, err)
		return nil
	}
	defer in.Close()
	var batch []*trait.Molbot
	for i := range situationsEach {
		batch = append(batch, dummy.Random(seed*100+uint64(i)).Molbot(1<<30))
	}
	verdicts := make([]trait.Verdict, len(batch))
	in.Run(batch, verdicts)
	lines := make([]string, len(batch))
	for i, v := range verdicts {
		lines[i] = wanted(batch[i])
		if v.Fault == trait.FaultPanic {
			lines[i] = "panic"
		} else if v.Fault != trait.FaultNone {
			lines[i] = fmt.Sprintf("%+v", v)
		}
	}
	return lines
}

// compileForTest is vet without the dry run, which rejects programs that panic.
func compileForTest(t testing.TB, source string, l Limits) *program {
	t.Helper()
	f := vet.New(token.NewFileSet(), []byte(source))
	file := vet.Parse(f, []byte(source))
	if file == nil {
		t.Fatalf("%+v", f.Problems)
	}
	_, info := vet.Types(f, file)
	if len(f.Problems) > 0 {
		t.Fatalf("%+v", f.Problems)
	}
	p := compile(f, file, info, l.orDefault())
	if p == nil {
		t.Fatalf("%+v\n%s", f.Problems, source)
	}
	return p
}

// native compiles programs with the Go toolchain into one binary and runs it.
func native(t *testing.T, programs map[uint64]string) map[uint64][]string {
	t.Helper()
	files := map[string]string{}
	var table strings.Builder
	for seed := range programs {
		suffix := fmt.Sprintf("_%d", seed)
		files[fmt.Sprintf("trait%d.go", seed)] = fmt.Sprintf(traitHeader, "main") + generate(seed, suffix)
		fmt.Fprintf(&table, "\t%d: Execute%s,\n", seed, suffix)
	}
	files["main.go"] = fmt.Sprintf(nativeMain, "", table.String(), situationsEach)
	return buildAndRun(t, files)
}

// nativePackages is native for sources that are complete packages.
func nativePackages(t *testing.T, programs map[uint64]string) map[uint64][]string {
	t.Helper()
	files := map[string]string{}
	var imports, table strings.Builder
	for seed, source := range programs {
		files[fmt.Sprintf("p%d/trait.go", seed)] = strings.Replace(source, "//go:build ignore", "", 1)
		fmt.Fprintf(&imports, "\tp%d \"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/native/p%d\"\n", seed, seed)
		fmt.Fprintf(&table, "\t%d: p%d.Execute,\n", seed, seed)
	}
	files["main.go"] = fmt.Sprintf(nativeMain, imports.String(), table.String(), situationsEach)
	return buildAndRun(t, files)
}

// buildAndRun compiles files as if they were in internal/native and returns what the program prints about each trait.
func buildAndRun(t *testing.T, files map[string]string) map[uint64][]string {
	t.Helper()
	tool, err := exec.LookPath("go")
	if err != nil {
		missing(t, "the Go toolchain on PATH")
	}
	dir := t.TempDir()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	overlay := map[string]string{}
	for name, text := range files {
		path := filepath.Join(dir, strings.ReplaceAll(name, "/", "_"))
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		overlay[filepath.Join(here, "internal", "native", name)] = path
	}
	list, err := json.Marshal(map[string]any{"Replace": overlay})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, list, 0o644); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "native")
	build := exec.CommandContext(t.Context(), tool, "build", "-gcflags=-l", "-overlay", file, "-o", binary,
		"./internal/native")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%.4000s", err, out)
	}
	out, err := exec.CommandContext(t.Context(), binary).Output()
	if err != nil {
		t.Fatal(err)
	}
	results := map[uint64][]string{}
	for line := range strings.Lines(string(out)) {
		number, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		seed, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			t.Fatalf("odd output %q", line)
		}
		results[seed] = append(results[seed], text)
	}
	return results
}

const nativeMain = `package main

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
%s)

var traits = map[uint64]func(*trait.Molbot){
%s}

func main() {
	for seed, execute := range traits {
		for i := range %d {
			fmt.Println(seed, run(execute, dummy.Random(seed*100+uint64(i)).Molbot(1<<30)))
		}
	}
}

func run(execute func(*trait.Molbot), m *trait.Molbot) (text string) {
	defer func() {
		if recover() != nil {
			text = "panic"
		}
	}()
	execute(m)
	return fmt.Sprintf("%%+v", *m.Intents())
}
`

// missing skips a test that lacks a tool, or fails it where all tools must be present.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" || os.Getenv("GENESIS_TEST_STRICT") != "" {
		t.Fatalf("this test needs %s", what)
	}
	t.Skipf("this test needs %s", what)
}
