package workflows

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/mock"

	"github.com/ai-genesis/ai-genesis"
)

var anyArg = mock.Anything

// trial makes pairs with the given effects [energy per 1,000 molbot-ticks] on an intake of 300.
func trial(effects ...float64) []genesis.TrialResult {
	pairs := make([]genesis.TrialResult, len(effects))
	for i, e := range effects {
		pairs[i] = pair(e, 0)
	}
	return pairs
}

func each(pairs []genesis.TrialResult, change func(*genesis.TrialResult)) []genesis.TrialResult {
	for i := range pairs {
		change(&pairs[i])
	}
	return pairs
}

func TestGate(t *testing.T) {
	for _, test := range []struct {
		name    string
		problem genesis.Problem
		pairs   []genesis.TrialResult
		says    string // part of the words; empty: passes
	}{
		{"seek", genesis.ProblemStarvation, trial(40, 50, 35, 45), ""},
		{"seek in one pair", genesis.ProblemStarvation, trial(40), ""},
		{"one pair proves little", genesis.ProblemStarvation, trial(10), "does not surely gain"},
		{"placebo for the hungry", genesis.ProblemStarvation, trial(5, -6, 3, -2), "does not surely gain"},
		{"placebo for a person", genesis.ProblemManual, trial(5, -6, 3, -2), ""},
		{"placebo for variety", genesis.ProblemLowDiversity, trial(5, -6, 3, -2), ""},
		{"spin", genesis.ProblemManual, trial(-30, -28, -33, -31), "surely costs energy"},
		{"noisy loss", genesis.ProblemManual, trial(-60, 40, -50, 20), "seems to cost energy"},
		{"never breed", genesis.ProblemManual, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.Births = 40
		}), "too few are born"},
		{"bite neighbours", genesis.ProblemManual, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.MeanEntities = 160
		}), "population as a whole shrinks"},
		{"shrinks, as asked", genesis.ProblemOverpopulation, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.MeanEntities, p.With.TimeCrowded, p.Without.TimeCrowded = 165, 0.1, 0.5
		}), ""},
		{"does not thin out", genesis.ProblemOverpopulation, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.TimeCrowded, p.Without.TimeCrowded = 0.5, 0.5
		}), "as crowded as it was"},
		{"faults", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) { p.Faults = 1000 }), "failed in"},
		{"never called", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) { p.Calls = 0 }), "no molbot ran"},
		{"free energy", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) {
			p.Sound, p.Trouble = false, "ledger off by 12"
		}), "ledger off by 12"},
		{"extinction", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) { p.With.EndEntities = 0 }), "died out"},
		{"no bearers", genesis.ProblemManual, each(trial(10), func(p *genesis.TrialResult) { p.Treated = genesis.Cohort{} }), "long enough to compare"},
		{"no trial", genesis.ProblemManual, nil, "there was no trial"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := Gate(test.problem, 0.85, test.pairs)
			if v.Pass != (test.says == "") || !strings.Contains(v.Words, test.says) {
				t.Errorf("pass %v, %q; want …%q…", v.Pass, v.Words, test.says)
			}
		})
	}
}

func TestGateInterval(t *testing.T) {
	v := Gate(genesis.ProblemManual, 0.85, trial(10, 20, 30, 40))
	// mean 25, standard deviation 12.91, standard error 6.455, times 0.978
	if v.Effect < 24.99 || v.Effect > 25.01 || v.Low < 18.6 || v.Low > 18.8 || v.High < 31.2 || v.High > 31.4 {
		t.Errorf("effect %.2f, %.2f to %.2f; want 25, 18.7 to 31.3", v.Effect, v.Low, v.High)
	}
}

func TestJudgeCanary(t *testing.T) {
	cohort := func(production float64, births, deaths int) genesis.Cohort {
		return genesis.Cohort{Members: 60, MolbotTime: 20_000, Intake: 6000 + 20*production, Spent: 6000, Births: births, Deaths: deaths}
	}
	good := genesis.CanaryReading{Tick: 2300, Loaded: true, Calls: 5000, Treated: cohort(5, 25, 8), Control: cohort(0, 25, 9)}
	with := func(change func(*genesis.CanaryReading)) genesis.CanaryReading { r := good; change(&r); return r }
	for _, test := range []struct {
		name    string
		reading genesis.CanaryReading
		want    Judgement
		says    string
	}{
		{"good", good, Judgement{Keep: true}, "60 got it"},
		{"too early", with(func(r *genesis.CanaryReading) { r.Tick = 1500 }), Judgement{}, ""},
		{"tripped early", with(func(r *genesis.CanaryReading) { r.Tick, r.Tripped = 1100, true }), Judgement{Revert: true}, "stopped it"},
		{"gone", with(func(r *genesis.CanaryReading) { r.Loaded = false }), Judgement{Revert: true}, "does not have it"},
		{"faulty", with(func(r *genesis.CanaryReading) { r.Tick, r.Faults = 1100, 100 }), Judgement{Revert: true}, "100 of 5000"},
		{"starves", with(func(r *genesis.CanaryReading) { r.Treated = cohort(-90, 25, 8) }), Judgement{Revert: true}, "netted"},
		{"kills", with(func(r *genesis.CanaryReading) { r.Treated = cohort(0, 25, 30) }), Judgement{Revert: true}, "died more often"},
		{"barren", with(func(r *genesis.CanaryReading) { r.Treated = cohort(0, 5, 8) }), Judgement{Revert: true}, "fewer children"},
		{"nobody was born", with(func(r *genesis.CanaryReading) { r.Treated, r.Control = genesis.Cohort{}, genesis.Cohort{} }), Judgement{Keep: true}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := JudgeCanary(test.reading, 1000, 1200)
			if j.Keep != test.want.Keep || j.Revert != test.want.Revert || !strings.Contains(j.Words, test.says) {
				t.Errorf("%+v, want keep %v, revert %v, …%q…", j, test.want.Keep, test.want.Revert, test.says)
			}
		})
	}
}
