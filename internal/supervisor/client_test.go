package supervisor

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	enums "go.temporal.io/api/enums/v1"
	namespace "go.temporal.io/api/namespace/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/temporaltest"
)

func settings(t *testing.T, environ ...string) config.Settings {
	t.Helper()
	s, err := config.Load(environ, "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDialSaysWhatToDo(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = l.Close()
	ctx, stop := context.WithTimeout(t.Context(), time.Second)
	defer stop()
	_, err = Dial(ctx, settings(t, "GENESIS_TEMPORAL_ADDRESS="+l.Addr().String()))
	if genesis.CodeOf(err) != genesis.CodeUnavailable || !strings.Contains(err.Error(), l.Addr().String()) ||
		!strings.Contains(err.Error(), "genesis up") {
		t.Errorf("%v", err)
	}
}

func TestMapped(t *testing.T) {
	for _, test := range []struct {
		err    error
		code   genesis.Code
		detail string
		value  any
	}{
		{nil, "", "", nil},
		{temporal.NewNonRetryableApplicationError("busy", "conflict", nil, "cycle-main-000001"), genesis.CodeConflict,
			"cycle_id", "cycle-main-000001"},
		{temporal.NewNonRetryableApplicationError("rest", "cooldown", nil, int64(1500)), genesis.CodeCooldown,
			"retry_after_ms", int64(1500)},
		{serviceerror.NewNotFound("no"), genesis.CodeNotFound, "", nil},
		{serviceerror.NewNamespaceNotFound("x"), genesis.CodeUnavailable, "", nil},
		{context.DeadlineExceeded, genesis.CodeUnavailable, "", nil},
	} {
		err := toGenesisError(test.err)
		if genesis.CodeOf(err) != test.code {
			t.Errorf("%v became %v, want code %s", test.err, err, test.code)
		}
		if e, ok := errors.AsType[*genesis.Error](err); ok && test.detail != "" && e.Details[test.detail] != test.value {
			t.Errorf("%v has details %v, want %s = %v", test.err, e.Details, test.detail, test.value)
		}
	}
}

// TestThePartThatFailsIsNamed distinguishes a failing server (half of its database is down) from a missing worker.
func TestThePartThatFailsIsNamed(t *testing.T) {
	const server, supervisor = "its server or database fails", "is a worker running?"
	for _, test := range []struct {
		err  error
		want string
	}{
		{serviceerror.NewUnavailable("ListWorkflowExecutions failed: no such table: executions_visibility"), server},
		{serviceerror.NewUnavailable(`connection error: desc = "transport: dial tcp: connection refused"`), server},
		{serviceerror.NewInternal("shard status unknown"), server},
		{serviceerror.NewResourceExhausted(enums.RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT, "slow down"), server},
		{serviceerror.NewPermissionDenied("Request unauthorized.", ""), server},
		{serviceerror.NewFailedPrecondition("no poller seen for task queue recently, worker may be down"), supervisor},
		{serviceerror.NewQueryFailed("unknown queryType state"), supervisor},
		{serviceerror.NewWorkflowNotReady("it has no task yet"), supervisor},
		{context.DeadlineExceeded, supervisor},
	} {
		if err := toGenesisError(test.err); !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v became %q, which does not say %q", test.err, err, test.want)
		}
	}
	if err := fromServer(context.DeadlineExceeded); !strings.Contains(err.Error(), "Temporal's server") {
		t.Errorf("a server that answers without a worker, and is late, is told as %v", err)
	}
}

func TestPolicyFollowsTheSettings(t *testing.T) {
	p := Policy(settings(t, "GENESIS_TRIAL_PAIRS=9", "GENESIS_TEMPORAL_UI_URL=http://ui:8233/"))
	if p.TrialPairs != 9 || p.CanaryTicks != 7500 || p.TickRateMs != 16 || p.Repairs != 2 ||
		p.TemporalUIURL != "http://ui:8233" {
		t.Errorf("%+v", p)
	}
}

func TestCycleURL(t *testing.T) {
	c := New(nil, settings(t))
	want := "http://127.0.0.1:8233/namespaces/default/workflows/cycle-main-000042"
	if got := c.CycleURL("cycle-main-000042"); got != want {
		t.Error(got)
	}
	if got := genesis.WorkflowURL("http://ui/", "my ns", "a",
		"r"); got != "http://ui/namespaces/my%20ns/workflows/a/r/history" {
		t.Error(got)
	}
	want = "http://ui/namespaces/n/workflows/a/r/history"
	if got := genesis.MendedURL("http://ui/namespaces/n/workflows/a/r/timeline"); got != want {
		t.Error(got)
	}
}

func TestTimelineOfARecordedCycle(t *testing.T) {
	f, err := os.Open("../../worker/testdata/histories/2026-11-26/repaired.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h, err := ReadHistory(f)
	if err != nil {
		t.Fatal(err)
	}
	var told strings.Builder
	for _, s := range Timeline(h) {
		told.WriteString(s.Name + ": " + s.About + " → " + s.Result + "\n")
	}
	for _, want := range []string{
		"EvolutionCycle: ", "Plan: plan against manual → scripted: new_trait seeker_a: seek the nearest food",
		"Vet: vet seeker_a → refused: line ", "Trial: pair 2 of 2 → production ", "Timer: canary of seeker_a",
		"Save: save seeker_a → mutations/", "Load: load mut_seeker_a_v1 → in the world since tick ", "Completed: ",
	} {
		if !strings.Contains(told.String(), want) {
			t.Errorf("…%s… is missing in\n%s", want, &told)
		}
	}
}

func TestReadHistoryRefusesOtherFiles(t *testing.T) {
	for _, text := range []string{"", "{}", "rubbish", `{"events":[]}`} {
		if _, err := ReadHistory(strings.NewReader(text)); genesis.CodeOf(err) != genesis.CodeInvalid {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestPrepare prepares a real namespace twice.
func TestPrepare(t *testing.T) {
	server := temporaltest.Server(t)
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Second)
	defer stop()
	c, err := Dial(ctx, settings(t, "GENESIS_TEMPORAL_ADDRESS="+server.FrontendHostPort()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, r := range []struct{ found, want time.Duration }{
		{0, retention}, {72 * time.Hour, retention}, {720 * time.Hour, retention}, {100 * time.Hour, 100 * time.Hour},
		{time.Hour, retention},
	} {
		if r.found > 0 {
			_, err := c.Temporal().WorkflowService().UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
				Namespace: "default", Config: &namespace.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(r.found)},
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.Prepare(ctx); err != nil {
			t.Fatal(err)
		}
		if is, err := c.Retention(ctx); err != nil || is != r.want {
			t.Errorf("a namespace that kept closed cycles for %v keeps them for %v, want %v (%v)", r.found, is, r.want, err)
		}
	}
	if _, err := c.History(ctx, "cycle-main-000001"); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("history of an unknown cycle: %v", err)
	}
	if _, err := c.State(ctx, "main"); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("state before the first trigger: %v", err)
	}
	if n, err := c.NewestCycle(ctx, "main"); n != 0 || err != nil {
		t.Errorf("newest cycle of an empty Temporal: %d, %v", n, err)
	}
	_, err = c.Trigger(ctx, "main", "k", genesis.EvolutionTrigger{})
	if genesis.CodeOf(err) != genesis.CodeUnavailable || !strings.Contains(err.Error(), "worker") {
		t.Errorf("a trigger without a worker: %v", err)
	}
}
