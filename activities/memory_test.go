package activities

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

func TestLesson(t *testing.T) {
	c := genesis.Cycle{
		Reason: "mut_seek_v1 did harm; bearers netted +12.3 energy per 1,000 ticks (+4 % of intake, +3.0 to +21.0), " +
			"population ×1.01",
		Trial: &genesis.TrialSummary{Measures: []genesis.Measure{
			{Name: "net_energy", Mean: 12.34, Low: 3, High: 21, Gate: "low > 0"}, {Name: "variety", Mean: 1},
		}},
		Canary: &genesis.CanarySummary{Benefit: 1.5, Harm: 24},
		Programs: []genesis.Program{
			{
				Verdict: "line 3: " + strings.Repeat("x", 200),
			}, {Verdict: "line 4: y"}, {Verdict: "line 5: z"}, {Verdict: "fine", Passed: true},
		},
	}
	said := lesson(c)
	want := "mut_seek_v1 did harm; trial: net_energy 12.3 (3 to 21); canary: evidence of benefit 1.5, of harm 24; " +
		"refused: line 3: xxx"
	if !strings.HasPrefix(said, want) || !strings.HasSuffix(said, "; refused: line 4: y") || len(said) > 360 {
		t.Errorf("%d bytes: %s", len(said), said)
	}
	for want, c := range map[string]genesis.Cycle{
		"vetoed": {Reason: "vetoed"},
		"":       {Outcome: genesis.OutcomeApplied, Reason: "mut_seek_v1 is kept and inherited from now on"},
	} {
		if said := lesson(c); said != want {
			t.Errorf("said %q, want %q", said, want)
		}
	}
}

// past makes cycles, newest first, every third of which was against starvation.
func past(n int) (cycles []genesis.Cycle) {
	for i := range n {
		c := genesis.Cycle{
			ID: genesis.CycleID("main",
				n-i), Outcome: genesis.OutcomeRejected, Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemStagnation},
			Plan:   &genesis.EvolutionPlan{TraitName: fmt.Sprintf("trait_%d", n-i)},
			Reason: fmt.Sprintf("after %d programs: it does not surely gain energy; bearers netted %+d energy", 1+i%3, i),
		}
		if (n-i)%3 == 0 {
			c.Trigger.ProblemType = genesis.ProblemStarvation
		}
		if (n-i)%9 == 0 {
			c.Outcome, c.Reason = genesis.OutcomeApplied, ""
		}
		cycles = append(cycles, c)
	}
	return cycles
}

func TestRecent(t *testing.T) {
	var names []string
	for _, try := range recent(past(30), genesis.ProblemStarvation) {
		names = append(names, try.Trait)
	}
	want := "trait_30 trait_29 trait_28 trait_27 trait_24 trait_21 trait_18 trait_15"
	if got := strings.Join(names, " "); got != want {
		t.Errorf("told are\n%s, want\n%s", got, want)
	}
	if few := recent(past(3), genesis.ProblemStarvation); len(few) != 3 {
		t.Errorf("of 3 cycles %d are told", len(few))
	}
}

func TestDistil(t *testing.T) {
	got := strings.Join(distil(past(30), genesis.ProblemStarvation), "\n")
	want := "of 10 cycles against starvation: 7 × rejected, 3 × applied\nkept: trait_27, trait_18, trait_9\n" +
		"commonest reasons to fail: 7 × it does not surely gain energy"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if none := distil(past(2), genesis.ProblemStarvation); none != nil {
		t.Errorf("nothing was tried, but: %v", none)
	}
	for reason, want := range map[string]string{
		"after 3 programs: vet refused it: line 7: m.Foo is not a method (and 2 more)": "vet refused it: line …: m.Foo is " +
			"not a method (and … more)",
		"bearers do worse than their siblings (e-value 24.1, survival_1200)": "bearers do worse than their siblings …",
	} {
		if got := cause(reason); got != want {
			t.Errorf("%q is %q, want %q", reason, got, want)
		}
	}
}
