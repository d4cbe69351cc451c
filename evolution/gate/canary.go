package gate

import (
	"fmt"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// harmMeasures are the measures in which a trait can do harm.
var harmMeasures = []genesis.CanaryMeasure{genesis.ProductionBy300, genesis.SurvivalTo1200, genesis.ChildrenBy1500}

// Judgement is the result of a reading of a canary: keep, revert, or neither yet.
type Judgement struct {
	Keep    bool    `json:"keep"`
	Revert  bool    `json:"revert"`
	Words   string  `json:"words"`
	Benefit float64 `json:"benefit"` // e-value for bearers doing better than their siblings
	Harm    float64 `json:"harm"`    // e-value for bearers doing worse
}

// JudgeCanary judges a reading of a canary that was loaded at a tick and has a window of ticks. Decisive evidence ends
// it at any reading. If the evidence is undecided at the end of the window, the canary is extended by one more window.
// If it is still undecided then, the trait stays unless the evidence against it is suspicious, because its trial was in
// its favour. A window that is too short for any newborn to be judged is not extended. Fewer children do not count as
// harm if the problem is overpopulation.
func JudgeCanary(problem genesis.Problem, r genesis.CanaryReading, loadedAt uint64, window int) Judgement {
	r.Tests = slices.DeleteFunc(slices.Clone(r.Tests), func(t genesis.EValue) bool {
		return problem == genesis.ProblemOverpopulation && t.Name == genesis.ChildrenBy1500
	})
	j, judged := weighCanary(r.Tests)
	switch end := loadedAt + uint64(window); {
	case r.Tripped && r.Reason != "":
		return j.revert("the engine switched it off: %s", r.Reason)
	case r.Tripped:
		return j.revert("the engine stopped it: %d faults in %d calls", r.Faults, r.Calls)
	case !r.Loaded:
		return j.revert("the engine does not have it any more")
	case r.Calls >= policy.EnoughCalls && float64(r.Faults) > policy.MaxCanaryFaults*float64(r.Calls):
		return j.revert("it failed in %d of %d calls", r.Faults, r.Calls)
	case j.Harm >= policy.Decisive:
		return j.revert("bearers do worse than their siblings (e-value %.3g, %s)", j.Harm, worst(r.Tests))
	case j.Benefit >= policy.Decisive:
		return j.keep(r)
	case r.Tick < end, judged && r.Tick < end+uint64(window):
		return j
	case j.Harm >= policy.Suspicious:
		return j.revert("there is some evidence that bearers do worse (e-value %.3g, %s), and none that they do better",
			j.Harm, worst(r.Tests))
	}
	return j.keep(r)
}

// Against reverts the trait for a reason that the cohorts can't show.
func (j Judgement) Against(words string) Judgement {
	j.Keep = false
	return j.revert("%s", words)
}

func (j Judgement) revert(format string, args ...any) Judgement {
	j.Revert, j.Words = true, fmt.Sprintf(format, args...)
	return j
}

func (j Judgement) keep(r genesis.CanaryReading) Judgement {
	j.Keep, j.Words = true, fmt.Sprintf(
		"%d got it, %d did not; production %+.1f against %+.1f energy per 1,000 ticks, %d faults; e-value of benefit %s, "+
			"of harm %s", r.Treated.Members, r.Control.Members, r.Treated.Production(), r.Control.Production(), r.Faults,
		Evidence(j.Benefit), Evidence(j.Harm))
	return j
}

// Evidence is an e-value as people read it. Beyond these bounds its digits say nothing more.
func Evidence(e float64) string {
	switch {
	case e > 0 && e < 0.001:
		return "below 0.001"
	case e >= 1000:
		return "above 1,000"
	}
	return fmt.Sprintf("%.3g", e)
}

// weighCanary combines the tests into the evidence for benefit and for harm; the mean of several e-values is an
// e-value. judged reports whether any newborn has been judged.
func weighCanary(tests []genesis.EValue) (j Judgement, judged bool) {
	j = Judgement{Benefit: 1}
	found := 0
	for _, t := range tests {
		judged = judged || t.Births > 0
		if t.Name == genesis.ProductionBy600 {
			j.Benefit = t.Better
		}
		if slices.Contains(harmMeasures, t.Name) {
			j.Harm += t.Worse
			found++
		}
	}
	if j.Harm /= float64(max(1, found)); found == 0 {
		j.Harm = 1
	}
	return j, judged
}

// worst names the test with the strongest evidence of harm.
func worst(tests []genesis.EValue) (name genesis.CanaryMeasure) {
	most := 0.0
	for _, t := range tests {
		if t.Worse > most && slices.Contains(harmMeasures, t.Name) {
			name, most = t.Name, t.Worse
		}
	}
	return name
}

// PopulationHarm describes how much smaller the world is than its forks without the trait, or returns "". A trait that
// harms bearers and siblings alike makes no difference between the cohorts, so only the forks can show it.
func PopulationHarm(r genesis.CanaryReading, least int) string {
	if least == 0 || float64(r.Entities) >= policy.MinCanaryPopulated*float64(least) {
		return ""
	}
	return fmt.Sprintf("%d molbots live, and at least %d would live without it, by %d forks", r.Entities, least,
		policy.Shadows)
}
