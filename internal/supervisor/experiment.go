package supervisor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// LivingCell is a cell of an experiment that is running or waits for a worker.
type LivingCell struct {
	Name    string
	Cycles  int    // completed so far
	Worker  string // "" while no worker has it
	Attempt int    // number of the current attempt
	Failure string // error of the previous attempt
}

// ExperimentRun is the state of an experiment's workflow.
type ExperimentRun struct {
	Running bool // it has not ended
	Stopped bool
	Cells   []LivingCell
}

// StartExperiment runs the cells of an experiment that have no results yet. The error has code conflict while the
// experiment is already running.
func (c *Client) StartExperiment(ctx context.Context, e genesis.Experiment) error {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	_, err := c.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: genesis.ExperimentID(e.Name), TaskQueue: genesis.QueueCycles,
		WorkflowExecutionErrorWhenAlreadyStarted: true,
		StaticSummary:                            fmt.Sprintf("experiment %s: %d cells", e.Name, len(e.Cells())),
	}, genesis.WorkflowExperiment, genesis.ExperimentInput{Experiment: e})
	if _, runs := errors.AsType[*serviceerror.WorkflowExecutionAlreadyStarted](err); runs {
		return genesis.Errorf(genesis.CodeConflict, "the experiment %s runs already: genesis experiment show %s looks at it",
			e.Name, e.Name)
	}
	return experimentError(err, e.Name)
}

// experimentError adds the experiment's name to an error.
func experimentError(err error, name string) error {
	if _, absent := errors.AsType[*serviceerror.NotFound](err); absent {
		return genesis.Errorf(genesis.CodeNotFound, "the experiment %s does not run; genesis experiment resume %s goes on "+
			"with what is missing", name, name)
	}
	if err != nil {
		return unavailable("Temporal can't be asked about the experiment "+name, err)
	}
	return nil
}

// ExperimentRun looks up the workflow of an experiment. An experiment that Temporal does not know is reported as not
// running.
func (c *Client) ExperimentRun(ctx context.Context, name string) (run ExperimentRun, err error) {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	found, err := c.temporal.DescribeWorkflowExecution(ctx, genesis.ExperimentID(name), "")
	if _, absent := errors.AsType[*serviceerror.NotFound](err); absent {
		return run, nil
	}
	if err != nil {
		return run, experimentError(err, name)
	}
	convert, err := temporalclient.DataConverter(c.settings)
	if err != nil {
		return run, err
	}
	info := found.GetWorkflowExecutionInfo()
	run.Running = info.GetStatus() == enums.WORKFLOW_EXECUTION_STATUS_RUNNING
	if told := info.GetMemo().GetFields()[genesis.MemoStopped]; told != nil {
		if err := convert.FromPayload(told, &run.Stopped); err != nil {
			return run, err
		}
	}
	for _, a := range found.GetPendingActivities() {
		if a.GetActivityType().GetName() != genesis.ActExperimentCell {
			continue
		}
		failure := a.GetLastFailure()
		if failure != nil {
			if err := c.codec.DecryptKnown(ctx, failure); err != nil {
				return run, err
			}
		}
		cell := LivingCell{Name: a.GetActivityId(), Attempt: int(a.GetAttempt()), Failure: failure.GetMessage()}
		if a.GetState() == enums.PENDING_ACTIVITY_STATE_STARTED {
			cell.Worker = a.GetLastWorkerIdentity()
		}
		if a.GetHeartbeatDetails() != nil {
			_ = convert.FromPayloads(a.GetHeartbeatDetails(), &cell.Cycles) // progress is informative only
		}
		run.Cells = append(run.Cells, cell)
	}
	slices.SortFunc(run.Cells, func(a, b LivingCell) int { return cmp.Compare(a.Name, b.Name) })
	return run, nil
}

// SignalExperiment stops or resumes a running experiment. Temporal keeps the signal until a worker is there.
func (c *Client) SignalExperiment(ctx context.Context, name, signal string) error {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	return experimentError(c.temporal.SignalWorkflow(ctx, genesis.ExperimentID(name), "", signal, nil), name)
}

// EndExperiment terminates the workflow of an experiment if it runs. Workers abort its cells when their next heartbeat
// fails.
func (c *Client) EndExperiment(ctx context.Context, name string) error {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	err := c.temporal.TerminateWorkflow(ctx, genesis.ExperimentID(name), "", "the experiment is removed")
	if _, absent := errors.AsType[*serviceerror.NotFound](err); absent {
		return nil
	}
	return experimentError(err, name)
}

// AwaitExperiment waits for the end of an experiment.
func (c *Client) AwaitExperiment(ctx context.Context, name string) (out genesis.ExperimentResult, err error) {
	err = c.temporal.GetWorkflow(ctx, genesis.ExperimentID(name), "").Get(ctx, &out)
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return out, fromApplicationError(a)
	}
	if err != nil && ctx.Err() == nil {
		return out, genesis.Errorf(genesis.CodeUnavailable, "the experiment %s: %v", name, err)
	}
	return out, err
}
