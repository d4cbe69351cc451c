package workflows

import (
	"strings"
	"sync"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestPopulationHarm: the cohorts of a canary look alike while the whole world suffers. Only the shadow forks reveal
// that.
func TestPopulationHarm(t *testing.T) {
	for _, test := range []struct {
		name    string
		living  int
		warmer  bool // a parameter was changed meanwhile, so the forks live in another world
		outcome genesis.Outcome
	}{
		{"as many as without it", 190, false, genesis.OutcomeApplied},
		{"far fewer than without it", 140, false, genesis.OutcomeRolledBack},
		{"fewer in a world of other laws", 140, true, genesis.OutcomeApplied},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			var asked genesis.ShadowInput
			s.shadow = func(in genesis.ShadowInput) (genesis.ShadowResult, error) {
				asked = in
				least := make([]int, 1+in.Ticks/in.Every)
				for i := range least {
					least[i] = 200
				}
				return genesis.ShadowResult{Least: least}, nil
			}
			s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { r.Entities = test.living; return r, nil }
			first := s.observe
			s.observe = func() (genesis.Observation, error) {
				o, err := first()
				if test.warmer && s.count("canary") > 0 {
					o.Params = map[string]float64{"temperature": 35}
				}
				return o, err
			}
			env := environment(t, s)
			env.ExecuteWorkflow(EvolutionCycle, testInput())
			checkClosed(t, env, test.outcome)
			c := s.last()
			if asked.Forks != 4 || asked.From != 1000 || asked.Ticks != 3400 || // the load was at tick 2,000
				c.Canary == nil || c.Canary.Entities != test.living {
				t.Errorf("asked for %+v; the record says %+v", asked, c.Canary)
			}
			if test.outcome == genesis.OutcomeRolledBack && !strings.Contains(c.Reason, "140 molbots live") {
				t.Errorf("reason %q", c.Reason)
			}
		})
	}
}

// TestLateLoad: between the fork and the load the world went through a boom and its end, as the forks do at the same
// ticks.
func TestLateLoad(t *testing.T) {
	for _, test := range []struct {
		name    string
		after   int // how many molbots live in the forks after the boom
		outcome genesis.Outcome
	}{
		{"the forks shrink, too", 180, genesis.OutcomeApplied},
		{"the forks don't", 480, genesis.OutcomeRolledBack},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			s.shadow = func(in genesis.ShadowInput) (genesis.ShadowResult, error) {
				out := genesis.ShadowResult{From: in.From}
				for tick := in.From; tick <= in.From+uint64(in.Ticks); tick += uint64(in.Every) {
					if tick < 2100 {
						out.Least = append(out.Least, 500)
					} else {
						out.Least = append(out.Least, test.after)
					}
				}
				return out, nil
			}
			s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { r.Entities = 170; return r, nil }
			env := environment(t, s)
			env.ExecuteWorkflow(EvolutionCycle, testInput())
			checkClosed(t, env, test.outcome)
			if c := s.last(); c.Canary == nil || c.Canary.Shadow != float64(test.after) {
				t.Errorf("%+v, want a least population of %d", c.Canary, test.after)
			}
		})
	}
}

// TestCanaryIsOnRecord: each reading is recorded while the canary is running.
func TestCanaryIsOnRecord(t *testing.T) {
	s := goodSteps()
	s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) {
		r.Tests = []genesis.EValue{
			{Name: "production_600", Better: float64(r.Tick-2000) / 100, Births: 9}, {Name: "production_300", Worse: 1},
		}
		return r, nil
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	checkClosed(t, env, genesis.OutcomeApplied)
	var benefits []float64
	extended := false
	for _, r := range s.records {
		if c := r.Cycle.Canary; c != nil && r.Cycle.Stage == genesis.StageCanary {
			benefits, extended = append(benefits, c.Benefit), extended || c.Extended
		}
	}
	if len(benefits) != 7 || benefits[0] != 3 || benefits[6] != 21 || !extended {
		t.Errorf("benefits on record %v, extended %v; want 3, 6, … 21 over two windows", benefits, extended)
	}
}

func swing(n int) float64 { return float64(60 - 120*(n%2)) }

// TestTrialIsExtended: an undecided trial runs as many pairs again, with new seeds, until it can decide, reaches the
// limit, or more pairs would hardly make it pass.
func TestTrialIsExtended(t *testing.T) {
	for _, test := range []struct {
		name    string
		effect  func(n int) float64
		pairs   int
		outcome genesis.Outcome
	}{
		{"clear", func(int) float64 { return 40 }, 4, genesis.OutcomeApplied},
		{"noisy at first", func(n int) float64 { return 40 + swing(n)/float64(1+n/4*20) }, 16, genesis.OutcomeApplied},
		{"never clear", func(n int) float64 { return 30 + swing(n) }, 16, genesis.OutcomeRejected},
		{"not worth more pairs", func(n int) float64 { return 3 + swing(n) }, 4, genesis.OutcomeRejected},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			var mu sync.Mutex // the pairs run concurrently
			seeds := map[uint64]bool{}
			s.trial = func(in genesis.TrialInput) (genesis.TrialResult, error) {
				mu.Lock()
				defer mu.Unlock()
				n := len(seeds)
				seeds[in.Seed] = true
				return pair(test.effect(n), in.Seed), nil
			}
			in := testInput()
			in.Policy.TrialMaxPairs, in.Policy.Samples = 16, 0
			env := environment(t, s)
			env.ExecuteWorkflow(EvolutionCycle, in)
			checkClosed(t, env, test.outcome)
			c := s.last()
			if len(seeds) != test.pairs || c.Trial == nil || c.Trial.Pairs != test.pairs || len(c.Trial.Measures) == 0 {
				t.Errorf("%d seeds, trial %+v", len(seeds), c.Trial)
			}
		})
	}
}
