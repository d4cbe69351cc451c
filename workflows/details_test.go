package workflows

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/mock"

	"github.com/ai-genesis/ai-genesis"
)

// TestMemoHasTheDiff: a cycle that makes a new version of a trait tells vet which version to compare with, and leaves
// the difference in its memo.
func TestMemoHasTheDiff(t *testing.T) {
	t.Parallel()
	s := goodSteps()
	seen := s.observe
	s.observe = func() (genesis.Observation, error) {
		o, err := seen()
		o.Traits = []genesis.TraitRef{
			{
				Name: "forager", Version: 2, MutationID: "mut_forager_v2",
			}, {Name: "forager", Version: 1, MutationID: "mut_forager_v1"},
			{Name: "other", Version: 7, MutationID: "mut_other_v7"},
		}
		return o, err
	}
	s.vet = func(in genesis.VetInput) (genesis.VetResult, error) {
		return genesis.VetResult{
			OK:       true,
			Source:   in.Source,
			CodeHash: "src",
			Diff:     "--- " + in.Before + "\n-\told ```\n+\tnew\n",
		}, nil
	}
	env := environment(t, s)
	var memo string
	env.OnUpsertMemo(mock.Anything).Run(func(args mock.Arguments) {
		memo, _ = args.Get(0).(map[string]any)[genesis.MemoDetails].(string)
	}).Return(nil)
	env.ExecuteWorkflow(EvolutionCycle, testInput())
	if err := env.GetWorkflowError(); err != nil {
		t.Fatal(err)
	}
	if want := "```diff\n--- mut_forager_v2\n-\told '''\n+\tnew\n```"; !strings.HasSuffix(memo, want) {
		t.Errorf("the memo does not end with %q:\n%s", want, memo)
	}
}
