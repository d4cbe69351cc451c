package workflows

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/mock"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

var anyArg = mock.Anything

// steps stands in for the activities. Each field is one step; by default everything succeeds.
type steps struct {
	mu       sync.Mutex
	called   []string
	records  []genesis.RecordInput
	codes    []genesis.CodeInput
	undone   []genesis.MutationRef
	params   []map[string]float64
	told     []genesis.TellInput
	vetted   []genesis.VetInput
	recall   genesis.Recalled
	tick     uint64
	standing genesis.Standing
	kept     []genesis.SupervisorRecord // records written by supervisors
	before   float64                    // the previous temperature in SetParam's answer

	observe func() (genesis.Observation, error)
	plan    func(genesis.PlanInput) (genesis.PlanResult, error)
	code    func(genesis.CodeInput) (genesis.CodeResult, error)
	vet     func(genesis.VetInput) (genesis.VetResult, error)
	trial   func(genesis.TrialInput) (genesis.TrialResult, error)
	load    func(genesis.LoadInput) (genesis.LoadResult, error)
	canary  func(genesis.CanaryReading) (genesis.CanaryReading, error)
	shadow  func(genesis.ShadowInput) (genesis.ShadowResult, error)
	keep    func(context.Context) error
	save    func() error
	record  func() error
	tell    func() error

	keepRecord func() error
}

func goodSteps() *steps {
	return &steps{
		before: 21,
		observe: func() (genesis.Observation, error) {
			return genesis.Observation{
				Tick: 1000, Generation: 7, Fork: genesis.Ref{SHA256: "fork", Size: 1}, Vitals: genesis.Vitals{Entities: 200},
				Params: map[string]float64{"temperature": 20},
			}, nil
		},
		plan: func(in genesis.PlanInput) (genesis.PlanResult, error) {
			return genesis.PlanResult{Model: "fake", Plan: genesis.EvolutionPlan{
				PlanID: "evo_plan_001", ActionType: genesis.ActionNewTrait, TraitName: "forager", Description: "seek food",
			}}, nil
		},
		code: func(genesis.CodeInput) (genesis.CodeResult, error) {
			return genesis.CodeResult{Model: "fake", Source: genesis.Ref{SHA256: "src", Size: 100}}, nil
		},
		vet: func(in genesis.VetInput) (genesis.VetResult, error) {
			return genesis.VetResult{OK: true, Source: in.Source, CodeHash: "src", CanonicalHash: "canon"}, nil
		},
		trial: func(in genesis.TrialInput) (genesis.TrialResult, error) { return pair(40, in.Seed), nil },
		load: func(in genesis.LoadInput) (genesis.LoadResult, error) {
			return genesis.LoadResult{Tick: 2000, Generation: in.Generation + 1}, nil
		},
		canary: func(r genesis.CanaryReading) (genesis.CanaryReading, error) { return r, nil },
		shadow: func(genesis.ShadowInput) (genesis.ShadowResult, error) { return genesis.ShadowResult{}, nil },
		keep:   func(context.Context) error { return nil },
		save:   func() error { return nil },
		record: func() error { return nil },
		tell:   func() error { return nil },

		keepRecord: func() error { return nil },
	}
}

// pair returns a trial in which bearers had the given advantage over the others.
func pair(effect float64, seed uint64) genesis.TrialResult {
	arm := genesis.Arm{MeanEntities: 200, EndEntities: 200, Births: 150, Deaths: 140, Starved: 90}
	return genesis.TrialResult{
		Seed: seed, Sound: true, Calls: 100_000, With: arm, Without: arm,
		Treated: genesis.Cohort{MolbotTime: 100_000, Intake: 30_000 + 100*effect + float64(seed%7), Spent: 30_000},
		Control: genesis.Cohort{MolbotTime: 100_000, Intake: 30_000, Spent: 30_000},
	}
}

func (s *steps) note(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.called = append(s.called, name)
}

func (s *steps) count(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.called {
		if c == name {
			n++
		}
	}
	return n
}

// last returns the cycle's record as it was last written.
func (s *steps) last() genesis.Cycle { return s.records[len(s.records)-1].Cycle }

func (s *steps) feed() []string {
	var actions []string
	for _, r := range s.records {
		if r.Feed != nil {
			actions = append(actions, r.Feed.Action)
		}
	}
	return actions
}

func (s *steps) register(env *testsuite.TestWorkflowEnvironment) {
	as := func(name string, f any) { env.RegisterActivityWithOptions(f, activity.RegisterOptions{Name: name}) }
	as(genesis.ActLastNumber, func(genesis.WorldRef) (int, error) { return 0, nil })
	as(genesis.ActStanding, func(genesis.WorldRef) (genesis.Standing, error) { return s.standing, nil })
	as(genesis.ActObserve, func(genesis.WorldRef) (genesis.Observation, error) {
		s.note("observe")
		return s.observe()
	})
	as(genesis.ActPlan, func(in genesis.PlanInput) (genesis.PlanResult, error) { s.note("plan"); return s.plan(in) })
	as(genesis.ActCode, func(in genesis.CodeInput) (genesis.CodeResult, error) {
		s.note("code")
		s.codes = append(s.codes, in)
		return s.code(in)
	})
	as(genesis.ActVet, func(in genesis.VetInput) (genesis.VetResult, error) {
		s.note("vet")
		s.vetted = append(s.vetted, in)
		return s.vet(in)
	})
	as(genesis.ActRecordSupervisor, func(in genesis.SupervisorRecordInput) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.kept = append(s.kept, in.SupervisorRecord)
		return s.keepRecord()
	})
	as(genesis.ActTell, func(in genesis.TellInput) error {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, in)
		return s.tell()
	})
	as(genesis.ActRecall, func(in genesis.RecallInput) (genesis.Recalled, error) {
		if in.CycleID != "cycle-main-000001" {
			return genesis.Recalled{}, temporal.NewNonRetryableApplicationError("no such cycle", string(genesis.CodeNotFound),
				nil)
		}
		return s.recall, nil
	})
	as(genesis.ActRevert, func(in genesis.RevertInput) (genesis.RollbackReply, error) {
		s.note("revert " + in.MutationID)
		return genesis.RollbackReply{RestoredID: "mut_forager_v1"}, nil
	})
	as(genesis.ActArchive, func(in genesis.WorldRef) error { s.note("archive " + in.CycleID); return nil })
	as(genesis.ActPin, func(in genesis.PinInput) error { s.note("pin " + in.MutationID); return nil })
	as(genesis.ActTrial, func(in genesis.TrialInput) (genesis.TrialResult, error) { s.note("trial"); return s.trial(in) })
	as(genesis.ActShadow, func(in genesis.ShadowInput) (genesis.ShadowResult, error) { return s.shadow(in) })
	as(genesis.ActSave, func(in genesis.SaveInput) (genesis.SaveResult, error) {
		s.note("save")
		return genesis.SaveResult{
			MutationID: "mut_forager_v1", FilePath: "mutations/trait_forager_v1.go", Version: 1,
		}, s.save()
	})
	as(genesis.ActLoad, func(in genesis.LoadInput) (genesis.LoadResult, error) {
		s.note("load")
		r, err := s.load(in)
		s.tick = r.Tick
		return r, err
	})
	as(genesis.ActCanary, func(genesis.MutationRef) (genesis.CanaryReading, error) {
		s.note("canary")
		s.tick += 300
		return s.canary(genesis.CanaryReading{Tick: s.tick, Loaded: true, Calls: 1000})
	})
	as(genesis.ActKeep, func(ctx context.Context, _ genesis.MutationRef) error { s.note("keep"); return s.keep(ctx) })
	as(genesis.ActRollback, func(in genesis.MutationRef) error {
		s.note("rollback")
		s.undone = append(s.undone, in)
		return nil
	})
	as(genesis.ActSetParam, func(in genesis.SetParamInput) (genesis.SetParamResult, error) {
		s.note("set")
		s.params = append(s.params, in.Params)
		return genesis.SetParamResult{Before: map[string]float64{"temperature": s.before}}, nil
	})
	as(genesis.ActRecord, func(in genesis.RecordInput) error {
		if err := s.record(); err != nil {
			return err
		}
		s.records = append(s.records, in)
		return nil
	})
}

func testInput() genesis.CycleInput {
	return genesis.CycleInput{
		World: "main", CycleID: "cycle-main-000001", Number: 1,
		Trigger: genesis.EvolutionTrigger{ProblemType: genesis.ProblemStarvation, Origin: genesis.OriginUser},
		Policy: genesis.CyclePolicy{
			TrialPairs: 4, TrialTicks: 1200, CanaryTicks: 1200, CanaryAdoption: 0.5, Repairs: 2, Samples: 1,
			LLMTimeoutSec: 120, TickRateMs: 16, TemporalUIURL: "http://ui", TemporalNS: "default", CooldownSec: 60,
			MinTrialSupport: 0.85,
		},
	}
}

// EvolutionSupervisor is the workflow of a worker that has no policy for the world.
func EvolutionSupervisor(ctx workflow.Context, in genesis.SupervisorInput) error {
	return Settings{}.EvolutionSupervisor(ctx, in)
}

// environment is an in-memory Temporal that knows the workflows and s.
func environment(t *testing.T, s *steps) *testsuite.TestWorkflowEnvironment {
	t.Helper()
	var suite testsuite.WorkflowTestSuite
	env := suite.NewTestWorkflowEnvironment()
	env.RegisterWorkflow(EvolutionCycle)
	env.RegisterWorkflow(EvolutionSupervisor)
	env.OnUpsertTypedSearchAttributes(mock.Anything).Return(nil).Maybe()
	s.register(env)
	return env
}
