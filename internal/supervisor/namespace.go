package supervisor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	namespace "go.temporal.io/api/namespace/v1"
	operator "go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"go.temporal.io/sdk/client"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/ai-genesis/ai-genesis"
)

// retention is how long closed cycles stay in Temporal. Their histories are archived beside their records when they
// end, so that a day is for Temporal's UI alone; `genesis replay` and `genesis cycle` read older ones in the archive. A
// busy world writes tens of megabytes a day, which Temporal's database holds for this long: its file grows to one day's
// cycles and no further.
const retention = 24 * time.Hour

// formerRetentions are what earlier versions set.
var formerRetentions = []time.Duration{720 * time.Hour, 72 * time.Hour}

// attributes are the search attributes of cycles. SQL stores hold at most ten keywords.
var attributes = []string{
	genesis.AttrWorld, genesis.AttrStage, genesis.AttrOutcome, genesis.AttrProblem, genesis.AttrTrait, genesis.AttrModel,
}

// Prepare makes the namespace if there is none, registers the search attributes and sets the namespace's retention.
// Repeating it changes nothing, so every worker does it at its start, and again when it finds something missing. made
// says that something was.
//
// A server that leaves these things to its operators, as Temporal Cloud does, refuses; what is missing then has to be
// made with its own tools, and the error of what needs it says so.
func (c *Client) Prepare(ctx context.Context) (made bool, err error) {
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if made, err = c.ensureNamespace(ctx); err != nil {
		return made, err
	}
	missing, err := c.MissingAttributes(ctx)
	if operatorManaged(err) {
		return made, nil
	}
	if err != nil {
		return made, err
	}
	if len(missing) > 0 {
		if err := c.registerAttributes(ctx); err != nil {
			return made, err
		}
		made = true
	}
	return made, c.raiseRetention(ctx)
}

// ensureNamespace makes the namespace if there is none, and waits until it can be used: a server looks for new ones
// every few seconds.
func (c *Client) ensureNamespace(ctx context.Context) (made bool, err error) {
	service, name := c.temporal.WorkflowService(), c.settings.TemporalNamespace
	_, err = service.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: name})
	if err == nil || operatorManaged(err) {
		return false, nil
	}
	if !NamespaceGone(err) {
		return false, unavailable("look up the Temporal namespace "+name, err)
	}
	_, err = service.RegisterNamespace(ctx, &workflowservice.RegisterNamespaceRequest{
		Namespace: name, WorkflowExecutionRetentionPeriod: durationpb.New(retention), Description: "AI-Genesis",
	})
	if _, there := errors.AsType[*serviceerror.NamespaceAlreadyExists](err); err != nil && !there {
		return false, unavailable(fmt.Sprintf("make the Temporal namespace %s (temporal operator namespace create "+
			"--namespace %s)", name, name), err)
	}
	for {
		_, err := c.temporal.OperatorService().ListSearchAttributes(ctx,
			&operator.ListSearchAttributesRequest{Namespace: name})
		if err == nil {
			return true, nil
		}
		select {
		case <-ctx.Done():
			return true, unavailable("wait for the Temporal namespace "+name, err)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// NamespaceGone reports whether Temporal has answered that it does not have the namespace.
func NamespaceGone(err error) bool {
	if _, gone := errors.AsType[*serviceerror.NamespaceNotFound](err); gone {
		return true
	}
	e, ok := errors.AsType[*serviceerror.NotFound](err)
	return ok && strings.Contains(strings.ToLower(e.Message), "namespace")
}

// operatorManaged reports whether a server leaves its namespaces to its operators.
func operatorManaged(err error) bool {
	_, denied := errors.AsType[*serviceerror.PermissionDenied](err)
	_, absent := errors.AsType[*serviceerror.Unimplemented](err)
	return denied || absent
}

func unavailable(what string, err error) error {
	return genesis.Errorf(genesis.CodeUnavailable, "%s: %v", what, err).With("missing", genesis.PartTemporal)
}

func (c *Client) registerAttributes(ctx context.Context) error {
	types := map[string]enums.IndexedValueType{}
	for _, name := range attributes {
		types[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
	}
	_, err := c.temporal.OperatorService().AddSearchAttributes(ctx, &operator.AddSearchAttributesRequest{
		Namespace: c.settings.TemporalNamespace, SearchAttributes: types,
	})
	if _, there := errors.AsType[*serviceerror.AlreadyExists](err); err != nil && !there && !operatorManaged(err) {
		return unavailable("register the search attributes with Temporal", err)
	}
	return nil
}

// raiseRetention raises the retention if it is shorter; an operator who set a longer one keeps it, but that of earlier
// versions goes.
func (c *Client) raiseRetention(ctx context.Context) error {
	service := c.temporal.WorkflowService()
	now, err := service.DescribeNamespace(ctx,
		&workflowservice.DescribeNamespaceRequest{Namespace: c.settings.TemporalNamespace})
	if err != nil {
		return unavailable("look up the Temporal namespace "+c.settings.TemporalNamespace, err)
	}
	if is := now.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration(); is >= retention &&
		!slices.Contains(formerRetentions, is) {
		return nil
	}
	_, err = service.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
		Namespace: c.settings.TemporalNamespace,
		Config:    &namespace.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(retention)},
	})
	if err != nil && !operatorManaged(err) {
		return fmt.Errorf("set the retention of closed cycles: %w", err)
	}
	return nil
}

// EnsureSupervisor starts the supervisor of a world if none runs: one that starts anew takes over or clears up what is
// left of an earlier one.
func (c *Client) EnsureSupervisor(ctx context.Context, world string) error {
	ctx, stop := context.WithTimeout(ctx, answerTime)
	defer stop()
	_, err := c.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: genesis.SupervisorID(world), TaskQueue: genesis.QueueCycles,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "starts the evolution cycles of world " + world,
	}, genesis.WorkflowSupervisor, genesis.SupervisorInput{World: world})
	return toGenesisError(err)
}
