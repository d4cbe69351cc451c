package workflows

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// update sends the supervisor an update whose answer is not a cycle.
func update(env *testsuite.TestWorkflowEnvironment, after time.Duration, name string, in any) *error {
	failed := new(error)
	env.RegisterDelayedCallback(func() {
		env.UpdateWorkflow(name, name+after.String(), &testsuite.TestUpdateCallback{
			OnAccept: func() {}, OnReject: func(err error) { *failed = err }, OnComplete: func(_ any,
				err error) {
				*failed = err
			},
		}, in)
	}, after)
	return failed
}

// actions returns the actions in the feed that the workflows themselves wrote.
func (s *steps) actions() (actions []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.told {
		actions = append(actions, t.Feed.Action)
	}
	return actions
}

// heard returns the feed once it has n lines: a cycle can end while its last line is still being written.
func (s *steps) heard(n int) []genesis.TellInput {
	for range 500 {
		s.mu.Lock()
		told := slices.Clone(s.told)
		s.mu.Unlock()
		if len(told) >= n {
			return told
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil
}

func TestPausedEvolutionStartsNothing(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	update(env, time.Second, genesis.UpdatePause, genesis.PauseRequest{By: "ann", Reason: "holiday"})
	update(env, 2*time.Second, genesis.UpdatePause, genesis.PauseRequest{By: "bob"}) // already paused: no effect
	while := ask(env, 3*time.Second, "a", genesis.OriginUser)
	update(env, 4*time.Second, genesis.UpdateResume, genesis.PauseRequest{By: "ann"})
	after := ask(env, 5*time.Second, "b", genesis.OriginUser)
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(genesis.CycleResult{}, nil)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	if e := failure(t, while); e.Type() != string(genesis.CodeConflict) || !strings.Contains(e.Error(), "ann") ||
		!strings.Contains(e.Error(), "holiday") {
		t.Errorf("while it is paused: %v", e)
	}
	if after.cycle != "cycle-main-000001" {
		t.Errorf("after it: %+v", after)
	}
	if want := []string{"evolution_paused", "evolution_resumed"}; !slices.Equal(s.actions(), want) {
		t.Errorf("told %v, want %v", s.actions(), want)
	}
}

// TestANewSupervisorKnowsThePause: a supervisor that was terminated, or lost with Temporal's database, has left pause
// and cooldown in the records, where the next one finds them.
func TestANewSupervisorKnowsThePause(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(genesis.CycleResult{}, nil)
	ask(env, time.Second, "a", genesis.OriginUser)
	update(env, 2*time.Second, genesis.UpdatePause, genesis.PauseRequest{By: "ann", Reason: "holiday"})
	env.RegisterDelayedCallback(env.CancelWorkflow, 3*time.Second)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	left := s.kept[len(s.kept)-1]
	if left.Paused == nil || left.Paused.By != "ann" || left.CooldownUntil.Before(env.Now()) {
		t.Fatalf("left %+v", s.kept)
	}

	s = goodSteps()
	left.CooldownUntil = left.CooldownUntil.Add(time.Hour)
	s.standing = genesis.Standing{Last: 1, Record: &left}
	env = environment(t, s)
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(genesis.CycleResult{}, nil)
	early := ask(env, 0, "w", genesis.OriginWatcher) // this trigger starts the new supervisor
	update(env, 2*time.Second, genesis.UpdateResume, genesis.PauseRequest{By: "ann"})
	rests := ask(env, 3*time.Second, "r", genesis.OriginWatcher)
	after := ask(env, 4*time.Second, "b", genesis.OriginUser)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	if e := failure(t, early); e.Type() != string(genesis.CodeConflict) || !strings.Contains(e.Error(), "holiday") {
		t.Errorf("while it is paused: %v", e)
	}
	if e := failure(t, rests); e.Type() != string(genesis.CodeCooldown) {
		t.Errorf("in the cooldown: %v", e)
	}
	if after.cycle != "cycle-main-000002" {
		t.Errorf("after it: %+v", after)
	}
	if want := []string{"evolution_paused", "evolution_resumed"}; !slices.Equal(s.actions(), want) {
		t.Errorf("told %v, want %v", s.actions(), want)
	}
	if last := s.kept[len(s.kept)-1]; last.Paused != nil {
		t.Errorf("left %+v", last)
	}
}

// TestTheCooldownOfAnEarlierSupervisorHolds: it also applies to the watcher's trigger that starts the new supervisor.
func TestTheCooldownOfAnEarlierSupervisorHolds(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	s.standing = genesis.Standing{Record: &genesis.SupervisorRecord{CooldownUntil: env.Now().Add(time.Hour)}}
	early := ask(env, 0, "w", genesis.OriginWatcher)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	if e := failure(t, early); e.Type() != string(genesis.CodeCooldown) {
		t.Errorf("%v", e)
	}
}

// TestARunThatWasResetGoesByTheRecord: its input is out of date.
func TestARunThatWasResetGoesByTheRecord(t *testing.T) {
	s := goodSteps()
	s.standing = genesis.Standing{Record: &genesis.SupervisorRecord{}}
	env := environment(t, s)
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(genesis.CycleResult{}, nil)
	goes := ask(env, time.Second, "a", genesis.OriginUser)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main",
		Paused: &genesis.Pause{PauseRequest: genesis.PauseRequest{By: "ann"}}})
	if goes.cycle != "cycle-main-000001" {
		t.Errorf("%+v", goes)
	}
}

// TestARedisWithoutWritesHoldsNoAnswerUp: for an hour neither the feed nor the record of a pause can be written. Each
// update is still answered within seconds, and everything is written once Redis accepts writes.
func TestARedisWithoutWritesHoldsNoAnswerUp(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	full := true
	s.keepRecord = func() error {
		if full {
			return gone(genesis.PartRedis)
		}
		return nil
	}
	s.tell = s.keepRecord
	answered := 0
	for i, in := range []any{
		genesis.PauseRequest{By: "ann"}, genesis.PauseRequest{By: "bob"}, genesis.RollbackRequest{MutationID: "mut_a_v1"},
		genesis.PinRequest{MutationID: "mut_a_v1"},
	} {
		name := []string{genesis.UpdatePause, genesis.UpdateResume, genesis.UpdateRollback, genesis.UpdatePin}[i]
		at := time.Duration(i+1) * time.Minute
		env.RegisterDelayedCallback(func() {
			asked := env.Now()
			env.UpdateWorkflow(name, name, &testsuite.TestUpdateCallback{
				OnAccept: func() {}, OnReject: func(err error) { t.Error(err) },
				OnComplete: func(_ any, err error) {
					if answered++; err != nil || env.Now().Sub(asked) > 4*time.Second {
						t.Errorf("%s is answered after %v with %v", name, env.Now().Sub(asked), err)
					}
				},
			}, in)
		}, at)
	}
	env.RegisterDelayedCallback(func() {
		if full = false; answered != 4 {
			t.Errorf("%d of 4 are answered", answered)
		}
	}, time.Hour)
	env.RegisterDelayedCallback(env.CancelWorkflow, 2*time.Hour)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	said := map[string]bool{}
	for _, action := range s.actions() {
		said[action] = true
	}
	if len(said) != 4 || s.kept[len(s.kept)-1].Paused != nil {
		t.Errorf("told %v, left %+v", said, s.kept[len(s.kept)-1])
	}
}

func TestPauseOutlivesContinueAsNew(t *testing.T) {
	env := environment(t, goodSteps())
	in := genesis.SupervisorInput{World: "main", Next: 3,
		Paused: &genesis.Pause{PauseRequest: genesis.PauseRequest{By: "ann"}}}
	while := ask(env, time.Second, "a", genesis.OriginWatcher)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, in)
	if e := failure(t, while); e.Type() != string(genesis.CodeConflict) {
		t.Errorf("%v", e)
	}
}

func TestRollbackAndPinAreTold(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	update(env, time.Second, genesis.UpdateRollback,
		genesis.RollbackRequest{MutationID: "mut_forager_v2", By: "ann", Reason: "they starve"})
	update(env, 2*time.Second, genesis.UpdatePin,
		genesis.PinRequest{MutationID: "mut_forager_v1", Pinned: true, By: "ann"})
	update(env, 3*time.Second, genesis.UpdatePin, genesis.PinRequest{MutationID: "mut_forager_v1", By: "ann"})
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	if want := []string{"rolled_back", "pinned", "unpinned"}; !slices.Equal(s.actions(), want) {
		t.Fatalf("told %v, want %v", s.actions(), want)
	}
	if m := s.told[0].Feed.Message; !strings.Contains(m, "ann: they starve") ||
		!strings.Contains(m, "mut_forager_v1 again") {
		t.Errorf("told %q", m)
	}
	if s.count("revert mut_forager_v2") != 1 || s.count("pin mut_forager_v1") != 2 {
		t.Errorf("called %v", s.called)
	}
}

func TestRerunTakesOver(t *testing.T) {
	plan := &genesis.EvolutionPlan{
		PlanID: "evo_plan_001", ActionType: genesis.ActionNewTrait, TraitName: "forager", Description: "seek",
	}
	s := goodSteps()
	s.recall = genesis.Recalled{Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemStarvation}, Plan: plan}
	env := environment(t, s)
	rerun := func(after time.Duration, in genesis.RerunRequest) *answer {
		a := &answer{}
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow(genesis.UpdateRerun, "rerun"+after.String(), a.callbacks(), in)
		}, after)
		return a
	}
	in := genesis.RerunRequest{
		CycleID: "cycle-main-000001", From: genesis.StageCode, Model: "other", By: "ann", Policy: testInput().Policy,
	}
	unknown := rerun(time.Second, genesis.RerunRequest{CycleID: "cycle-main-000009", From: genesis.StageCode})
	nowhere := rerun(2*time.Second, genesis.RerunRequest{CycleID: "cycle-main-000001", From: genesis.StageCanary})
	good := rerun(3*time.Second, in)
	env.RegisterDelayedCallback(env.CancelWorkflow, time.Hour)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main", Next: 2})
	if failure(t, unknown).Type() != string(genesis.CodeNotFound) ||
		failure(t, nowhere).Type() != string(genesis.CodeInvalid) {
		t.Errorf("unknown: %v, nowhere: %v", unknown.err, nowhere.err)
	}
	if good.err != nil || good.cycle != "cycle-main-000002" {
		t.Fatalf("%+v", good)
	}
	if s.count("plan") != 0 || s.count("code") != 1 || s.codes[0].Model != "other" ||
		s.codes[0].Plan.Description != "seek" {
		t.Errorf("called %v, coder was asked %+v", s.called, s.codes)
	}
	if c := s.last(); c.Outcome != genesis.OutcomeApplied || c.Rerun == nil || c.Rerun.CycleID != "cycle-main-000001" ||
		c.Plan.PlanID != "evo_plan_002" {
		t.Errorf("recorded %+v", c)
	}
}

func TestRerunFromTrialAsksNoModel(t *testing.T) {
	s := goodSteps()
	in := testInput()
	in.Rerun = &genesis.Rerun{CycleID: "cycle-main-000009", From: genesis.StageTrial}
	in.Taken = &genesis.Recalled{
		Plan: &genesis.EvolutionPlan{ActionType: genesis.ActionNewTrait, TraitName: "forager"}, Model: "older",
		Program: &genesis.Program{Source: genesis.Ref{SHA256: "src", Size: 9}, Passed: true},
	}
	env := environment(t, s)
	env.ExecuteWorkflow(EvolutionCycle, in)
	if s.count("plan")+s.count("code")+s.count("vet") != 0 || s.count("trial") == 0 ||
		s.last().Outcome != genesis.OutcomeApplied {
		t.Errorf("called %v, ended %+v", s.called, s.last())
	}
}

func TestHandWrittenTrait(t *testing.T) {
	for _, test := range []struct {
		name    string
		skip    bool
		vet     genesis.VetResult
		outcome genesis.Outcome
		trials  int
	}{
		{"tried", false, genesis.VetResult{OK: true, Source: genesis.Ref{SHA256: "src", Size: 1}, CodeHash: "src"},
			genesis.OutcomeApplied, 4},
		{"not tried", true, genesis.VetResult{OK: true, Source: genesis.Ref{SHA256: "src", Size: 1}, CodeHash: "src"},
			genesis.OutcomeApplied, 0},
		{"refused", false, genesis.VetResult{Problems: []genesis.VetProblem{{Line: 2, Message: "no"}}},
			genesis.OutcomeRejected, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			s.vet = func(genesis.VetInput) (genesis.VetResult, error) { return test.vet, nil }
			env := environment(t, s)
			in := testInput()
			in.ByHand = &genesis.ByHand{Source: genesis.Ref{SHA256: "mine", Size: 5}, TraitName: "mine", SkipTrial: test.skip}
			env.ExecuteWorkflow(EvolutionCycle, in)
			if s.count("plan")+s.count("code") != 0 || s.count("trial") != test.trials || s.last().Outcome != test.outcome {
				t.Errorf("called %v, ended %s: %s", s.called, s.last().Outcome, s.last().Reason)
			}
			if len(s.vetted) != 1 || s.vetted[0].ByHand == nil || s.vetted[0].Source.SHA256 != "mine" {
				t.Errorf("vetted %+v", s.vetted)
			}
		})
	}
}

func TestApprovalIsWaitedFor(t *testing.T) {
	for _, test := range []struct {
		name    string
		say     func(*testsuite.TestWorkflowEnvironment)
		outcome genesis.Outcome
	}{
		{"approved", func(env *testsuite.TestWorkflowEnvironment) {
			env.SignalWorkflow(genesis.SignalApprove, genesis.Approval{By: "ann"})
		}, genesis.OutcomeApplied},
		{"vetoed", func(env *testsuite.TestWorkflowEnvironment) {
			env.SignalWorkflow(genesis.SignalVeto, genesis.Veto{By: "ann", Reason: "no"})
		}, genesis.OutcomeVetoed},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := goodSteps()
			env := environment(t, s)
			env.RegisterDelayedCallback(func() {
				if c := s.last(); c.Stage != genesis.StageApproval || c.Waiting != genesis.WaitingForApproval ||
					s.count("save") != 0 {
					t.Errorf("after an hour: %s, waiting for %q, called %v", c.Stage, c.Waiting, s.called)
				}
				test.say(env)
			}, time.Hour)
			in := testInput()
			in.Policy.Approval = true
			env.ExecuteWorkflow(EvolutionCycle, in)
			if s.last().Outcome != test.outcome || s.last().Waiting != "" {
				t.Errorf("ended %+v", s.last())
			}
			told := s.heard(1)
			if len(told) != 1 || !strings.Contains(told[0].Feed.Message, "ann") {
				t.Errorf("told %+v", told)
			}
		})
	}
}

// TestASignalThatCannotBeReadSilencesNobody sends something that is not a veto, as anybody can with Temporal's own
// tools.
func TestASignalThatCannotBeReadSilencesNobody(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(genesis.SignalVeto, []int{1}) }, 30*time.Minute)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(genesis.SignalApprove, "not yet") }, time.Hour)
	env.RegisterDelayedCallback(func() { env.SignalWorkflow(genesis.SignalApprove, genesis.Approval{By: "ann"}) },
		2*time.Hour)
	in := testInput()
	in.Policy.Approval = true
	env.ExecuteWorkflow(EvolutionCycle, in)
	if s.last().Outcome != genesis.OutcomeApplied {
		t.Errorf("ended %s: %s", s.last().Outcome, s.last().Reason)
	}
	s.heard(3)
	if want := []string{"unread", "unread", "approved"}; !slices.Equal(s.actions(), want) {
		t.Errorf("told %v, want %v", s.actions(), want)
	}
}

// TestWhatIsNotUnderstoodDoesNothing sends signals that a loose decoder would take for an approval, a veto or an empty
// hint. Each is reported, and the cycle keeps waiting.
func TestWhatIsNotUnderstoodDoesNothing(t *testing.T) {
	for _, signal := range []string{genesis.SignalApprove, genesis.SignalVeto, genesis.SignalCancel, genesis.SignalHint} {
		for _, words := range []string{
			`{"approved": false, "text": "not yet"}`, `{"approved": true}`, `{"text": 5}`, `{"reason": 5}`, `null`, `true`, `7`,
			`[]`, `[{"by": "eve"}]`, `{"by": null}`, `{"by": "eve", "reason": null}`, `{`, `{"by": "eve"} {}`,
		} {
			t.Run(signal+" "+words, func(t *testing.T) {
				s := goodSteps()
				env := environment(t, s)
				in := testInput()
				in.Policy.Approval = true
				env.RegisterDelayedCallback(func() {
					env.SignalWorkflow(signal, converter.NewRawValue(payload(words)))
				}, time.Minute)
				waits := false
				env.RegisterDelayedCallback(func() { waits = s.last().Waiting == genesis.WaitingForApproval }, time.Hour)
				env.RegisterDelayedCallback(func() { env.SignalWorkflow(genesis.SignalApprove, genesis.Approval{By: "ann"}) },
					2*time.Hour)
				env.ExecuteWorkflow(EvolutionCycle, in)
				s.heard(2)
				if want := []string{"unread", "approved"}; !waits || !slices.Equal(s.actions(), want) {
					t.Errorf("told %v, waited for an approval: %v; %s", s.actions(), waits, s.last().Reason)
				}
			})
		}
	}
}

// TestWhatDoesNotShowIsLeftOut: invisible characters are removed from signals before they reach the feed and the
// coder's prompt.
func TestWhatDoesNotShowIsLeftOut(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	s.plan = func(genesis.PlanInput) (genesis.PlanResult, error) {
		env.SignalWorkflow(genesis.SignalHint, genesis.Hint{By: "e\u202eve", Text: "\u001b[31mred\nx\uffff"})
		return genesis.PlanResult{
			Model: "fake", Plan: genesis.EvolutionPlan{ActionType: genesis.ActionNewTrait, TraitName: "forager"},
		}, nil
	}
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	if len(s.codes) != 1 || s.codes[0].Feedback != "[31mred x" {
		t.Errorf("the coder was told %+v", s.codes)
	}
	if m := s.heard(1)[0].Feed.Message; !strings.HasSuffix(m, "eve: [31mred x.") {
		t.Errorf("the feed was told %q", m)
	}
}

func TestAHintOfAnyLengthIsCut(t *testing.T) {
	s := goodSteps()
	env := environment(t, s)
	s.plan = func(genesis.PlanInput) (genesis.PlanResult, error) {
		env.SignalWorkflow(genesis.SignalHint, genesis.Hint{By: "eve", Text: strings.Repeat("ä", 10_000)})
		return genesis.PlanResult{
			Model: "fake", Plan: genesis.EvolutionPlan{ActionType: genesis.ActionNewTrait, TraitName: "forager"},
		}, nil
	}
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	if len(s.codes) != 1 || s.codes[0].Feedback != strings.Repeat("ä", genesis.MaxMessageLen) {
		t.Errorf("the coder was told %+v", s.codes)
	}
}

// TestTriggersOfTemporalsOwnTools sends triggers as a person might type them: without a policy, or with nonsense.
func TestTriggersOfTemporalsOwnTools(t *testing.T) {
	bare := func(env *testsuite.TestWorkflowEnvironment, after time.Duration, problem genesis.Problem) *answer {
		a := &answer{}
		env.RegisterDelayedCallback(func() {
			env.UpdateWorkflow(genesis.UpdateTrigger, after.String(), a.callbacks(), genesis.TriggerRequest{
				Trigger: genesis.EvolutionTrigger{ProblemType: problem, By: "eve"},
			})
		}, after)
		return a
	}
	var early, nonsense, late *answer
	var policies []genesis.CyclePolicy
	env := environment(t, goodSteps())
	env.OnWorkflow(genesis.WorkflowCycle, anyArg, anyArg).Return(
		func(_ workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
			policies = append(policies, in.Policy)
			return genesis.CycleResult{}, nil
		},
	)
	early = bare(env, time.Second, "")
	ask(env, time.Minute, "a", genesis.OriginUser)
	nonsense = bare(env, 2*time.Minute, "boredom")
	late = bare(env, 3*time.Minute, genesis.ProblemStarvation)
	env.RegisterDelayedCallback(env.CancelWorkflow, 5*time.Minute)
	env.ExecuteWorkflow(EvolutionSupervisor, genesis.SupervisorInput{World: "main"})
	for _, a := range []*answer{early, nonsense} {
		if e := failure(t, a); e.Type() != string(genesis.CodeInvalid) {
			t.Errorf("%v", e)
		}
	}
	if late.cycle != "cycle-main-000002" || len(policies) != 2 || policies[1] != testInput().Policy {
		t.Errorf("answered %+v, with the policies %+v", late, policies)
	}
}
