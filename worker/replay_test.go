package worker

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	history "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/workflows"
)

func recorded(t *testing.T, path string) *history.History {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := supervisor.ReadHistory(f)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// TestReplay holds today's workflows to what was decided in recorded runs. If it fails, running cycles would break at
// the next deployment: branch with workflow.GetVersion.
func TestReplay(t *testing.T) {
	paths, err := filepath.Glob("testdata/histories/*.json")
	if err != nil || len(paths) < 7 {
		t.Fatalf("%d recorded histories, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".json"), func(t *testing.T) {
			var logs bytes.Buffer
			if err := Replay(recorded(t, path), &logs); err != nil {
				t.Errorf("%v\n%s", err, &logs)
			}
		})
	}
}

// TestReplayFindsABrokenWorkflow replays a kept cycle on workflows that decide otherwise.
func TestReplayFindsABrokenWorkflow(t *testing.T) {
	h := recorded(t, "testdata/histories/kept.json")
	for name, broken := range map[string]any{
		"an activity too many": func(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
			ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: 1})
			if err := workflow.ExecuteActivity(ctx, genesis.ActKeep, genesis.MutationRef{}).Get(ctx, nil); err != nil {
				return genesis.CycleResult{}, err
			}
			return workflows.EvolutionCycle(ctx, in)
		},
		"ends at once": func(workflow.Context, genesis.CycleInput) (genesis.CycleResult, error) {
			return genesis.CycleResult{}, nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := replayer()
			if err != nil {
				t.Fatal(err)
			}
			r.RegisterWorkflowWithOptions(broken, workflow.RegisterOptions{Name: genesis.WorkflowCycle})
			var logs bytes.Buffer
			if err := replay(r, h, &logs); genesis.CodeOf(err) != genesis.CodeConflict {
				t.Errorf("%v, want an error of code conflict", err)
			}
		})
	}
}
