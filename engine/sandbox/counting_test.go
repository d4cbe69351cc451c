package sandbox

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

const counted = `package counted

import "github.com/ai-genesis/ai-genesis/engine/trait"

func double(x float64) float64 {
	return 2 * x
}

func Execute(m *trait.Molbot) {
	sum := 0.0
	for i := 0; i < 3; i++ {
		sum += double(m.Energy())
	}
	if sum < 0 {
		m.Rest()
		return
	}
	m.Eat()
}
`

// TestCountsLines expects a count for every line that runs, and lines that never run in the list of lines.
func TestCountsLines(t *testing.T) {
	p := compileForTest(t, counted, Limits{})
	ran := map[int]int{}
	in, lines, err := p.Counting(func(line int) { ran[line]++ })
	if err != nil {
		t.Fatal(err)
	}
	verdicts := make([]trait.Verdict, 2)
	in.Run([]*trait.Molbot{dummy.Random(1).Molbot(1000), dummy.Random(2).Molbot(1000)}, verdicts)
	// The head of a loop is reached before the loop, in each round, and when the loop ends.
	for line, runs := range map[int]int{6: 6, 10: 2, 11: 12, 12: 6, 14: 2, 15: 0, 16: 0, 18: 2} {
		if ran[line] != runs {
			t.Errorf("line %d ran %d times, want %d; all: %v", line, ran[line], runs, ran)
		}
		if !slices.Contains(lines, line) {
			t.Errorf("line %d is none of the lines %v", line, lines)
		}
	}
}

// TestCountingChangesNothing runs random programs with and without counting, with ample and with tight limits.
func TestCountingChangesNothing(t *testing.T) {
	total, touched := 0, 0
	for seed := uint64(1); seed <= 60; seed++ {
		source := fmt.Sprintf(traitHeader, fmt.Sprintf("random_%d", seed)) + generate(seed, "")
		if r := Vet([]byte(source), Options{Limits: exactLimits}); !r.OK {
			continue
		}
		total++
		for _, l := range []Limits{exactLimits, {Fuel: 300, Bytes: 200, Depth: 3, Timeout: exactLimits.Timeout}} {
			p := compileForTest(t, source, l)
			plain, err := p.compiledInstance()
			if err != nil {
				t.Fatal(err)
			}
			counting, _, err := p.Counting(func(int) { touched++ })
			if err != nil {
				t.Fatal(err)
			}
			want, got := outcomes(plain, seed, 1<<30), outcomes(counting.(*instance), seed, 1<<30)
			if !slices.Equal(want, got) {
				t.Errorf("seed %d, %+v: counting changes what it does", seed, l)
			}
		}
	}
	if total < 30 || touched == 0 {
		t.Errorf("only %d programs were compared, %d lines told", total, touched)
	}
}
