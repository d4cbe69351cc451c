package supervisor

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	deployment "go.temporal.io/api/deployment/v1"
	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	taskqueue "go.temporal.io/api/taskqueue/v1"
	workflow "go.temporal.io/api/workflow/v1"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"

	"github.com/ai-genesis/ai-genesis"
)

// Deployment is the name of the worker deployment under which Temporal keeps the workers' builds. All worlds of a
// namespace share it because they share their workers.
const Deployment = "genesis"

// Builds is what Temporal knows about the builds whose workers run workflows. The empty build stands for unversioned
// workers.
type Builds struct {
	Current string          // build that runs new cycles and all supervisors
	Served  map[string]bool // builds whose workers poll for work
}

// Builds fetches the builds that Temporal knows.
func (c *Client) Builds(ctx context.Context) (Builds, error) {
	found, err := c.temporal.WorkflowService().DescribeTaskQueue(ctx, &workflowservice.DescribeTaskQueueRequest{
		Namespace: c.settings.TemporalNamespace, TaskQueue: &taskqueue.TaskQueue{Name: genesis.QueueCycles},
		TaskQueueType: enums.TASK_QUEUE_TYPE_WORKFLOW,
	})
	if err != nil {
		return Builds{}, fromServer(err)
	}
	b := Builds{Current: found.GetVersioningInfo().GetCurrentDeploymentVersion().GetBuildId(), Served: map[string]bool{}}
	for _, p := range found.GetPollers() {
		if time.Since(p.GetLastAccessTime().AsTime()) > pollTime {
			continue
		}
		build := ""
		if o := p.GetDeploymentOptions(); o.GetWorkerVersioningMode() == enums.WORKER_VERSIONING_MODE_VERSIONED {
			build = o.GetBuildId()
		}
		b.Served[build] = true
	}
	return b, nil
}

// KnowsBuild reports whether workers of a build have ever polled. The error has code invalid if the server does not
// support builds or does not let this process read them, and unavailable if the failure is transient.
func (c *Client) KnowsBuild(ctx context.Context, build string) (bool, error) {
	_, err := c.temporal.WorkflowService().DescribeWorkerDeploymentVersion(ctx,
		&workflowservice.DescribeWorkerDeploymentVersionRequest{
			Namespace: c.settings.TemporalNamespace, DeploymentVersion: versionOf(build),
		})
	if _, absent := errors.AsType[*serviceerror.NotFound](err); absent {
		return false, nil
	}
	if withoutBuilds(err) {
		return false, genesis.Errorf(genesis.CodeInvalid, "Temporal does not tell of builds: %v", err)
	}
	if err != nil {
		return false, unavailable("look up the builds of the workers", err)
	}
	return true, nil
}

// withoutBuilds reports whether err means that the server permanently refuses to answer questions about builds.
func withoutBuilds(err error) bool {
	_, unknown := errors.AsType[*serviceerror.Unimplemented](err)
	_, hidden := errors.AsType[*serviceerror.PermissionDenied](err)
	_, off := errors.AsType[*serviceerror.FailedPrecondition](err)
	_, invalid := errors.AsType[*serviceerror.InvalidArgument](err)
	return unknown || hidden || off || invalid
}

func versionOf(build string) *deployment.WorkerDeploymentVersion {
	return &deployment.WorkerDeploymentVersion{DeploymentName: Deployment, BuildId: build}
}

// MakeCurrent routes new cycles and all supervisors to a build. Running cycles stay on their build.
func (c *Client) MakeCurrent(ctx context.Context, build string) error {
	_, err := c.temporal.WorkerDeploymentClient().GetHandle(Deployment).SetCurrentVersion(ctx,
		client.WorkerDeploymentSetCurrentVersionOptions{BuildID: build})
	if err != nil {
		return unavailable("make the build "+build+" the current one", err)
	}
	return nil
}

// Adopt moves running cycles, of all worlds, from builds that no worker serves to the given build, and returns their
// ids. A moved cycle stays on its new build.
func (c *Client) Adopt(ctx context.Context, build string, served map[string]bool) (moved []string, err error) {
	for cycle, err := range c.pinnedCycles(ctx) {
		if err != nil {
			return moved, err
		}
		if cycle.build == build || served[cycle.build] {
			continue
		}
		if err := c.pin(ctx, cycle.id, cycle.run, build); err != nil {
			return moved, err
		}
		moved = append(moved, cycle.id)
	}
	return moved, nil
}

// pinnedCycle is a running cycle and the build it is pinned to.
type pinnedCycle struct{ id, run, build string }

// pinnedCycles yields the running cycles of all worlds that are pinned to a build. An error concerns either one cycle
// (with code not_found if it is gone) or, as the first and last value, the whole listing.
func (c *Client) pinnedCycles(ctx context.Context) iter.Seq2[pinnedCycle, error] {
	return func(yield func(pinnedCycle, error) bool) {
		found, err := c.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
			Namespace: c.settings.TemporalNamespace, PageSize: 1000, // at most one running cycle per world
			Query: fmt.Sprintf("WorkflowType = '%s' AND ExecutionStatus = 'Running'", genesis.WorkflowCycle),
		})
		if err != nil {
			yield(pinnedCycle{}, fromServer(err))
			return
		}
		for _, e := range found.GetExecutions() {
			id, run := e.GetExecution().GetWorkflowId(), e.GetExecution().GetRunId()
			info, err := c.describe(ctx, id, run)
			build, pinned := pinnedTo(info.GetVersioningInfo())
			if err == nil && (!pinned || info.GetStatus() != enums.WORKFLOW_EXECUTION_STATUS_RUNNING) {
				continue
			}
			if !yield(pinnedCycle{id, run, build}, err) {
				return
			}
		}
	}
}

// pinnedTo returns the build that a workflow is pinned to, if any.
func pinnedTo(v *workflow.WorkflowExecutionVersioningInfo) (build string, pinned bool) {
	if o := v.GetVersioningOverride(); o != nil {
		return o.GetPinned().GetVersion().GetBuildId(), o.GetPinned() != nil
	}
	return v.GetDeploymentVersion().GetBuildId(), v.GetBehavior() == enums.VERSIONING_BEHAVIOR_PINNED
}

// pin pins a workflow to a build; with an empty build the workflow goes where new workflows go.
func (c *Client) pin(ctx context.Context, id, run, build string) error {
	var to client.VersioningOverride = &client.AutoUpgradeVersioningOverride{}
	if build != "" {
		to = &client.PinnedVersioningOverride{Version: worker.WorkerDeploymentVersion{DeploymentName: Deployment,
			BuildID: build}}
	}
	_, err := c.temporal.UpdateWorkflowExecutionOptions(ctx, client.UpdateWorkflowExecutionOptionsRequest{
		WorkflowId: id, RunId: run,
		WorkflowExecutionOptionsChanges: client.WorkflowExecutionOptionsChanges{
			VersioningOverride: &client.VersioningOverrideChange{Value: to},
		},
	})
	if _, ended := errors.AsType[*serviceerror.NotFound](err); err != nil && !ended {
		return unavailable(fmt.Sprintf("move %s to the build %s", id, build), err)
	}
	return nil
}
