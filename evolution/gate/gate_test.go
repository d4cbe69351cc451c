package gate

import (
	"math"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// pair is a trial in one pair of forks whose bearers have a net energy of effect more than the others.
func pair(effect float64) genesis.TrialResult {
	arm := genesis.Arm{MeanEntities: 200, EndEntities: 200, Births: 150, Deaths: 140, Starved: 90}
	return genesis.TrialResult{
		Sound: true, Calls: 100_000, With: arm, Without: arm,
		Treated: genesis.Cohort{MolbotTime: 100_000, Intake: 30_000 + 100*effect, Spent: 30_000},
		Control: genesis.Cohort{MolbotTime: 100_000, Intake: 30_000, Spent: 30_000},
	}
}

// trial makes pairs with the given effects [energy per 1,000 molbot-ticks] on an intake of 300.
func trial(effects ...float64) []genesis.TrialResult {
	pairs := make([]genesis.TrialResult, len(effects))
	for i, e := range effects {
		pairs[i] = pair(e)
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
		says    string // part of the words; empty: it passes
	}{
		{"seek", genesis.ProblemStarvation, trial(40, 50, 35, 45), ""},
		{"seek in one pair", genesis.ProblemStarvation, trial(40), ""},
		{"one pair proves little", genesis.ProblemStarvation, trial(10), "does not surely gain"},
		{"two pairs prove little", genesis.ProblemStarvation, trial(10, 40), "does not surely gain"},
		{"placebo for the hungry", genesis.ProblemStarvation, trial(5, -6, 3, -2), "does not surely gain"},
		{"placebo for a person", genesis.ProblemManual, trial(5, -6, 3, -2), ""},
		{"variety", genesis.ProblemLowDiversity, each(trial(5, -6, 3, -2), func(p *genesis.TrialResult) {
			p.With.TraitHill, p.Treated.Alive, p.Control.Alive = 2, 80, 90
		}), ""},
		{"no variety", genesis.ProblemLowDiversity, each(trial(5, -6, 3, -2), func(p *genesis.TrialResult) {
			p.Treated.Alive, p.Control.Alive = 80, 90
		}), "as much alike"},
		{"variety that takes over", genesis.ProblemLowDiversity, each(trial(5, -6, 3, -2), func(p *genesis.TrialResult) {
			p.With.TraitHill, p.Treated.Alive, p.Control.Alive = 2, 180, 9
		}), "takes over"},
		{"spite", genesis.ProblemManual, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.EarlyTreated = genesis.Cohort{MolbotTime: 1000, Intake: 270, Spent: 300}
			p.EarlyWithout = genesis.Cohort{MolbotTime: 1000, Intake: 300, Spent: 300}
		}), "do worse than molbots in a world without it"},
		{"spin", genesis.ProblemManual, trial(-30, -28, -33, -31), "surely costs energy"},
		{"noisy loss", genesis.ProblemManual, trial(-60, 40, -50, 20), "seems to cost energy"},
		{"never breed", genesis.ProblemManual, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.Births = 40
		}), "too few are born"},
		{"bite neighbours", genesis.ProblemManual, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.MeanEntities = 180
		}), "population as a whole shrinks"},
		{"shrinks, as asked", genesis.ProblemOverpopulation, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.MeanEntities, p.With.TimeCrowded, p.Without.TimeCrowded = 182, 0.1, 0.5
		}), ""},
		{"does not thin out", genesis.ProblemOverpopulation, each(trial(10, 12, 9, 11), func(p *genesis.TrialResult) {
			p.With.TimeCrowded, p.Without.TimeCrowded = 0.5, 0.5
		}), "as crowded as it was"},
		{"faults", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) { p.Faults = 1000 }), "failed in"},
		{"never called", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) { p.Calls = 0 }),
			"no molbot ran"},
		{"free energy", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) {
			p.Sound, p.Trouble = false, "ledger off by 12"
		}), "ledger off by 12"},
		{"extinction", genesis.ProblemManual, each(trial(10, 10), func(p *genesis.TrialResult) { p.With.EndEntities = 0 }),
			"died out"},
		{"no bearers", genesis.ProblemManual, each(trial(10), func(p *genesis.TrialResult) { p.Treated = genesis.Cohort{} }),
			"long enough to compare"},
		{"no trial", genesis.ProblemManual, nil, "there was no trial"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := Weigh(test.problem, 0.85, test.pairs, 1)
			if v.Pass != (test.says == "") || !strings.Contains(v.Words, test.says) {
				t.Errorf("pass %v, %q; want …%q…", v.Pass, v.Words, test.says)
			}
		})
	}
}

func TestGateInterval(t *testing.T) {
	v := Weigh(genesis.ProblemManual, 0.92, trial(10, 20, 30, 40), 1)
	// mean 25, standard deviation 12.91, standard error 6.455, times 2.353
	if v.Effect < 24.99 || v.Effect > 25.01 || v.Low < 9.7 || v.Low > 9.9 || v.High < 40.1 || v.High > 40.3 {
		t.Errorf("effect %.2f, %.2f to %.2f; want 25, 9.8 to 40.2", v.Effect, v.Low, v.High)
	}
	m := v.Measures[0] // times 3.182
	if m.Name != "net_energy" || m.Low < 4.3 || m.Low > 4.6 || m.Gate != "≥ -6" || !m.Pass {
		t.Errorf("shown %+v, want the interval of 95 %%, from 4.46", m)
	}
}

// TestWeighIsUnsure checks that more pairs are requested if the result may be due to chance, and not if more pairs
// can't change it.
func TestWeighIsUnsure(t *testing.T) {
	for _, test := range []struct {
		name    string
		problem genesis.Problem
		pairs   []genesis.TrialResult
		pass    bool
		sure    bool
	}{
		{"a clear gain", genesis.ProblemStarvation, trial(40, 50, 35, 45), true, true},
		{"a gain or not", genesis.ProblemStarvation, trial(30, -10, 25, -5), false, false},
		{"a loss or not", genesis.ProblemManual, trial(-60, 40, -50, 20), false, false},
		{"a clear loss", genesis.ProblemManual, trial(-30, -28, -33, -31), false, true},
		{"no gain in sight", genesis.ProblemStarvation, trial(5, -9, 3, -4), false, true},
		{"faults", genesis.ProblemStarvation, each(trial(30, -10, 25, -5), func(p *genesis.TrialResult) { p.Faults = 1000 }),
			false, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if v := Weigh(test.problem, 0.92, test.pairs, 3); v.Pass != test.pass || v.Sure != test.sure {
				t.Errorf("pass %v, sure %v: %s", v.Pass, v.Sure, v.Words)
			}
		})
	}
}

func TestStudentT(t *testing.T) {
	for _, test := range []struct {
		tail float64
		df   int
		want float64
	}{{.05, 1, 6.314}, {.025, 2, 4.303}, {.05, 3, 2.353}, {.025, 3, 3.182}, {.025, 7, 2.365}, {.01, 15, 2.602},
		{.05, 31, 1.696}, {.025, 30, 2.042}} {
		if got := StudentT(test.tail, test.df); got < .999*test.want || got > 1.001*test.want {
			t.Errorf("tail %g, %d degrees: %.3f, want %.3f", test.tail, test.df, got, test.want)
		}
	}
}

func TestJudgeCanary(t *testing.T) {
	cohort := func(production float64) genesis.Cohort {
		return genesis.Cohort{Members: 60, MolbotTime: 20_000, Intake: 6000 + 20*production, Spent: 6000}
	}
	evidence := func(benefit, production, survival, children float64) []genesis.EValue {
		return []genesis.EValue{
			{
				Name: "production_300", Worse: production, Births: 90,
			}, {Name: "production_600", Better: benefit, Worse: 90, Births: 90},
			{Name: "survival_1200", Worse: survival, Births: 60}, {Name: "children_1500", Worse: children, Births: 60},
		}
	}
	good := genesis.CanaryReading{Tick: 2500, Loaded: true, Calls: 5000, Treated: cohort(5), Control: cohort(0)}
	with := func(change func(*genesis.CanaryReading)) genesis.CanaryReading { r := good; change(&r); return r }
	tests := func(tick uint64, e []genesis.EValue) genesis.CanaryReading {
		return with(func(r *genesis.CanaryReading) { r.Tick, r.Tests = tick, e })
	}
	const early, over, twice = 5000, 9000, 16_500
	for _, test := range []struct {
		name    string
		reading genesis.CanaryReading
		want    Judgement
		says    string
	}{
		{"too early", tests(early, evidence(3, .1, .5, 1)), Judgement{}, ""},
		{"tripped early", with(func(r *genesis.CanaryReading) { r.Tripped = true }), Judgement{Revert: true}, "stopped it"},
		{"gone", with(func(r *genesis.CanaryReading) { r.Loaded = false }), Judgement{Revert: true}, "does not have it"},
		{"faulty", with(func(r *genesis.CanaryReading) { r.Faults = 100 }), Judgement{Revert: true}, "100 of 5000"},
		{"clearly good", tests(early, evidence(25, .1, .5, 1)), Judgement{Keep: true}, "60 got it"},
		{"starves", tests(early, evidence(.1, 70, 1, 1)), Judgement{Revert: true}, "production_300"},
		{"kills", tests(early, evidence(1, 1, 80, 1)), Judgement{Revert: true}, "survival_1200"},
		{"gains and never breeds", tests(early, evidence(25, 0, 0, 300)), Judgement{Revert: true}, "children_1500"},
		{"undecided at the end of the window", tests(over, evidence(3, 1, 1, 1)), Judgement{}, ""},
		{"undecided at the end of the second", tests(twice, evidence(3, 1, 1, 1)), Judgement{Keep: true}, "benefit 3"},
		{"suspicious then", tests(twice, evidence(3, 1, 9, 1)), Judgement{Revert: true}, "some evidence"},
		{"a window too short for evidence", with(func(r *genesis.CanaryReading) { r.Tick = over }), Judgement{Keep: true},
			""},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := JudgeCanary(genesis.ProblemManual, test.reading, 1000, 7500)
			if j.Keep != test.want.Keep || j.Revert != test.want.Revert || !strings.Contains(j.Words, test.says) {
				t.Errorf("%+v, want keep %v, revert %v, …%q…", j, test.want.Keep, test.want.Revert, test.says)
			}
		})
	}
}

// TestFutile checks that the predictive probability of a trial grows with the current effect and with the number of
// pairs still to come.
func TestFutile(t *testing.T) {
	weigh := func(effects ...float64) Verdict {
		return Weigh(genesis.ProblemStarvation, 0.9, trial(effects...), LooksAt(4, 16))
	}
	poor, fair := weigh(30, -28, 29, -27), weigh(60, -10, 50, -5)
	if !poor.Futile(4, 16) || fair.Futile(4, 16) || poor.Futile(4, 4) {
		t.Errorf("poor %v, fair %v, poor with no pairs left %v", poor.Futile(4, 16), fair.Futile(4, 16), poor.Futile(4, 4))
	}
	if (Verdict{}).Futile(4, 16) {
		t.Error("nothing was asked, and yet it is futile")
	}
	for z, want := range map[float64]float64{0: .5, 1.96: .975, -1.2816: .1} {
		if got := normal(z); math.Abs(got-want) > 1e-4 {
			t.Errorf("normal(%g) = %g, want %g", z, got, want)
		}
	}
}
