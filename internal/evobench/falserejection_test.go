package evobench

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// judged is one program that vet passed, compared with the one that lived in the world before it.
type judged struct {
	rejected bool // by the novelty gate
	passes   bool // its trial, in a world where the older program is kept
}

// TestFalseRejections measures how often the novelty gate rejects a program that would have helped. The younger
// program of a pair was either written for the same wish as the older one, or is the older one with other numbers,
// which is what the gate mostly rejects. The older one is kept in the world, and a trial, with the gates of a cycle,
// judges the younger one there. A rejection is false if the younger one passes. Some pass although they bring nothing:
// the older program, loaded again under another name, is tried in the same way and shows how many.
//
// GENESIS_TEST_NOVELTY=20 sets the number of seeds for each world; the test takes about half a minute of processor time
// for each.
func TestFalseRejections(t *testing.T) {
	seeds, err := strconv.Atoi(os.Getenv("GENESIS_TEST_NOVELTY"))
	if err != nil {
		t.Skip("SKIPPED: it takes minutes; go tool task novelty")
	}
	var all, twins []judged
	for _, s := range scenarios {
		var here, chance []judged
		for seed := range seeds {
			pairs, twin := judgeSeed(t, s, uint64(seed)+1)
			here, chance = append(here, pairs...), append(chance, twin...)
		}
		t.Log(s.name, describe(here), "· the same program again:", describe(chance))
		all, twins = append(all, here...), append(twins, chance...)
	}
	t.Log("all worlds", describe(all), "· the same program again:", describe(twins))
	rejected, falsely := count(all)
	if rejected == 0 {
		t.Fatal("no program was rejected, so nothing was measured")
	}
	_, byChance := count(twins)
	if excess := float64(falsely)/float64(len(all)) - float64(byChance)/float64(len(twins)); excess > .02 {
		t.Errorf("%d of %d programs were rejected though they help, above the 2 %% (by chance %d of %d)", falsely, len(all),
			byChance, len(twins))
	}
}

func count(list []judged) (rejected, falsely int) {
	for _, j := range list {
		if j.rejected {
			rejected++
			if j.passes {
				falsely++
			}
		}
	}
	return rejected, falsely
}

func describe(list []judged) string {
	rejected, falsely := count(list)
	passes := 0
	for _, j := range list {
		if j.passes && !j.rejected {
			passes++
		}
	}
	return fmt.Sprintf("%d programs, %d rejected of which %d pass their trial; %d of the %d others pass",
		len(list), rejected, falsely, passes, len(list)-rejected)
}

const (
	programsPerSeed = 3 // written for the same wish, with different canonical forms
	variantsPerSeed = 5 // of the first of them, with other numbers
	judgePairs      = 12
	judgeTicks      = 1200 // of a trial, and of the life of the older program before it
)

// judgeSeed has programs written for one wish and compares each with the first.
func judgeSeed(t *testing.T, s scenario, seed uint64) (pairs, twins []judged) {
	t.Helper()
	start, _, err := s.start(t.Context(), seed)
	if err != nil {
		t.Fatal(err)
	}
	loader := sandbox.New(sandbox.Limits{})
	l := &life{scenario: s, seed: seed, loader: loader}
	if l.engine, err = engine.Restore(start, l.engineOptions()); err != nil {
		t.Fatal(err)
	}
	defer l.engine.Close()
	programs := write(t, l)
	if len(programs) < 2 {
		return nil, nil
	}
	keep(t, l, programs[0])
	fork, err := l.engine.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range slices.Concat(programs[1:], variants(t, programs[0], seed)) {
		pairs = append(pairs, judge(t, l, fork, programs[0], source))
	}
	return pairs, append(twins, judge(t, l, fork, programs[0], programs[0]))
}

// write asks the coder, without anything to avoid, for programs that differ in their canonical form.
func write(t *testing.T, l *life) (sources [][]byte) {
	t.Helper()
	w, err := newWriter(l.seed, .1)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	plan, err := w.plan(t.Context(), prompts.Plan{
		CycleID: genesis.CycleID(l.world(), 1), Problem: l.problem, Area: l.problem.Area(),
		Severity: genesis.SeverityMedium, Tick: l.engine.Now(), Vitals: l.vitals(),
	})
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; len(sources) < programsPerSeed && n <= 4*programsPerSeed; n++ {
		source, err := w.code(t.Context(), plan, prompts.Code{
			CycleID: genesis.CycleID(l.world(), n), Attempt: 1, Problem: l.problem,
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := sandbox.VetContext(t.Context(), source, sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.OK && !seen[r.CanonicalHash] {
			seen[r.CanonicalHash] = true
			sources = append(sources, source)
		}
	}
	return sources
}

// variants are copies of a program in which each number is multiplied by a random factor: between 0.9 and 1.1 in the
// first copy, and in a wider range in each further one.
func variants(t *testing.T, source []byte, seed uint64) (list [][]byte) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	for n := 1; n <= variantsPerSeed; n++ {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, "", source, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if lit, ok := node.(*ast.BasicLit); ok && lit.Kind == token.FLOAT {
				value, err := strconv.ParseFloat(lit.Value, 64)
				if err != nil {
					t.Fatal(err)
				}
				lit.Value = strconv.FormatFloat(value*(1+.1*float64(n)*(2*random.Float64()-1)), 'g', 4, 64)
				if !strings.ContainsAny(lit.Value, ".e") {
					lit.Value += ".0"
				}
			}
			return true
		})
		var b bytes.Buffer
		if err := format.Node(&b, files, file); err != nil {
			t.Fatal(err)
		}
		if r, err := sandbox.VetContext(t.Context(), b.Bytes(), sandbox.Options{}); err != nil {
			t.Fatal(err)
		} else if r.OK {
			list = append(list, b.Bytes())
		}
	}
	return list
}

// keep brings a program into the world and lets it spread.
func keep(t *testing.T, l *life, source []byte) {
	t.Helper()
	load := command.Load{Name: "older", Version: 1, Source: string(source), Heritable: true}
	if err := do(l.engine, load); err != nil {
		t.Fatal(err)
	}
	if err := do(l.engine, command.Adopt{Trait: load.Ref(), Share: 1}); err != nil {
		t.Fatal(err)
	}
	for range judgeTicks {
		l.engine.Tick(engine.Input{})
	}
}

// judge compares a program with the older one, by the novelty gate and by a trial.
func judge(t *testing.T, l *life, fork, older, source []byte) judged {
	t.Helper()
	var acts [2]signature.Signature
	for i, text := range [][]byte{older, source} {
		var err error
		if acts[i], err = l.acts(text); err != nil {
			t.Fatal(err)
		}
	}
	at, _ := acts[1].Nearest(acts[:1], gate.Alike(l.problem))
	var trial []genesis.TrialResult
	for i := range judgePairs {
		r, err := engine.Trial(fork, engine.TrialOptions{
			Loader: l.loader, Source: source, Name: "younger", Version: 1, Seed: seedOf("novelty", l.seed, i),
			Ticks: judgeTicks, Adoption: policy.TrialAdoption,
		})
		if err != nil {
			t.Fatal(err)
		}
		trial = append(trial, r)
	}
	return judged{rejected: at >= 0, passes: gate.Weigh(l.problem, policy.MinSupport, trial, 1).Pass}
}
