package sandbox

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// bothWays makes an instance for each runtime.
func bothWays(t testing.TB, p *program) map[Runtime]*instance {
	t.Helper()
	compiled, err := p.compiledInstance()
	if err != nil {
		t.Fatal(err)
	}
	interpreted, err := p.interpretedInstance()
	if err != nil {
		t.Fatal(err)
	}
	return map[Runtime]*instance{Compiled: compiled, Yaegi: interpreted}
}

// comparedEach is the number of random molbots on which the runtimes are compared. It is larger than exec.Width.
const comparedEach = 40

// outcomes returns the observable results of the runs of an instance.
func outcomes(in *instance, seed uint64, fuel int64) []string {
	batch, verdicts := make([]*trait.Molbot, comparedEach), make([]trait.Verdict, comparedEach)
	for i := range batch {
		batch[i] = dummy.Random(seed*100 + uint64(i)).Molbot(fuel)
	}
	in.Run(batch, verdicts)
	lines := make([]string, len(batch))
	for i, v := range verdicts {
		lines[i] = fmt.Sprintf("%+v %s", v, wanted(batch[i]))
	}
	return lines
}

// TestCompiledIsInterpreted runs random programs in both runtimes, with ample and with tight limits, and compares
// intents, fuel, faults and lines. TestExact compares with the real toolchain. GENESIS_EXACT sets the number of
// programs.
func TestCompiledIsInterpreted(t *testing.T) {
	count, first := 300, uint64(1)
	if testing.Short() {
		count = 60
	}
	if n, err := strconv.Atoi(os.Getenv("GENESIS_EXACT")); err == nil {
		count = n
	}
	if n, err := strconv.ParseUint(os.Getenv("GENESIS_EXACT_SEED"), 10, 64); err == nil {
		first = n
	}
	total := 0
	for seed := first; seed < first+uint64(count); seed++ {
		source := fmt.Sprintf(traitHeader, fmt.Sprintf("random_%d", seed)) + generate(seed, "")
		if r := Vet([]byte(source), Options{Limits: exactLimits}); !r.OK &&
			!strings.HasPrefix(r.Problems[0].Code, "dryrun.panic") {
			if r.Problems[0].Code == "source.expansion" {
				t.Errorf("seed %d: %+v", seed, r.Problems[0])
			}
			continue
		}
		total++
		for _, l := range []Limits{exactLimits, {Fuel: 300, Bytes: 200, Depth: 3, Timeout: exactLimits.Timeout}} {
			compareRuntimes(t, seed, source, l)
		}
	}
	t.Logf("%d programs compared on %d molbots each, with two limits", total, comparedEach)
}

func compareRuntimes(t *testing.T, seed uint64, source string, l Limits) {
	t.Helper()
	p := compileForTest(t, source, l)
	both := bothWays(t, p)
	want, got := outcomes(both[Yaegi], seed, 1<<30), outcomes(both[Compiled], seed, 1<<30)
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("seed %d, molbot %d, %+v:\nyaegi:    %s\ncompiled: %s", seed, i, l, want[i], got[i])
			return
		}
	}
}

// TestCompilerIsBounded gives the compiler many values that take thousands of slots and expects it to give up quickly.
func TestCompilerIsBounded(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "package wide\n\nimport %q\n\nfunc Execute(m *trait.Molbot) {\n\tvar list [][256][16]bool\n",
		traitPath)
	for i := range 150 {
		fmt.Fprintf(&b, "\tif len(list) > 0 {\n\t\ta%d := list[0]\n\t\tlist[0] = a%d\n\t}\n", i, i)
	}
	b.WriteString("}\n")
	start := time.Now()
	r := Vet([]byte(b.String()), Options{})
	if r.OK || r.Problems[0].Code != "source.expansion" || r.Problems[0].Advice == "" {
		t.Errorf("it is not refused as too large: %+v", r)
	}
	if spent := time.Since(start); spent > 15*time.Second {
		t.Errorf("it took %v", spent)
	}
}

// wanted returns all intents of a molbot as text, exact to the bit.
func wanted(m *trait.Molbot) string { return fmt.Sprintf("%+v", *m.Intents()) }
