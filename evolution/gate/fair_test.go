package gate

import (
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestFewerChildrenAreNoHarmAgainstACrowd uses the reading of a canary that was wrongly rolled back for fewer children.
func TestFewerChildrenAreNoHarmAgainstACrowd(t *testing.T) {
	r := genesis.CanaryReading{Loaded: true, Tick: 9000, Calls: 1000, Tests: []genesis.EValue{
		{Name: "production_600", Better: 1, Worse: .5, Births: 40}, {Name: "production_300", Worse: .5, Births: 40},
		{Name: "survival_1200", Worse: .8, Births: 40}, {Name: "children_1500", Worse: 150, Births: 40},
	}}
	if j := JudgeCanary(genesis.ProblemStarvation, r, 1000, 7500); !j.Revert ||
		!strings.Contains(j.Words, "children_1500") {
		t.Errorf("against starvation: %+v", j)
	}
	if j := JudgeCanary(genesis.ProblemOverpopulation, r, 1000, 3750); j.Revert || !j.Keep {
		t.Errorf("against overpopulation: %+v", j)
	}
	r.Tests[2].Worse = 100
	if j := JudgeCanary(genesis.ProblemOverpopulation, r, 1000, 7500); !j.Revert {
		t.Errorf("bearers that die are harm against overpopulation too: %+v", j)
	}
	if len(r.Tests) != 4 {
		t.Error("the reading itself has changed")
	}
}

func TestParamsAreHeldAgainstForksOfTheSeason(t *testing.T) {
	winter := genesis.ShadowResult{Least: []int{300, 200, 120}, Hungriest: []float64{0, .2, .25}}
	for _, test := range []struct {
		name    string
		problem genesis.Problem
		after   genesis.Vitals
		want    string
	}{
		{"the world shrinks as it does without", genesis.ProblemStarvation, genesis.Vitals{Entities: 115, Starved: 28}, ""},
		{"it shrinks far more", genesis.ProblemStarvation, genesis.Vitals{Entities: 60}, "at least 120 would live"},
		{"it was meant to", genesis.ProblemOverpopulation, genesis.Vitals{Entities: 60}, ""},
		{"far more starve", genesis.ProblemStarvation, genesis.Vitals{Entities: 110, Starved: 70},
			"more starve than without"},
		{"nobody is left", genesis.ProblemOverpopulation, genesis.Vitals{}, "died out"},
	} {
		if got := ParamHarmBeside(test.problem, winter, test.after); (got == "") != (test.want == "") ||
			!strings.Contains(got, test.want) {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestLosses(t *testing.T) {
	without := genesis.Arm{
		Day: 40, Night: 10, Costs: genesis.Costs{Living: 25, Moving: 5, Sensing: 1},
		Causes: genesis.Causes{Starved: 10, Aged: 4},
	}
	with := without
	with.Day, with.Costs.Moving, with.Causes.Starved = 36, 9, 16
	got := Losses([]genesis.TrialResult{{With: with, Without: without}, {With: with, Without: without}})
	want := "the worlds with it ate 36.0 per 1,000 molbot-ticks by day (without it 40.0) and 10.0 by night (10.0); " +
		"moving cost 9.0 (5.0); " +
		"deaths: 16 starved (10), 4 of age (4)"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got := Losses([]genesis.TrialResult{{}}); got != "" || Losses(nil) != "" {
		t.Errorf("nothing was measured: %s", got)
	}
}
