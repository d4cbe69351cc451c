package worker

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/converter"
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

// TestReplay replays recorded runs on the current workflows. If it fails, running cycles would break at the next
// deployment: branch with workflow.GetVersion. Each folder holds recordings of the builds of one day and is never
// recorded again, because this build must be able to continue what those builds began. New endings get a folder for
// their day.
func TestReplay(t *testing.T) {
	paths, err := filepath.Glob("testdata/histories/*/*.json")
	if err != nil || len(paths) < 14 {
		t.Fatalf("%d recorded histories, %v", len(paths), err)
	}
	for _, path := range paths {
		name := filepath.Base(filepath.Dir(path)) + "/" + strings.TrimSuffix(filepath.Base(path), ".json")
		t.Run(name, func(t *testing.T) {
			var logs bytes.Buffer
			if err := Replay(recorded(t, path), &logs); err != nil {
				t.Errorf("%v\n%s", err, &logs)
			}
		})
	}
}

// TestEveryEndingIsRecorded: there is a recording of each way in which a cycle ends and in which its programs are
// rejected, so that the replay test covers them.
func TestEveryEndingIsRecorded(t *testing.T) {
	paths, err := filepath.Glob("testdata/histories/*/*.json")
	if err != nil {
		t.Fatal(err)
	}
	found := map[genesis.Outcome]string{}
	for _, path := range paths {
		if h := recorded(t, path); workflowOf(h) == genesis.WorkflowCycle {
			outcome := endingOf(t, h)
			found[outcome] = path
			t.Logf("%s: %s", path, outcome)
		}
	}
	wanted := slices.Concat(genesis.Outcomes,
		[]genesis.Outcome{"rejected by vet", "rejected by novelty", "rejected by trial"})
	for _, want := range slices.DeleteFunc(wanted, func(o genesis.Outcome) bool { return o == genesis.OutcomeRejected }) {
		if found[want] == "" {
			t.Errorf("no recorded history of a cycle that was %s: record one (go test -record)", want)
		}
	}
}

// workflowOf returns the name of the workflow of a history.
func workflowOf(h *history.History) string {
	return h.Events[0].GetWorkflowExecutionStartedEventAttributes().GetWorkflowType().GetName()
}

// endingOf returns how the cycle of a history ended and, if it was rejected, what rejected it.
func endingOf(t *testing.T, h *history.History) genesis.Outcome {
	t.Helper()
	last := h.Events[len(h.Events)-1]
	switch last.GetEventType() {
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
		return genesis.OutcomeCancelled
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
		var r genesis.CycleResult
		payloads := last.GetWorkflowExecutionCompletedEventAttributes().GetResult()
		if err := converter.GetDefaultDataConverter().FromPayloads(payloads, &r); err != nil {
			t.Fatal(err)
		}
		return r.Outcome
	}
	failure := last.GetWorkflowExecutionFailedEventAttributes().GetFailure()
	outcome := genesis.Outcome(failure.GetApplicationFailureInfo().GetType())
	if outcome != genesis.OutcomeRejected {
		return outcome
	}
	by := "trial"
	for said, what := range map[string]string{"vet refused it": "vet", "the same program as": "novelty",
		"it acts like": "novelty"} {
		if strings.Contains(failure.GetMessage(), said) {
			by = what
		}
	}
	return outcome + " by " + genesis.Outcome(by)
}

// TestReplayFindsABrokenWorkflow replays a recorded cycle on workflows that decide differently.
func TestReplayFindsABrokenWorkflow(t *testing.T) {
	h := recorded(t, "testdata/histories/2026-11-26/kept.json")
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
