// Package supervisor is the client of the evolution workflows for processes that are not workers. It triggers, cancels
// and looks up cycles, maps Temporal's errors to *genesis.Error, and prepares a Temporal namespace for the project. It
// uses neither Redis nor HTTP.
package supervisor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/internal/config"
	"github.com/ai-genesis/ai-genesis/internal/temporalclient"
)

// answerTimeout bounds how long a caller waits for the supervisor workflow, which answers within milliseconds if a
// worker runs.
const answerTimeout = 8 * time.Second

// Client talks to the evolution workflows of a Temporal namespace. It is safe for concurrent use.
type Client struct {
	temporal client.Client
	settings config.Settings
	codec    *temporalclient.Codec
}

// WithMetrics sends the SDK's metrics of the connection and its workers to m.
func WithMetrics(m *temporalclient.Metrics) func(*client.Options) {
	return func(o *client.Options) { o.MetricsHandler = m.Handler() }
}

// WithLog sends the SDK's log of the connection and its workers to log. The default is to log nothing, which suits a
// command that reports its error and exits.
func WithLog(log *slog.Logger) func(*client.Options) {
	return func(o *client.Options) { temporalclient.LogTo(o, log) }
}

// Dial connects to the Temporal server that the settings name. The error has code unavailable and says what to do.
func Dial(ctx context.Context, s config.Settings, with ...func(*client.Options)) (*Client, error) {
	o, err := options(s, with)
	if err != nil {
		return nil, err
	}
	t, err := client.DialContext(ctx, o)
	if err != nil {
		return nil, temporalclient.Unavailable(s, err)
	}
	return New(t, s), nil
}

// Lazy is Dial without an initial connection, for a process that must start and answer while Temporal is unreachable.
func Lazy(s config.Settings, with ...func(*client.Options)) (*Client, error) {
	o, err := options(s, with)
	if err != nil {
		return nil, err
	}
	t, err := client.NewLazyClient(o)
	if err != nil {
		return nil, genesis.Errorf(genesis.CodeInvalid, "Temporal at %s: %v", s.TemporalFrontend(), err)
	}
	return New(t, s), nil
}

// New wraps a connection, which Close closes.
func New(t client.Client, s config.Settings) *Client {
	codec, err := temporalclient.NewCodec(s.TemporalCodecKeyFile)
	if err != nil { // can't fail: Dial has read the same settings
		codec = &temporalclient.Codec{}
	}
	return &Client{temporal: t, settings: s, codec: codec}
}

func options(s config.Settings, with []func(*client.Options)) (client.Options, error) {
	o, err := temporalclient.Options(s, identity(), slog.New(slog.DiscardHandler))
	if err != nil {
		return o, err
	}
	for _, f := range with {
		f(&o)
	}
	return o, nil
}

// Temporal returns the underlying connection.
func (c *Client) Temporal() client.Client { return c.temporal }

// Close closes the connection.
func (c *Client) Close() { c.temporal.Close() }

// Policy returns the part of the settings that a cycle depends on.
func Policy(s config.Settings) genesis.CyclePolicy {
	return genesis.CyclePolicy{
		TrialPairs: s.TrialPairs, TrialMaxPairs: s.TrialMaxPairs, TrialTicks: s.TrialTicks,
		CanaryTicks: s.CanaryTicks, CanaryAdoption: s.CanaryAdoption,
		Repairs: policy.Repairs, Samples: policy.Samples, LLMTimeoutSec: s.LLMTimeoutSec, TickRateMs: s.TickRateMs,
		TemporalUIURL: strings.TrimRight(s.TemporalUIURL, "/"), TemporalNS: s.TemporalNamespace,
		CooldownSec: s.EvolutionCooldownSec, MinTrialSupport: policy.MinSupport, Approval: s.Approval,
	}
}

// Trigger requests a cycle and returns its id. The same key always returns the same cycle. The error has code conflict,
// with detail cycle_id, while a cycle runs; cooldown, with retry_after_ms, if a watcher triggers too early; and
// unavailable if Temporal or a worker does not answer.
func (c *Client) Trigger(ctx context.Context, world, key string, t genesis.EvolutionTrigger) (string, error) {
	return c.start(ctx, world, key, genesis.TriggerRequest{Trigger: t})
}

func (c *Client) start(ctx context.Context, world, key string, in genesis.TriggerRequest) (string, error) {
	in.Policy = Policy(c.settings)
	var reply genesis.TriggerReply
	err := c.update(ctx, world, genesis.UpdateTrigger, key, in, &reply)
	return reply.CycleID, err
}

// update sends an update to the supervisor of a world, and starts the supervisor if there is none. The key makes a
// repeated update idempotent. A supervisor that was reset continues as new when it receives an update, which must then
// be sent again.
func (c *Client) update(ctx context.Context, world, name, key string, in, out any) error {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	for {
		err := c.ask(ctx, world, name, key, in, out)
		if a, ok := errors.AsType[*temporal.ApplicationError](err); !ok || a.Type() != genesis.FailReset {
			return toGenesisError(err)
		}
		select {
		case <-ctx.Done():
			return toGenesisError(err)
		case <-time.After(300 * time.Millisecond):
		}
	}
}

func (c *Client) ask(ctx context.Context, world, name, key string, in, out any) error {
	start := c.temporal.NewWithStartWorkflowOperation(client.StartWorkflowOptions{
		ID: genesis.SupervisorID(world), TaskQueue: genesis.QueueCycles,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "starts the evolution cycles of world " + world,
	}, genesis.WorkflowSupervisor, genesis.SupervisorInput{World: world})
	handle, err := c.temporal.UpdateWithStartWorkflow(ctx, client.UpdateWithStartWorkflowOptions{
		StartWorkflowOperation: start,
		UpdateOptions: client.UpdateWorkflowOptions{
			UpdateID: key, WorkflowID: genesis.SupervisorID(world), UpdateName: name,
			WaitForStage: client.WorkflowUpdateStageCompleted, Args: []any{in},
		},
	})
	if err != nil {
		return err
	}
	return handle.Get(ctx, out)
}

// State returns the state of a world's supervisor. The error has code not_found before its first trigger and after its
// end, because the last state of a terminated supervisor may no longer hold.
func (c *Client) State(ctx context.Context, world string) (genesis.SupervisorState, error) {
	var state genesis.SupervisorState
	answer, err := c.temporal.QueryWorkflowWithOptions(ctx, &client.QueryWorkflowWithOptionsRequest{
		WorkflowID: genesis.SupervisorID(world), QueryType: genesis.QueryState,
		QueryRejectCondition: enums.QUERY_REJECT_CONDITION_NOT_OPEN,
	})
	switch {
	case err != nil:
		return state, toGenesisError(err)
	case answer.QueryRejected != nil:
		return state, genesis.Errorf(genesis.CodeNotFound, "the supervisor of %s has ended; the next trigger starts one",
			world)
	}
	return state, toGenesisError(answer.QueryResult.Get(&state))
}

// NewestCycle returns the number of the newest cycle of a world that Temporal knows, or 0.
func (c *Client) NewestCycle(ctx context.Context, world string) (int, error) {
	found, err := c.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.settings.TemporalNamespace, PageSize: 100, // open ones and the last to close come first
		Query: fmt.Sprintf("WorkflowType = '%s' AND %s = '%s'", genesis.WorkflowCycle, genesis.AttrWorld, world),
	})
	if err != nil {
		return 0, fromServer(err)
	}
	newest := 0
	for _, e := range found.GetExecutions() {
		if n, err := genesis.CycleNumber(e.GetExecution().GetWorkflowId()); err == nil { // not one started by hand
			newest = max(newest, n)
		}
	}
	return newest, nil
}

// OpenCycles returns the ids of a world's running cycles. Temporal's visibility lists lag behind by a moment.
func (c *Client) OpenCycles(ctx context.Context, world string) ([]string, error) {
	found, err := c.temporal.ListWorkflow(ctx, &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.settings.TemporalNamespace, PageSize: 100,
		Query: fmt.Sprintf("WorkflowType = '%s' AND %s = '%s' AND ExecutionStatus = 'Running'", genesis.WorkflowCycle,
			genesis.AttrWorld, world),
	})
	if err != nil {
		return nil, fromServer(err)
	}
	var ids []string
	for _, e := range found.GetExecutions() {
		if id := e.GetExecution().GetWorkflowId(); genesis.ValidCycle(id) {
			ids = append(ids, id)
		}
	}
	return ids, nil
}

// CycleIDs returns the ids of a world's newest cycles that Temporal knows, at most 1,000.
func (c *Client) CycleIDs(ctx context.Context, world string) (ids []string, err error) {
	in := &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: c.settings.TemporalNamespace, PageSize: 200,
		Query: fmt.Sprintf("WorkflowType = '%s' AND %s = '%s'", genesis.WorkflowCycle, genesis.AttrWorld, world),
	}
	for range 5 {
		found, err := c.temporal.ListWorkflow(ctx, in)
		if err != nil {
			return nil, fromServer(err)
		}
		for _, e := range found.GetExecutions() {
			if id := e.GetExecution().GetWorkflowId(); genesis.ValidCycle(id) {
				ids = append(ids, id)
			}
		}
		if in.NextPageToken = found.GetNextPageToken(); len(in.NextPageToken) == 0 {
			break
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil // a cycle that was reset is listed once per run
}

// Record queries a cycle's workflow for its record, also after its end. The run that did the work answers. The query
// needs a worker.
func (c *Client) Record(ctx context.Context, cycleID string) (genesis.Cycle, error) {
	var record genesis.Cycle
	info, err := c.countedRun(ctx, cycleID)
	if err != nil {
		return record, err
	}
	value, err := c.temporal.QueryWorkflow(ctx, cycleID, info.GetExecution().GetRunId(), genesis.QueryCycle)
	if err == nil {
		err = value.Get(&record)
	}
	return record, toGenesisError(err)
}

// Runs reports whether a cycle is running. The error has code not_found if Temporal does not know the cycle or has
// deleted it.
func (c *Client) Runs(ctx context.Context, cycleID string) (bool, error) {
	e, err := c.Ending(ctx, cycleID)
	return e.Running, err
}

// CycleURL returns the address of a cycle in the Temporal UI.
func (c *Client) CycleURL(cycleID string) string {
	return genesis.WorkflowURL(c.settings.TemporalUIURL, c.settings.TemporalNamespace, cycleID, "")
}

// toGenesisError maps Temporal's errors to those of package genesis.
func toGenesisError(err error) error {
	if err == nil {
		return nil
	}
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return fromApplicationError(a)
	}
	if _, ok := errors.AsType[*serviceerror.NotFound](err); ok {
		return genesis.Errorf(genesis.CodeNotFound, "Temporal knows no such workflow, or it has ended")
	}
	if e, ok := errors.AsType[*serviceerror.NamespaceNotFound](err); ok {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal has no namespace %q", e.Namespace).With("missing",
			genesis.PartTemporal)
	}
	if isLate(err) {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal or the evolution supervisor has not answered in time: is a "+
			"worker running? The request may still take effect: check before you repeat it (%v)", err).
			With("missing", genesis.PartTemporal)
	}
	if ofServer(err) {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal can't be reached, or its server or database fails; its log "+
			"says more (%v)", err).With("missing", genesis.PartTemporal)
	}
	return genesis.Errorf(genesis.CodeUnavailable, "the evolution supervisor does not answer; is a worker running? (%v)",
		err).
		With("missing", genesis.PartTemporal)
}

// ofServer reports whether an error comes from the server itself or from the connection to it. Errors caused by a
// worker, or by the lack of one, have other types: QueryFailed, WorkflowNotReady, FailedPrecondition.
func ofServer(err error) bool {
	_, unavailable := errors.AsType[*serviceerror.Unavailable](err)
	_, internal := errors.AsType[*serviceerror.Internal](err)
	_, lost := errors.AsType[*serviceerror.DataLoss](err)
	_, busy := errors.AsType[*serviceerror.ResourceExhausted](err)
	_, denied := errors.AsType[*serviceerror.PermissionDenied](err)
	_, unknown := errors.AsType[*serviceerror.Unimplemented](err)
	return unavailable || internal || lost || busy || denied || unknown
}

// fromServer is toGenesisError for requests that need no worker.
func fromServer(err error) error {
	if err != nil && isLate(err) {
		return genesis.Errorf(genesis.CodeUnavailable, "Temporal's server has not answered in time; its log says more (%v)",
			err).With("missing", genesis.PartTemporal)
	}
	return toGenesisError(err)
}

// isLate reports whether a call was abandoned although the server may still carry it out.
func isLate(err error) bool {
	_, deadline := errors.AsType[*serviceerror.DeadlineExceeded](err)
	_, update := errors.AsType[*client.WorkflowUpdateServiceTimeoutOrCanceledError](err)
	return deadline || update || errors.Is(err, context.DeadlineExceeded)
}

func fromApplicationError(a *temporal.ApplicationError) error {
	e := genesis.Errorf(genesis.Code(a.Type()), "%s", a.Message())
	switch e.Code {
	case genesis.CodeConflict:
		var id string
		if a.Details(&id) == nil {
			e = e.With("cycle_id", id)
		}
	case genesis.CodeCooldown:
		var ms int64
		if a.Details(&ms) == nil {
			e = e.With("retry_after_ms", ms)
		}
	}
	return e
}
