package doctor

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alicebob/miniredis/v2"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/worker"
	"google.golang.org/grpc"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
	"github.com/ai-genesis/ai-genesis/internal/supervisor"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

// TestTemporalIsExamined examines a real Temporal that has not been prepared, then one that is served by a worker of
// another version.
func TestTemporalIsExamined(t *testing.T) {
	server := temporaltest.Server(t)
	address := "GENESIS_TEMPORAL_ADDRESS=" + server.FrontendHostPort()

	r := examine(t, address)
	found(t, r, "temporal", OK, server.FrontendHostPort(), "")
	found(t, r, "search attributes", Problem, "GenesisWorld", "genesis doctor --fix")
	found(t, r, "queue trial", Problem, "no worker serves it", "start `genesis worker`")
	found(t, r, "queue engine.main", Problem, "no worker serves it", "start `genesis engine`")
	r = examine(t, address, "GENESIS_TEMPORAL_NAMESPACE=nowhere")
	found(t, r, "namespace", Problem, `no namespace "nowhere"`, "namespace create")

	s, err := config.Load([]string{address}, "")
	if err != nil {
		t.Fatal(err)
	}
	c, err := supervisor.Dial(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Prepare(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := worker.New(c.Temporal(), genesis.QueueTrial, worker.Options{Identity: "7@elsewhere@v0.1.0"})
	if err := w.Start(); err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	for deadline := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if p, err := c.Pollers(t.Context(), genesis.QueueTrial); err == nil && len(p) > 0 {
			if p[0].Version != "v0.1.0" {
				t.Errorf("%+v", p)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("Temporal does not see the worker")
		}
	}
	store, err := redisstore.Connect("redis://"+miniredis.RunT(t).Addr()+"/0", s.World)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := c.SetOwner(t.Context(), "another"); err != nil {
		t.Fatal(err)
	}
	d := &doctor{Settings: s, store: store, versions: map[string][]string{"v0.2.0": {"this command"}}}
	d.binding(t.Context(), c)
	found(t, d.report, "binding", Problem, "Redis has lost its id", "start the engine")
	if _, err := store.ClaimIdentity(t.Context(), "this"); err != nil {
		t.Fatal(err)
	}
	d.report.Findings = nil
	d.temporalServer(t.Context(), c, nil)
	found(t, d.report, "search attributes", OK, "all there", "")
	found(t, d.report, "search", OK, "finds workflows", "")
	found(t, d.report, "queue trial", OK, "served", "")
	found(t, d.report, "binding", Problem, "another Redis (id another)", "genesis doctor --claim")
	d.report.Findings, d.claiming = nil, true
	d.binding(t.Context(), c)
	found(t, d.report, "binding", Mended, "(id this)", "")
	d.report.Findings, d.claiming = nil, false
	d.binding(t.Context(), c)
	found(t, d.report, "binding", OK, "belongs to this Redis", "")
	d.compareVersions()
	found(t, d.report, "versions", Warning, "v0.1.0 (7@elsewhere@v0.1.0); v0.2.0 (this command)", "restart")
}

// TestHalfOfTemporalFails examines a server that answers although its store for searching does not.
func TestHalfOfTemporalFails(t *testing.T) {
	server := temporaltest.Server(t)
	s, err := config.Load([]string{"GENESIS_TEMPORAL_ADDRESS=" + server.FrontendHostPort()}, "")
	if err != nil {
		t.Fatal(err)
	}
	fails := func(ctx context.Context, method string, in, out any, c *grpc.ClientConn, next grpc.UnaryInvoker,
		o ...grpc.CallOption) error {
		if strings.HasSuffix(method, "/CountWorkflowExecutions") || strings.HasSuffix(method, "/ListWorkflowExecutions") {
			return serviceerror.NewUnavailable("no such table: executions_visibility")
		}
		return next(ctx, method, in, out, c, o...)
	}
	temporal, err := client.Dial(client.Options{HostPort: server.FrontendHostPort(),
		ConnectionOptions: client.ConnectionOptions{DialOptions: []grpc.DialOption{grpc.WithUnaryInterceptor(fails)}}})
	if err != nil {
		t.Fatal(err)
	}
	defer temporal.Close()
	store, err := redisstore.Connect("redis://"+miniredis.RunT(t).Addr()+"/0", s.World)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	d := &doctor{Settings: s, store: store, versions: map[string][]string{}}
	d.temporalServer(t.Context(), supervisor.New(temporal, s), nil)
	found(t, d.report, "temporal", OK, server.FrontendHostPort(), "")
	found(t, d.report, "search", Problem, "its server or database fails", "visibility")
	found(t, d.report, "queue trial", Problem, "no worker serves it", "start `genesis worker`")
	for _, f := range d.report.Findings {
		if strings.Contains(f.Says, "supervisor") {
			t.Errorf("%s blames the supervisor: %s", f.Check, f.Says)
		}
	}
}
