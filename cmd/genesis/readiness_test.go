package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestReadinessNamesABuildThatNobodyChose runs a gateway beside a worker of a build that no new cycle goes to: /readyz
// must say so, and must be content once the build is the current one.
func TestReadinessNamesABuildThatNobodyChose(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	_ = l.Close()
	environ := []string{
		"GENESIS_HTTP_ADDR=" + address, "GENESIS_REDIS_URL=redis://" + miniredis.RunT(t).Addr(),
		"GENESIS_TEMPORAL_ADDRESS=" + temporaltest.Server(t).FrontendHostPort(),
	}
	s, err := config.Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := supervisor.Dial(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	w := worker.New(c.Temporal(), genesis.QueueCycles, worker.Options{DeploymentOptions: worker.DeploymentOptions{
		UseVersioning: true, Version: worker.WorkerDeploymentVersion{DeploymentName: supervisor.Deployment, BuildID: "one"},
	}})
	w.RegisterWorkflowWithOptions(func(workflow.Context) error { return nil },
		workflow.RegisterOptions{Name: genesis.WorkflowCycle, VersioningBehavior: workflow.VersioningBehaviorPinned})
	w.RegisterActivityWithOptions(func(context.Context) error { return nil }, activity.RegisterOptions{Name: "Any"})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()

	ctx, stop := context.WithCancel(t.Context())
	status := make(chan int, 1)
	p := &program{stdout: io.Discard, stderr: t.Output(), environ: environ}
	go func() { status <- p.run(ctx, []string{"gateway"}) }()
	defer func() { stop(); <-status }()

	waitReady(t, address, "down", "no build of the workers is the current one (there are workers of one): new cycles wait")
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(100 * time.Millisecond) {
		if err = c.MakeCurrent(t.Context(), "one"); err == nil {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
	waitReady(t, address, "up", "")
}

// waitReady waits until /readyz tells this of the worker.
func waitReady(t *testing.T, address, state, why string) {
	t.Helper()
	var told struct{ Parts, Why map[string]string }
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		res, err := http.Get("http://" + address + "/readyz")
		if err != nil {
			continue
		}
		told.Parts, told.Why = nil, nil
		err = json.NewDecoder(res.Body).Decode(&told)
		_ = res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if told.Parts["worker"] == state && strings.HasPrefix(told.Why["worker"], why) {
			return
		}
	}
	t.Fatalf("/readyz says %v, want the worker %s with %q", told, state, why)
}
