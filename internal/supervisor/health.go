package supervisor

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	operator "go.temporal.io/api/operatorservice/v1"
	taskqueue "go.temporal.io/api/taskqueue/v1"
	workflow "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
)

// ServerVersion returns the version of the Temporal server.
func (c *Client) ServerVersion(ctx context.Context) (string, error) {
	info, err := c.temporal.WorkflowService().GetSystemInfo(ctx, &workflowservice.GetSystemInfoRequest{})
	return info.GetServerVersion(), fromServer(err)
}

// MissingAttributes lists the search attributes that the namespace lacks.
func (c *Client) MissingAttributes(ctx context.Context) ([]string, error) {
	found, err := c.temporal.OperatorService().ListSearchAttributes(ctx, &operator.ListSearchAttributesRequest{
		Namespace: c.settings.TemporalNamespace,
	})
	if operatorManaged(err) {
		return nil, err
	}
	if err != nil {
		return nil, fromServer(err)
	}
	return slices.DeleteFunc(slices.Clone(attributes), func(name string) bool {
		return found.GetCustomAttributes()[name] == enums.INDEXED_VALUE_TYPE_KEYWORD
	}), nil
}

// Search returns an error if workflows can't be searched for, which happens while Temporal's visibility store fails.
// The rest of the server, and running cycles, work without it.
func (c *Client) Search(ctx context.Context) error {
	_, err := c.temporal.CountWorkflow(ctx, &workflowservice.CountWorkflowExecutionsRequest{
		Namespace: c.settings.TemporalNamespace, Query: "ExecutionStatus = 'Running'",
	})
	return fromServer(err)
}

// Retention returns how long the namespace keeps closed cycles.
func (c *Client) Retention(ctx context.Context) (time.Duration, error) {
	now, err := c.temporal.WorkflowService().DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{
		Namespace: c.settings.TemporalNamespace,
	})
	return now.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration(), fromServer(err)
}

// identity is how this process identifies itself to Temporal: process id, host and version.
func identity() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%d@%s@%s", os.Getpid(), host, genesis.Version())
}

// Poller is a process that takes activities from a task queue.
type Poller struct {
	Identity string
	Version  string // program version from its identity; "" if unknown
	LastSeen time.Time
}

// pollTime is longer than the interval between polls of a live worker. Temporal lists dead workers for some minutes.
const pollTime = 90 * time.Second

// Pollers lists the processes that take activities from a task queue. Those that have not polled for pollTime are
// considered gone.
func (c *Client) Pollers(ctx context.Context, queue string) ([]Poller, error) {
	found, err := c.temporal.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
		Namespace: c.settings.TemporalNamespace, TaskQueue: &taskqueue.TaskQueue{Name: queue},
		TaskQueueType: enums.TASK_QUEUE_TYPE_ACTIVITY,
	})
	if err != nil {
		return nil, fromServer(err)
	}
	var pollers []Poller
	for _, p := range found.GetPollers() {
		seen := p.GetLastAccessTime().AsTime()
		if time.Since(seen) > pollTime {
			continue
		}
		poller := Poller{Identity: p.GetIdentity(), LastSeen: seen}
		if parts := strings.SplitN(p.GetIdentity(), "@", 3); len(parts) == 3 {
			poller.Version = parts[2]
		}
		pollers = append(pollers, poller)
	}
	return pollers, nil
}

// Ending is the state of a cycle's workflow.
type Ending struct {
	Running bool
	Outcome genesis.Outcome // if it has ended
	Reason  string          // why it was terminated or reset; in other cases the cycle's record says why
	At      time.Time
}

// Ending looks up a cycle's workflow. The error has code not_found if Temporal does not know the cycle or has deleted
// it.
func (c *Client) Ending(ctx context.Context, cycleID string) (Ending, error) {
	info, err := c.countedRun(ctx, cycleID)
	if err != nil {
		return Ending{}, err
	}
	if info.GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING {
		return Ending{Running: true}, nil
	}
	e := Ending{Outcome: genesis.OutcomeFailed, At: info.GetCloseTime().AsTime()}
	switch info.GetStatus() {
	case enums.WORKFLOW_EXECUTION_STATUS_TERMINATED:
		e.Reason = cmp.Or(c.resetReason(ctx, cycleID), "it was terminated from outside")
	case enums.WORKFLOW_EXECUTION_STATUS_CANCELED:
		e.Outcome = genesis.OutcomeCancelled
	}
	if told := genesis.Outcome(outcomeOf(info)); slices.Contains(genesis.Outcomes, told) {
		e.Outcome = told
	}
	return e, nil
}

// outcomeOf returns the outcome that a run has set as its search attribute.
func outcomeOf(info *workflow.WorkflowExecutionInfo) (told string) {
	payload := info.GetSearchAttributes().GetIndexedFields()[genesis.AttrOutcome]
	if converter.GetDefaultDataConverter().FromPayload(payload, &told) != nil {
		return ""
	}
	return told
}
