package temporalclient_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// lines is a log of JSON lines.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) all(t *testing.T) (list []map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range bytes.Lines(l.b.Bytes()) {
		var v map[string]any
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatalf("the line %q is not JSON: %v", line, err)
		}
		list = append(list, v)
	}
	return list
}

// TestLogOfTheSDK runs an activity that fails five times and then succeeds. The part's log, and not standard error,
// must get one line about the failure and one about its end.
func TestLogOfTheSDK(t *testing.T) {
	address := temporaltest.Server(t).FrontendHostPort()
	t.Setenv("TEMPORAL_CONFIG_FILE", os.DevNull)
	var out lines
	log := slog.New(slog.NewJSONHandler(&out, nil)).With("part", "worker")
	c, err := supervisor.Dial(t.Context(), settings(t, "GENESIS_TEMPORAL_ADDRESS="+address), supervisor.WithLog(log))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := worker.New(c.Temporal(), "log", worker.Options{})
	var attempts atomic.Int32
	w.RegisterActivityWithOptions(func(context.Context) error {
		if attempts.Add(1) <= 5 {
			return errors.New("redis refuses")
		}
		return nil
	}, activity.RegisterOptions{Name: "Save"})
	save := func(ctx workflow.Context) error {
		ctx = workflow.WithActivityOptions(ctx, workflow.ActivityOptions{StartToCloseTimeout: time.Minute,
			RetryPolicy: &temporal.RetryPolicy{InitialInterval: 10 * time.Millisecond, BackoffCoefficient: 1}})
		return workflow.ExecuteActivity(ctx, "Save").Get(ctx, nil)
	}
	w.RegisterWorkflowWithOptions(save, workflow.RegisterOptions{Name: "save"})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	run, err := c.Temporal().ExecuteWorkflow(t.Context(), client.StartWorkflowOptions{TaskQueue: "log"}, "save")
	if err != nil {
		t.Fatal(err)
	}
	if err := run.Get(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	said := out.all(t)
	if len(said) != 2 || said[0]["level"] != "ERROR" || said[0]["part"] != "worker" ||
		said[0]["Error"] != "redis refuses" ||
		said[1]["level"] != "INFO" || said[1]["ActivityType"] != "Save" {
		t.Errorf("after %d attempts the log says %v", attempts.Load(), said)
	}
}
