package workflows

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
)

func TestCycleEndings(t *testing.T) {
	refused := genesis.VetResult{Problems: []genesis.VetProblem{{Code: "type.error", Line: 3, Message: "undefined: foo"}}}
	fatal := func(kind string) error { return temporal.NewNonRetryableApplicationError("boom", kind, nil) }
	for _, test := range []struct {
		name    string
		change  func(*steps)
		during  func(*testsuite.TestWorkflowEnvironment)
		outcome genesis.Outcome
		reason  string
		steps   map[string]int
	}{
		{name: "kept", outcome: genesis.OutcomeApplied, reason: "mut_forager_v1 is kept",
			steps: map[string]int{"code": 1, "trial": 4, "save": 1, "load": 1, "keep": 1, "rollback": 0}},
		{name: "repaired", outcome: genesis.OutcomeApplied,
			change: func(s *steps) {
				s.vet = func(in genesis.VetInput) (genesis.VetResult, error) {
					if s.count("code") < 3 {
						return refused, nil
					}
					return genesis.VetResult{OK: true, Source: in.Source, CodeHash: "src"}, nil
				}
			}, steps: map[string]int{"code": 3, "keep": 1}},
		{name: "never passes vet", outcome: genesis.OutcomeRejected, reason: "undefined: foo",
			change: func(s *steps) {
				s.vet = func(genesis.VetInput) (genesis.VetResult, error) { return refused, nil }
			}, steps: map[string]int{"code": 6, "trial": 0, "save": 0, "rollback": 0}},
		{name: "known program", outcome: genesis.OutcomeRejected, reason: "the same program as mut_old_v1",
			change: func(s *steps) {
				s.vet = func(genesis.VetInput) (genesis.VetResult, error) {
					return genesis.VetResult{OK: true, Duplicate: "mut_old_v1"}, nil
				}
			}, steps: map[string]int{"code": 4, "trial": 0}}, // two don't count as attempts
		{name: "fails its trials", outcome: genesis.OutcomeRejected, reason: "costs energy",
			change: func(s *steps) {
				s.trial = func(in genesis.TrialInput) (genesis.TrialResult, error) { return pair(-40, in.Seed), nil }
				s.observe = func() (genesis.Observation, error) { return genesis.Observation{}, nil }
			}, steps: map[string]int{"code": 2, "trial": 8, "save": 0}},
		{name: "rubbish plan", outcome: genesis.OutcomeFailed, reason: "Plan: boom",
			change: func(s *steps) {
				s.plan = func(genesis.PlanInput) (genesis.PlanResult, error) {
					return genesis.PlanResult{}, fatal(genesis.FailLLMMalformed)
				}
			}, steps: map[string]int{"code": 0, "rollback": 0}},
		{name: "load refused", outcome: genesis.OutcomeFailed, reason: "Load: boom",
			change: func(s *steps) {
				s.load = func(genesis.LoadInput) (genesis.LoadResult, error) {
					return genesis.LoadResult{}, fatal(string(genesis.CodeRejected))
				}
			}, steps: map[string]int{"load": 1, "rollback": 1, "keep": 0}},
		{name: "disk refuses", outcome: genesis.OutcomeFailed, reason: "Save: boom",
			change: func(s *steps) {
				s.save = func() error { return temporal.NewApplicationError("boom", string(genesis.CodeForbidden)) }
			}, steps: map[string]int{"save": 1, "load": 0, "rollback": 1}},
		{name: "save never works", outcome: genesis.OutcomeFailed, reason: "Save: ",
			change: func(s *steps) {
				s.save = func() error { return temporal.NewApplicationError("boom", string(genesis.CodeInternal)) }
			}, steps: map[string]int{"load": 0, "rollback": 1}},
		{name: "canary trips", outcome: genesis.OutcomeRolledBack, reason: "the engine stopped it",
			change: func(s *steps) {
				s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { r.Tripped = true; return r, nil }
			}, steps: map[string]int{"canary": 1, "rollback": 1, "keep": 0}},
		{name: "cancelled in the canary", outcome: genesis.OutcomeCancelled,
			change: standStill,
			during: func(env *testsuite.TestWorkflowEnvironment) {
				env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
			}, steps: map[string]int{"rollback": 1, "keep": 0}},
		{name: "cancelled by somebody", outcome: genesis.OutcomeCancelled, reason: "cancelled by ada: lunch",
			change: standStill,
			during: func(env *testsuite.TestWorkflowEnvironment) {
				env.RegisterDelayedCallback(func() {
					env.SignalWorkflow(genesis.SignalCancel, genesis.Cancellation{By: "ada", Reason: "lunch"})
					env.SignalWorkflow(genesis.SignalVeto, genesis.Veto{By: "bob"}) // too late
				}, time.Minute)
			}, steps: map[string]int{"rollback": 1, "keep": 0}},
		{name: "vetoed in the canary", outcome: genesis.OutcomeVetoed, reason: "vetoed by ada: ugly",
			change: standStill,
			during: func(env *testsuite.TestWorkflowEnvironment) {
				env.RegisterDelayedCallback(func() {
					env.SignalWorkflow(genesis.SignalVeto, genesis.Veto{By: "ada", Reason: "ugly"})
				}, time.Minute)
			}, steps: map[string]int{"rollback": 1, "keep": 0}},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			if test.change != nil {
				test.change(s)
			}
			env := environment(t, s)
			if test.during != nil {
				test.during(env)
			}
			env.ExecuteWorkflow(EvolutionCycle, testInput())
			checkClosed(t, env, test.outcome)
			if r := s.last(); r.Outcome != test.outcome || !strings.Contains(r.Reason, test.reason) || r.EndedAt == nil {
				t.Errorf("record: outcome %q, reason %q, ended %v; want %q, …%q…", r.Outcome, r.Reason, r.EndedAt,
					test.outcome, test.reason)
			}
			for step, n := range test.steps {
				if got := s.count(step); got != n {
					t.Errorf("%s was called %d times, want %d", step, got, n)
				}
			}
		})
	}
}

// standStill stops the ticks of the canary's world, so that its window lasts.
func standStill(s *steps) {
	s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { r.Tick = 2000; return r, nil }
}

// checkClosed checks that the workflow closed as its outcome requires.
func checkClosed(t *testing.T, env *testsuite.TestWorkflowEnvironment, want genesis.Outcome) {
	t.Helper()
	if !env.IsWorkflowCompleted() {
		t.Fatal("the workflow did not end")
	}
	err := env.GetWorkflowError()
	switch want {
	case genesis.OutcomeApplied, genesis.OutcomeRolledBack, genesis.OutcomeVetoed:
		var result genesis.CycleResult
		if err != nil {
			t.Fatalf("closed with %v, want Completed", err)
		} else if err := env.GetWorkflowResult(&result); err != nil || result.Outcome != want {
			t.Fatalf("result %+v, %v; want %s", result, err, want)
		}
	case genesis.OutcomeCancelled:
		if !temporal.IsCanceledError(err) {
			t.Fatalf("closed with %v, want Canceled", err)
		}
	default:
		a, ok := errors.AsType[*temporal.ApplicationError](err)
		if !ok || a.Type() != string(want) || a.Message() == "" {
			t.Fatalf("closed with %v, want an application error of type %s", err, want)
		}
	}
}

func TestCycleTellsItsStory(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	got := strings.Join(s.feed(), " ")
	want := "cycle_started plan_started plan_created code_started code_written trial_started trial_passed " +
		"saving loading " +
		"canary_started canary_passed cycle_applied"
	if got != want {
		t.Errorf("feed: %s\nwant: %s", got, want)
	}
	var c genesis.Cycle
	value, err := env.QueryWorkflow(genesis.QueryCycle)
	if err == nil {
		err = value.Get(&c)
	}
	if err != nil || c.Outcome != genesis.OutcomeApplied || c.Model != "fake" || c.Attempts != 1 {
		t.Errorf("query: %+v, %v", c, err)
	}
	if !strings.HasPrefix(c.TemporalURL, "http://ui/namespaces/default/workflows/") {
		t.Errorf("temporal_url: %s", c.TemporalURL)
	}
}

func TestFailureNamesItsStage(t *testing.T) {
	boom := temporal.NewNonRetryableApplicationError("boom", "boom", nil)
	for want, change := range map[string]func(*steps){
		"execution": func(s *steps) {
			s.code = func(genesis.CodeInput) (genesis.CodeResult, error) { return genesis.CodeResult{}, boom }
		},
		"validation": func(s *steps) {
			s.vet = func(genesis.VetInput) (genesis.VetResult, error) { return genesis.VetResult{}, boom }
		},
		"trial": func(s *steps) {
			s.trial = func(genesis.TrialInput) (genesis.TrialResult, error) { return genesis.TrialResult{}, boom }
		},
		"import": func(s *steps) {
			s.load = func(genesis.LoadInput) (genesis.LoadResult, error) { return genesis.LoadResult{}, boom }
		},
		"canary": func(s *steps) {
			s.canary = func(r genesis.CanaryReading) (genesis.CanaryReading, error) { return r, boom }
		},
	} {
		s := goodSteps()
		change(s)
		env := environment(t, s)
		env.ExecuteWorkflow(EvolutionCycle, testInput())
		got := "nothing"
		if len(s.undone) > 0 {
			got = s.undone[0].Stage
		} else if e := s.records[len(s.records)-1].Event; e != nil && e.Failed != nil {
			got = e.Failed.Stage
		}
		if got != want {
			t.Errorf("announced stage %q, want %q", got, want)
		}
	}
}

func TestRepairGetsTheProblems(t *testing.T) {
	s := goodSteps()
	s.vet = func(in genesis.VetInput) (genesis.VetResult, error) {
		return genesis.VetResult{
			OK: s.count("code") == 4, Source: genesis.Ref{SHA256: "mended"}, CodeHash: "src",
			Problems: []genesis.VetProblem{{Message: "no"}},
		}, nil
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	if len(s.codes) != 4 {
		t.Fatalf("%d programs asked for, want 4", len(s.codes))
	}
	for i, repair := range []bool{false, true, true, false} {
		if got := len(s.codes[i].Problems) == 1 && s.codes[i].Previous.SHA256 == "mended"; got != repair {
			t.Errorf("program %d: repair %v, want %v", i+1, got, repair)
		}
	}
}

func TestTrialFeedsBack(t *testing.T) {
	s := goodSteps()
	s.trial = func(in genesis.TrialInput) (genesis.TrialResult, error) {
		if s.count("code") == 1 {
			return pair(-40, in.Seed), nil
		}
		return pair(40, in.Seed), nil
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	checkClosed(t, env, genesis.OutcomeApplied)
	if !strings.Contains(s.codes[1].Feedback, "costs energy") || s.codes[1].Previous.Empty() {
		t.Errorf("second program was asked for with %+v", s.codes[1])
	}
}

func TestAbsentModelPausesWithoutBurningAttempts(t *testing.T) {
	says := map[string]string{"absent": "connection refused", "slow": "the step took too long"}
	for name, fails := range map[string]error{
		"absent": temporal.NewNonRetryableApplicationError("connection refused", genesis.FailLLMAbsent, nil),
		"slow":   temporal.NewTimeoutError(enums.TIMEOUT_TYPE_START_TO_CLOSE, nil),
	} {
		t.Run(name, func(t *testing.T) {
			s := goodSteps()
			var slept time.Duration
			s.code = func(genesis.CodeInput) (genesis.CodeResult, error) {
				if slept < 10*time.Minute {
					return genesis.CodeResult{}, fails
				}
				return genesis.CodeResult{Model: "fake"}, nil
			}
			env := environment(t, s)
			env.SetOnTimerScheduledListener(func(_ string, d time.Duration) { slept += d })
			env.ExecuteWorkflow(EvolutionCycle, testInput())
			checkClosed(t, env, genesis.OutcomeApplied)
			if r := s.last(); r.Attempts != 1 || r.Waiting != "" {
				t.Errorf("%d attempts burned, want 1; still waits for %q", r.Attempts, r.Waiting)
			}
			if n := s.count("code"); n > 30 {
				t.Errorf("asked %d times, want growing pauses", n)
			}
			waited := false
			for _, r := range s.records {
				waited = waited ||
					r.Cycle.Waiting == genesis.WaitingForModel && r.Feed != nil && strings.Contains(r.Feed.Message, says[name])
			}
			if !waited {
				t.Errorf("nobody is told that the cycle waits for the model, since %s", says[name])
			}
		})
	}
}

func TestStaleLoadLooksAgain(t *testing.T) {
	s := goodSteps()
	s.load = func(in genesis.LoadInput) (genesis.LoadResult, error) {
		if s.count("observe") < 2 {
			return genesis.LoadResult{}, temporal.NewNonRetryableApplicationError("moved on", string(genesis.CodeStale), nil)
		}
		return genesis.LoadResult{Tick: 5, Generation: 9}, nil
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	checkClosed(t, env, genesis.OutcomeApplied)
}

func TestCancelDuringKeepTakesItOut(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	s.keep = func(context.Context) error {
		env.CancelWorkflow()
		return temporal.NewCanceledError()
	}
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	checkClosed(t, env, genesis.OutcomeCancelled)
	if len(s.undone) != 1 || s.undone[0].CodeHash != "src" || s.undone[0].Status != genesis.StatusRolledBack {
		t.Errorf("undone: %+v", s.undone)
	}
}

func TestAdjustParams(t *testing.T) {
	for _, test := range []struct {
		name    string
		after   genesis.Vitals
		with    genesis.Arm
		before  float64
		outcome genesis.Outcome
		set     []float64
	}{
		{"kept", genesis.Vitals{Entities: 210}, genesis.Arm{MeanEntities: 200, EndEntities: 200, Starved: 10}, 21,
			genesis.OutcomeApplied, []float64{25}},
		{"undone", genesis.Vitals{Entities: 50}, genesis.Arm{MeanEntities: 200, EndEntities: 200, Starved: 10}, 21,
			genesis.OutcomeRolledBack, []float64{25, 21}},
		{"undone after an answer that was lost", genesis.Vitals{Entities: 50},
			genesis.Arm{MeanEntities: 200, EndEntities: 200, Starved: 10}, 25, genesis.OutcomeRolledBack, []float64{25, 20}},
		{"refused", genesis.Vitals{}, genesis.Arm{MeanEntities: 100, EndEntities: 90}, 21, genesis.OutcomeRejected, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			s.plan = func(genesis.PlanInput) (genesis.PlanResult, error) {
				return genesis.PlanResult{Plan: genesis.EvolutionPlan{
					ActionType: genesis.ActionAdjustParams, Params: map[string]float64{"temperature": 25},
				}}, nil
			}
			s.trial = func(in genesis.TrialInput) (genesis.TrialResult, error) {
				return genesis.TrialResult{Sound: true, With: test.with,
					Without: genesis.Arm{MeanEntities: 200, EndEntities: 200, Starved: 50}}, nil
			}
			s.before = test.before
			first := s.observe
			s.observe = func() (genesis.Observation, error) {
				o, err := first()
				if s.count("set") > 0 {
					o.Vitals = test.after
				}
				return o, err
			}
			env := environment(t, s)
			env.ExecuteWorkflow(EvolutionCycle, testInput())
			checkClosed(t, env, test.outcome)
			for i, want := range test.set {
				if i >= len(s.params) || s.params[i]["temperature"] != want {
					t.Fatalf("parameters set: %v, want temperatures %v", s.params, test.set)
				}
			}
			if len(s.params) != len(test.set) {
				t.Errorf("parameters set: %v, want temperatures %v", s.params, test.set)
			}
		})
	}
}

// TestSimilarProgramIsSentBack: a program that behaves like a known trait never reaches a trial, and the coder learns
// why.
func TestSimilarProgramIsSentBack(t *testing.T) {
	s := goodSteps()
	s.vet = func(in genesis.VetInput) (genesis.VetResult, error) {
		out := genesis.VetResult{OK: true, Source: in.Source, CodeHash: "src", CanonicalHash: "canon"}
		if s.count("vet") == 1 {
			out.Similar, out.Distance = "mut_grazer_v3", 0.0625
		}
		return out, nil
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	checkClosed(t, env, genesis.OutcomeApplied)
	if s.count("code") != 2 || s.count("trial") != 4 {
		t.Errorf("%d programs and %d pairs of forks, want 2 and 4", s.count("code"), s.count("trial"))
	}
	if says := s.codes[1].Feedback; !strings.Contains(says, "acts like mut_grazer_v3 in 94 %") {
		t.Errorf("the coder was told %q", says)
	}
	if c := s.last(); c.Programs[0].Passed || !c.Programs[1].Passed {
		t.Errorf("programs on record: %+v", c.Programs)
	}
}
