package supervisor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	workflow "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
)

// A workflow id may have several runs. Exactly one run of a cycle did the work; runs created later by a reset, or
// started by hand under the same id, ended at once. A cycle's record, ending and history are those of the first run.

// countedRun describes the run of a workflow that did the work; for everything but cycles this is the newest run. The
// error has code not_found if Temporal does not know the workflow or has deleted it.
func (c *Client) countedRun(ctx context.Context, id string) (*workflow.WorkflowExecutionInfo, error) {
	info, err := c.describe(ctx, id, "")
	if err != nil || !genesis.ValidCycle(id) {
		return info, err
	}
	if info.GetParentExecution() == nil {
		if info, err = c.childRun(ctx, id); err != nil {
			return nil, err
		}
	}
	original, err := c.originalRun(ctx, id, info.GetExecution().GetRunId())
	if err != nil || original == info.GetExecution().GetRunId() {
		return info, err
	}
	return c.describe(ctx, id, original)
}

func (c *Client) describe(ctx context.Context, id, run string) (*workflow.WorkflowExecutionInfo, error) {
	found, err := c.temporal.DescribeWorkflowExecution(ctx, id, run)
	return found.GetWorkflowExecutionInfo(), fromServer(err)
}

// childRun returns the first run of a cycle that was started by a supervisor.
func (c *Client) childRun(ctx context.Context, id string) (*workflow.WorkflowExecutionInfo, error) {
	found, err := c.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.settings.TemporalNamespace, PageSize: 100, Query: fmt.Sprintf("WorkflowId = '%s'", id),
	})
	if err != nil {
		return nil, fromServer(err)
	}
	runs := found.GetExecutions()
	slices.SortFunc(runs, func(a, b *workflow.WorkflowExecutionInfo) int {
		return a.GetStartTime().AsTime().Compare(b.GetStartTime().AsTime())
	})
	for _, run := range runs {
		info, err := c.describe(ctx, id, run.GetExecution().GetRunId())
		switch {
		case genesis.CodeOf(err) == genesis.CodeNotFound: // deleted since it was listed
		case err != nil:
			return nil, err
		case info.GetParentExecution() != nil:
			return info, nil
		}
	}
	return nil, genesis.Errorf(genesis.CodeNotFound, "Temporal knows no run of %s but such as were started by hand", id)
}

// originalRun follows a chain of resets back to the run from which it started. A run that no reset created is its own
// original.
func (c *Client) originalRun(ctx context.Context, id, run string) (string, error) {
	found, err := c.temporal.WorkflowService().GetWorkflowExecutionHistory(ctx,
		&workflowservice.GetWorkflowExecutionHistoryRequest{
			Namespace: c.settings.TemporalNamespace, MaximumPageSize: 1, // only the first event is needed
			Execution: &common.WorkflowExecution{WorkflowId: id, RunId: run},
		})
	if err != nil {
		return "", fromServer(err)
	}
	for _, first := range found.GetHistory().GetEvents() {
		return cmp.Or(first.GetWorkflowExecutionStartedEventAttributes().GetOriginalExecutionRunId(), run), nil
	}
	return run, nil
}

// resetReason returns the failure message of a cycle's newest run, which says why the run that it was reset from
// ended.
func (c *Client) resetReason(ctx context.Context, id string) string {
	info, err := c.describe(ctx, id, "")
	if err != nil || info.GetStatus() != enums.WORKFLOW_EXECUTION_STATUS_FAILED {
		return ""
	}
	err = c.temporal.GetWorkflow(ctx, id, info.GetExecution().GetRunId()).Get(ctx, nil)
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok && a.Type() == genesis.FailReset {
		return a.Message()
	}
	return ""
}
