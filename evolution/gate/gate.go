// Package gate holds the criteria of evolution: what paired forks of the world must show before a program or a change
// of parameters is deployed (the trial), and what the cohorts in the live world must show before it is kept (the
// canary). It takes measurements and returns verdicts, each with the words that people and models read. It measures
// nothing itself; the numbers are in package policy.
package gate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Verdict is the result of a trial.
type Verdict struct {
	Pass     bool              `json:"pass"`
	Sure     bool              `json:"sure"` // more pairs would not change the verdict
	Words    string            `json:"words"`
	Effect   float64           `json:"effect"`   // production, treated minus control [energy per 1,000 molbot-ticks]
	Low      float64           `json:"low"`      // lower bound of the effect
	High     float64           `json:"high"`     // upper bound of the effect, each one-sided at the gate's level
	Relative float64           `json:"relative"` // Effect as a share of the control's intake
	Support  float64           `json:"support"`  // population if all had it, divided by population if nobody had
	Births   float64           `json:"births"`   // births with it, divided by births without
	Measures []genesis.Measure `json:"measures,omitempty"`

	asked []question
	tail  float64
}

// Futile reports whether extending the trial from n to most pairs is unlikely to make it pass.
func (v Verdict) Futile(n, most int) bool {
	return slices.ContainsFunc(v.asked,
		func(q question) bool { return q.predictiveProbability(v.tail, n, most) < policy.MinProbability })
}

// Weigh judges a trial of a program. The trial may be evaluated several times, with more pairs each time; the error
// level is divided by the number of looks (Bonferroni) to keep the overall error rate. The main measure is the net
// production of the molbots that were assigned the trait, minus that of the others in the same fork. Molbots of a fork
// influence each other, so the statistical unit is the fork, not the molbot. Against starvation the lower bound of the
// effect must be above zero; for other problems a program may cost a little. Every program must also keep the energy
// balance, have hardly any faults, and not reduce direct benefit, births or the population of the whole world by more
// than package policy allows.
func Weigh(problem genesis.Problem, minSupport float64, pairs []genesis.TrialResult, looks int) Verdict {
	t := sum(pairs)
	t.tail = policy.GateLevel / float64(max(1, looks))
	v := t.verdict()
	objections := slicesOf(unsound(pairs), faulty(pairs))
	doubt := false
	v.asked, v.tail = t.asked(problem, minSupport), t.tail
	for _, ask := range v.asked {
		m, objection, unsure := ask.put(t.tail)
		v.Measures = append(v.Measures, m)
		doubt = doubt || unsure
		if objection != "" {
			objections = append(objections, objection)
		}
		v.Sure = v.Sure || objection != "" && !unsure // one certain objection is enough
	}
	v.Pass = len(objections) == 0
	v.Sure = v.Sure || !doubt || len(slicesOf(unsound(pairs), faulty(pairs))) > 0
	// People read these words next to the table of measures, so both show the same interval. The verdict above uses the
	// interval at the level of the gate.
	low, high := t.gain().within(policy.ShownTail)
	figures := fmt.Sprintf("bearers netted %+.1f energy per 1,000 ticks (%+.0f %% of intake, %+.1f to %+.1f), "+
		"population ×%.2f, births ×%.2f", v.Effect, 100*v.Relative, low, high, v.Support, v.Births)
	v.Words = strings.Join(append(objections, figures), "; ")
	return v
}

// LooksAt is how often a trial is evaluated that starts with first pairs and doubles them up to most.
func LooksAt(first, most int) int {
	looks := 1
	for n := max(first, 1); n < most; n *= 2 {
		looks++
	}
	return looks
}

func slicesOf(words ...string) []string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return said
}

// totals are the figures of a trial, with one value for each pair that has it.
type totals struct {
	effect, relative, direct, births, support, crowding, variety, bearers []float64

	intake float64 // mean over the controls [energy per 1,000 molbot-ticks]
	tail   float64
	before bool // the worlds without the change are crowded
}

// sum collects the figures of the pairs. A pair contributes only what it can support: an effect needs molbots in both
// groups, and a ratio of births needs enough births.
func sum(pairs []genesis.TrialResult) totals {
	var t totals
	var with, without float64
	for _, p := range pairs {
		if p.Treated.MolbotTime > 0 && p.Control.MolbotTime > 0 {
			intake := intakeOf(p.Control)
			t.effect = append(t.effect, p.Treated.Production()-p.Control.Production())
			t.relative = append(t.relative, share(p.Treated.Production()-p.Control.Production(), intake))
			t.intake += intake
			t.bearers = append(t.bearers, ratio(float64(p.Treated.Alive), float64(p.Treated.Alive+p.Control.Alive)))
		}
		if p.EarlyTreated.MolbotTime > 0 && p.EarlyWithout.MolbotTime > 0 {
			t.direct = append(t.direct, share(p.EarlyTreated.Production()-p.EarlyWithout.Production(), intakeOf(p.EarlyWithout)))
		}
		if p.Without.Births >= policy.FewBirths {
			t.births = append(t.births, float64(p.With.Births)/float64(p.Without.Births))
		}
		// Half of the molbots have the trait: if all had, the difference would be twice as large.
		t.support = append(t.support, 1+2*(ratio(p.With.MeanEntities, p.Without.MeanEntities)-1))
		t.variety = append(t.variety, p.With.TraitHill-p.Without.TraitHill)
		with, without = with+p.With.TimeCrowded, without+p.Without.TimeCrowded
	}
	if t.before = without > policy.Crowded*float64(len(pairs)); t.before {
		t.crowding = []float64{with / without} // over all pairs together: a single world is seldom near its cap
	}
	t.intake /= float64(max(1, len(t.effect)))
	return t
}

func intakeOf(c genesis.Cohort) float64 { return 1000 * c.Intake / float64(c.MolbotTime) }

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

// verdict fills in the figures without judging them.
func (t totals) verdict() Verdict {
	v := Verdict{Support: 1, Births: 1}
	if len(t.support) > 0 {
		v.Support, _ = meanSpread(t.support)
	}
	if len(t.births) > 0 {
		v.Births, _ = meanSpread(t.births)
	}
	if len(t.effect) == 0 {
		return v
	}
	e := t.gain()
	v.Effect = e.mean
	v.Low, v.High = e.within(t.tail)
	v.Relative = share(e.mean, t.intake)
	return v
}

// gain estimates the effect on production.
func (t totals) gain() estimate {
	e := estimated(t.effect)
	if e.n == 1 {
		e.error = policy.OnePairError * t.intake
	}
	return e
}

func unsound(pairs []genesis.TrialResult) string {
	if len(pairs) == 0 {
		return "there was no trial"
	}
	for _, p := range pairs {
		if !p.Sound {
			return "a fork broke the rules of energy: " + p.Trouble
		}
		if p.With.EndEntities == 0 {
			return "a fork died out"
		}
	}
	return ""
}

func faulty(pairs []genesis.TrialResult) string {
	var faults, calls int64
	for _, p := range pairs {
		faults, calls = faults+p.Faults, calls+p.Calls
	}
	switch {
	case calls == 0:
		return "no molbot ran the program"
	case float64(faults) > policy.MaxFaults*float64(calls):
		return fmt.Sprintf("it failed in %d of %d calls", faults, calls)
	}
	return ""
}
