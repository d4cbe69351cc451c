package cyclebench

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"go.temporal.io/sdk/client"
	tworker "go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

// noOpName is the name of the no-op workflow and of its steps.
const noOpName = "NoOp"

// restTime is how long a no-op workflow rests where a cycle waits. Without rests, both the server's rate limits and the
// process scheduler would treat it worse than a cycle.
const restTime = 500 * time.Millisecond

// noOpWorkflow runs no-op steps one after the other, in runs with a rest between them.
func noOpWorkflow(ctx workflow.Context, runs []int) error {
	ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute})
	for i, steps := range runs {
		if i > 0 {
			if err := workflow.Sleep(ctx, restTime); err != nil {
				return err
			}
		}
		for range steps {
			if err := workflow.ExecuteActivity(ctx, noOpName).Get(ctx, nil); err != nil {
				return err
			}
		}
	}
	return nil
}

// serveNoOps runs a worker for no-op workflows on their own task queue.
func serveNoOps(c client.Client, queue string) (tworker.Worker, error) {
	w := tworker.New(c, queue, tworker.Options{})
	w.RegisterWorkflowWithOptions(noOpWorkflow, workflow.RegisterOptions{Name: noOpName})
	w.RegisterActivityWithOptions(func(context.Context) error { return nil }, activityNamed(noOpName))
	if err := w.Start(); err != nil {
		return nil, fmt.Errorf("start the worker of workflows that do nothing: %w", err)
	}
	return w, nil
}

// noOp runs one no-op workflow and returns its duration without the rests, taken from its history as for a cycle.
func (s *system) noOp(ctx context.Context, runs []int) (time.Duration, error) {
	id := "noop-" + uuid.NewString()
	run, err := s.client.Temporal().ExecuteWorkflow(ctx, client.StartWorkflowOptions{ID: id, TaskQueue: s.noOpQueue()},
		noOpName, runs)
	if err != nil {
		return 0, fmt.Errorf("start a workflow that does nothing: %w", err)
	}
	if err := run.Get(ctx, nil); err != nil {
		return 0, fmt.Errorf("run a workflow that does nothing: %w", err)
	}
	h, err := s.client.History(ctx, id)
	if err != nil {
		return 0, err
	}
	return read(h).Rest, nil
}

func (s *system) noOpQueue() string { return "noop." + s.settings.World }
