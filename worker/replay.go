package worker

import (
	"io"
	"log/slog"

	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"
	tlog "go.temporal.io/sdk/log"
	tworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/workflows"
)

// Replay runs a recorded history through the current workflow code, which must make the same decisions. The log output
// of the workflows goes to logs. The error says where the code deviates from the history.
func Replay(h *history.History, logs io.Writer) error {
	r, err := replayer()
	if err != nil {
		return err
	}
	RegisterWorkflows(r, workflows.Settings{})
	return replay(r, h, logs)
}

func replayer() (tworker.WorkflowReplayer, error) {
	return tworker.NewWorkflowReplayerWithOptions(tworker.WorkflowReplayerOptions{
		EnableLoggingInReplay: true, DisableDeadlockDetection: true, // a person may be stopping it in a debugger
	})
}

// executionOf returns the execution that a history belongs to. The original run id matters after a reset.
func executionOf(h *history.History) workflow.Execution {
	started := h.GetEvents()[0].GetWorkflowExecutionStartedEventAttributes()
	e := workflow.Execution{ID: started.GetWorkflowId(), RunID: started.GetOriginalExecutionRunId()}
	for _, event := range h.GetEvents() {
		f := event.GetWorkflowTaskFailedEventAttributes()
		if f.GetCause() == enums.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW {
			e.RunID = f.GetNewRunId()
		}
	}
	return e
}

func replay(r tworker.WorkflowReplayer, h *history.History, logs io.Writer) error {
	log := tlog.NewStructuredLogger(slog.New(slog.NewTextHandler(logs, &slog.HandlerOptions{Level: slog.LevelInfo})))
	if err := r.ReplayWorkflowHistoryWithOptions(log, h,
		tworker.ReplayWorkflowHistoryOptions{OriginalExecution: executionOf(h)}); err != nil {
		return genesis.Errorf(genesis.CodeConflict, "today's workflow code decides otherwise than the history: %v", err)
	}
	return nil
}
