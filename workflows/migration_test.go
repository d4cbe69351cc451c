package workflows

import (
	"context"
	"slices"
	"testing"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/testsuite"

	"github.com/ai-genesis/ai-genesis"
)

// journeys stands in for the engines of two worlds. It holds the answer of each step and records the calls.
type journeys struct {
	called []string
	back   bool
	ids    map[string]bool
	fail   map[string]error // permanent errors, by step
	arrive genesis.Journey
}

func (j *journeys) run(t *testing.T) (genesis.MigrationResult, error) {
	t.Helper()
	env := (&testsuite.WorkflowTestSuite{}).NewTestWorkflowEnvironment()
	j.ids = map[string]bool{}
	step := func(name string, answer func(genesis.JourneyInput) genesis.Journey) {
		env.RegisterActivityWithOptions(func(_ context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
			j.called = append(j.called, name+" "+in.World)
			j.ids[in.Migration] = true
			return answer(in), j.fail[name]
		}, activity.RegisterOptions{Name: name})
	}
	step(genesis.ActRoom, func(genesis.JourneyInput) genesis.Journey { return genesis.Journey{} })
	step(genesis.ActDepart, func(in genesis.JourneyInput) genesis.Journey {
		return genesis.Journey{Migration: in.Migration, Traveller: &genesis.Traveller{Molbot: in.Molbot}}
	})
	step(genesis.ActArrive, func(in genesis.JourneyInput) genesis.Journey {
		if in.Traveller.World != "main" {
			t.Errorf("the traveller comes from %q", in.Traveller.World)
		}
		return j.arrive
	})
	step(genesis.ActSettle, func(in genesis.JourneyInput) genesis.Journey {
		j.back = in.Back
		return genesis.Journey{Molbot: map[bool]string{true: "mol_000009"}[in.Back]}
	})
	env.RegisterActivityWithOptions(func(_ context.Context, in genesis.TellInput) error {
		j.called = append(j.called, in.Feed.Action+" "+in.World)
		return nil
	}, activity.RegisterOptions{Name: genesis.ActTell})
	env.ExecuteWorkflow(Migration, genesis.MigrationInput{From: "main", To: "reef", Molbot: "mol_000003"})
	if !env.IsWorkflowCompleted() {
		t.Fatal("the migration has no end")
	}
	var out genesis.MigrationResult
	if err := env.GetWorkflowError(); err != nil {
		return out, err
	}
	return out, env.GetWorkflowResult(&out)
}

func TestMigration(t *testing.T) {
	final := func(code genesis.Code) error {
		return temporal.NewNonRetryableApplicationError("no", string(code), nil)
	}
	for name, c := range map[string]struct {
		j      journeys
		called []string
		back   bool
		world  string
		failed bool
	}{
		"moves": {journeys{arrive: genesis.Journey{Molbot: "mol_000007"}},
			[]string{"Room reef", "Depart main", "Arrive reef", "Settle main", "migrated main", "immigrated reef"}, false,
			"reef", false},
		"no room": {journeys{fail: map[string]error{genesis.ActRoom: final(genesis.CodeConflict)}}, []string{"Room reef"},
			false, "", true},
		"not alive": {journeys{fail: map[string]error{genesis.ActDepart: final(genesis.CodeNotFound)}},
			[]string{"Room reef", "Depart main"}, false, "", true},
		"refused": {journeys{arrive: genesis.Journey{Refused: "the world is full"}},
			[]string{"Room reef", "Depart main", "Arrive reef", "Settle main", "migration_refused main"}, true, "main", false},
		"not believed": {journeys{fail: map[string]error{genesis.ActArrive: final(genesis.CodeInvalid)}},
			[]string{"Room reef", "Depart main", "Arrive reef", "Settle main", "migration_refused main"}, true, "main", false},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := c.j.run(t)
			if !slices.Equal(c.j.called, c.called) || c.j.back != c.back || out.World != c.world || (err != nil) != c.failed {
				t.Errorf("%v, back %v, %+v, %v", c.j.called, c.j.back, out, err)
			}
			if len(c.j.ids) != 1 {
				t.Errorf("the journey went by the ids %v", c.j.ids)
			}
		})
	}
}
