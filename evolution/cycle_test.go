package evolution

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// fake implements Steps without a world. It records each step and answers as a healthy world would, unless a field says
// otherwise.
type fake struct {
	done    []string // names of the steps, in order
	actions []string // of the feed
	coded   []genesis.CodeInput
	texts   []string // of the vetted programs
	shadow  genesis.ShadowInput
	undone  *genesis.MutationRef

	tick   uint64
	vet    func(n int) genesis.VetResult // of the nth program
	trial  func(n int) float64           // effect of the nth pair over all trials
	read   func(genesis.CanaryReading) genesis.CanaryReading
	forks  genesis.ShadowResult
	stale  int                       // number of loads that fail as stale
	failed string                    // name of the step that fails
	lose   map[string][]genesis.Lost // by step: the data that its next calls don't find
}

var errStep = errors.New("the step failed")

func (f *fake) note(name string) error {
	f.done = append(f.done, name)
	if name == f.failed {
		return errStep
	}
	if left := f.lose[name]; len(left) > 0 {
		f.lose[name] = left[1:]
		return &Lost{left[0], errStep}
	}
	return nil
}

func (f *fake) count(name string) (n int) {
	for _, done := range f.done {
		if done == name {
			n++
		}
	}
	return n
}

func (f *fake) Enter(stage genesis.Stage, n Note) error { return f.Tell(n) }

func (f *fake) Tell(n Note) error {
	f.actions = append(f.actions, n.Action)
	return nil
}

func (f *fake) Does(string) bool { return true }

func (f *fake) Observe(genesis.WorldRef) (genesis.Observation, error) {
	return genesis.Observation{
		Tick:   f.tick,
		Fork:   genesis.Ref{SHA256: fmt.Sprint("fork at ", f.tick)},
		Params: map[string]float64{"temperature": 20},
		Vitals: genesis.Vitals{Entities: 200},
	}, f.note("observe")
}

func (f *fake) Plan(genesis.PlanInput) (genesis.PlanResult, error) {
	return genesis.PlanResult{
		Model: "fake",
		Plan:  genesis.EvolutionPlan{ActionType: genesis.ActionNewTrait, TraitName: "forager"},
	}, f.note("plan")
}

func (f *fake) Code(in genesis.CodeInput) (genesis.CodeResult, error) {
	f.coded = append(f.coded, in)
	return genesis.CodeResult{
		Model:  "fake",
		Source: genesis.Ref{SHA256: fmt.Sprint("program ", in.Attempt)},
	}, f.note("code")
}

func (f *fake) Vet(in genesis.VetInput) (genesis.VetResult, error) {
	out := genesis.VetResult{OK: true}
	if f.vet != nil {
		out = f.vet(len(f.coded))
	}
	f.texts = append(f.texts, in.Text)
	out.Source, out.CodeHash = in.Source, in.Source.SHA256
	return out, f.note("vet")
}

func (f *fake) Trial(pairs []genesis.TrialInput, _ int) (out []genesis.TrialResult, err error) {
	for range pairs {
		effect := 40.0
		if f.trial != nil {
			effect = f.trial(f.count("pair"))
		}
		arm := genesis.Arm{MeanEntities: 200, EndEntities: 200, Births: 150}
		out = append(out, genesis.TrialResult{
			Sound: true, Calls: 100_000, With: arm, Without: arm,
			Treated: genesis.Cohort{MolbotTime: 100_000, Intake: 30_000 + 100*effect, Spent: 30_000, Alive: 50},
			Control: genesis.Cohort{MolbotTime: 100_000, Intake: 30_000, Spent: 30_000, Alive: 50},
		})
		if err := f.note("pair"); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (f *fake) Approve(string) error { return f.note("approve") }

func (f *fake) Save(genesis.SaveInput) (genesis.SaveResult, error) {
	return genesis.SaveResult{MutationID: "mut_forager_v1", Version: 1}, f.note("save")
}

func (f *fake) Load(genesis.LoadInput) (genesis.LoadResult, bool, error) {
	if f.stale > 0 {
		f.stale--
		return genesis.LoadResult{}, true, f.note("load")
	}
	return genesis.LoadResult{Tick: f.tick}, false, f.note("load")
}

func (f *fake) Beside(in genesis.ShadowInput, watch func(Steps, Shadow) error) error {
	f.shadow = in
	return watch(f, f)
}

func (f *fake) Result() (genesis.ShadowResult, bool, error) { return f.forks, true, nil }

func (f *fake) Wait() (genesis.ShadowResult, error) { return f.forks, nil }

func (f *fake) Rest(d time.Duration, _ string) error {
	f.tick += uint64(d / (16 * time.Millisecond))
	return f.note("rest")
}

func (f *fake) ReadCanary(genesis.MutationRef) (genesis.CanaryReading, error) {
	r := genesis.CanaryReading{Tick: f.tick, Loaded: true, Calls: 1000, Entities: 200}
	if f.read != nil {
		r = f.read(r)
	}
	return r, f.note("read")
}

func (f *fake) Keep(genesis.MutationRef) error { return f.note("keep") }

func (f *fake) Rollback(in genesis.MutationRef) error {
	f.undone = &in
	return f.note("rollback")
}

func (f *fake) SetParams(in genesis.SetParamInput) (genesis.SetParamResult, error) {
	return genesis.SetParamResult{Before: map[string]float64{"temperature": 20}}, f.note("set")
}

func (f *fake) RestoreParams(genesis.SetParamInput) error { return f.note("set back") }

// lived runs a cycle to its end.
func lived(t *testing.T, f *fake) (*Cycle, *Ending) {
	t.Helper()
	c := &Cycle{In: genesis.CycleInput{
		World: "main", CycleID: "cycle-main-000001", Number: 1,
		Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemStarvation},
		Policy: genesis.CyclePolicy{
			TrialPairs: 4, TrialMaxPairs: 16, TrialTicks: 1200, CanaryTicks: 1200, CanaryAdoption: .5, Repairs: 2, Samples: 1,
			TickRateMs: 16, MinTrialSupport: .85,
		},
	}}
	e := &Ending{Outcome: genesis.OutcomeApplied}
	if err := c.Run(f); err != nil && !errors.As(err, &e) {
		e = &Ending{Outcome: genesis.OutcomeFailed, Reason: err.Error()}
	}
	if err := errors.Join(c.Undo(f, e), c.End(f, e)); err != nil {
		t.Fatal(err)
	}
	return c, e
}

func TestAGoodCycle(t *testing.T) {
	f := &fake{tick: 1000}
	c, _ := lived(t, f)
	want := "observe plan code vet pair pair pair pair approve save observe load"
	if got := strings.Join(f.done, " "); !strings.HasPrefix(got, want+" rest read") ||
		!strings.HasSuffix(got, "read keep") {
		t.Errorf("steps %s", got)
	}
	if c.Record.Outcome != genesis.OutcomeApplied || c.Record.Kept != genesis.KeptHarmless || c.Record.Attempts != 1 {
		t.Errorf("%+v", c.Record)
	}
	if n := f.count("read"); n != 12 {
		t.Errorf("a canary in a world that keeps its rate is read %d times, want 12", n)
	}
	if f.shadow.From != 1000 || f.shadow.Ticks != 2400 {
		t.Errorf("forks %+v", f.shadow)
	}
}

func TestHowACycleEnds(t *testing.T) {
	known := func(int) genesis.VetResult { return genesis.VetResult{OK: true, Duplicate: "mut_old_v1"} }
	refused := genesis.VetResult{Problems: []genesis.VetProblem{{Line: 3, Message: "no such sense"}}}
	for _, test := range []struct {
		name     string
		f        *fake
		outcome  genesis.Outcome
		reason   string
		programs int
	}{
		{"mended at the second try", &fake{vet: func(n int) genesis.VetResult {
			if n < 3 {
				return refused
			}
			return genesis.VetResult{OK: true}
		}}, genesis.OutcomeApplied, "kept and inherited", 3},
		{"never mended: two samples, each with two repairs", &fake{vet: func(int) genesis.VetResult { return refused }},
			genesis.OutcomeRejected, "after 6 programs: vet refused it: line 3: no such sense", 6},
		{"known ones: two cost no try", &fake{vet: known}, genesis.OutcomeRejected,
			"after 4 programs: the same program as mut_old_v1", 4},
		{"no gain in any trial", &fake{trial: func(int) float64 { return -40 }}, genesis.OutcomeRejected,
			"after 2 programs: it surely costs energy", 2},
		{"the registry changed twice", &fake{stale: 2}, genesis.OutcomeApplied, "kept", 1},
		{"a step fails", &fake{failed: "save"}, genesis.OutcomeFailed, "the step failed", 1},
		{"the engine switched it off", &fake{read: func(r genesis.CanaryReading) genesis.CanaryReading {
			r.Tripped, r.Reason = true, "too slow"
			return r
		}}, genesis.OutcomeRolledBack, "the engine switched it off: too slow", 1},
		{"everybody suffers", &fake{forks: genesis.ShadowResult{Least: []int{400, 400, 400, 400, 400}}},
			genesis.OutcomeRolledBack,
			"at least 400 would live without it", 1},
		{"the world stands still", &fake{read: func(r genesis.CanaryReading) genesis.CanaryReading {
			r.Tick = 0
			return r
		}}, genesis.OutcomeRolledBack, "stood still", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, e := lived(t, test.f)
			if e.Outcome != test.outcome || !strings.Contains(c.Record.Reason, test.reason) ||
				c.Record.Attempts != test.programs {
				t.Errorf("%s after %d programs: %s", e.Outcome, c.Record.Attempts, c.Record.Reason)
			}
			saved := slices.Contains(test.f.done, "save")
			if undone := test.f.undone != nil; undone != (saved && e.Outcome != genesis.OutcomeApplied) {
				t.Errorf("taken out: %v, after %v", undone, test.f.done)
			}
		})
	}
}

func TestATrialThatCantTellIsExtended(t *testing.T) {
	f := &fake{trial: func(n int) float64 { return []float64{-20, 10, 40, 0}[n%4] }}
	c, _ := lived(t, f)
	if n := c.Record.Trial.Pairs; n <= 4 || !slices.Contains(f.actions, "trial_extended") {
		t.Errorf("%d pairs: %+v", n, c.Record.Trial)
	}
	if len(f.coded) > 1 && f.coded[1].Feedback == "" {
		t.Error("the coder does not hear why its trial failed")
	}
}

func TestParametersAreHeldAgainstForks(t *testing.T) {
	for least, want := range map[int]genesis.Outcome{200: genesis.OutcomeApplied, 900: genesis.OutcomeRolledBack} {
		f := &fake{
			forks: genesis.ShadowResult{
				From: 0, Least: []int{least, least, least, least, least, least}, Hungriest: make([]float64, 6),
			},
		}
		c := &Cycle{In: genesis.CycleInput{Taken: &genesis.Recalled{Plan: &genesis.EvolutionPlan{
			ActionType: genesis.ActionAdjustParams, Params: map[string]float64{"temperature": 25},
		}}, Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemManual},
			Policy: genesis.CyclePolicy{
				TrialPairs: 4, TrialTicks: 1200, CanaryTicks: 1200, TickRateMs: 16, MinTrialSupport: .85,
			}}}
		e := &Ending{Outcome: genesis.OutcomeApplied}
		if err := c.Run(f); err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if err := c.Undo(f, e); err != nil {
			t.Fatal(err)
		}
		if e.Outcome != want || f.count("set") != 1 || (f.count("set back") == 1) != (want != genesis.OutcomeApplied) {
			t.Errorf("forks of %d: %s %s, %v", least, e.Outcome, e.Reason, f.done)
		}
	}
}
