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

// retention is how long closed cycles stay in Temporal. When a cycle ends, its history is archived beside its record,
// where `genesis replay` and `genesis cycle` find it, so retention only matters for Temporal's own UI. A busy world
// writes tens of megabytes a day; with one day of retention Temporal's database stays at this size.
const retention = 24 * time.Hour

// formerRetentions are the values that earlier versions set.
var formerRetentions = []time.Duration{720 * time.Hour, 72 * time.Hour}

// attributes are the search attributes of cycles. SQL visibility stores allow at most ten keywords.
var attributes = []string{
	genesis.AttrWorld, genesis.AttrStage, genesis.AttrOutcome, genesis.AttrProblem, genesis.AttrTrait, genesis.AttrModel,
}

// Prepare creates the namespace if there is none, registers the search attributes and sets the namespace's retention.
// made reports whether anything was missing. Prepare is idempotent: every worker calls it at its start, and again when
// it finds something missing.
//
// A server whose namespaces are managed by operators, such as Temporal Cloud, refuses these calls. Whatever is missing
// must then be created with the operator's tools; the error of the call that needs it says so.
func (c *Client) Prepare(ctx context.Context) (made bool, err error) {
	ctx, stop := context.WithTimeout(ctx, time.Minute) // half a dozen calls
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

// ensureNamespace creates the namespace if there is none and waits until it is usable: a server looks for new
// namespaces only every few seconds.
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

// NamespaceGone reports whether err is Temporal's answer that the namespace does not exist.
func NamespaceGone(err error) bool {
	if _, gone := errors.AsType[*serviceerror.NamespaceNotFound](err); gone {
		return true
	}
	e, ok := errors.AsType[*serviceerror.NotFound](err)
	return ok && strings.Contains(strings.ToLower(e.Message), "namespace")
}

// operatorManaged reports whether err means that only operators may change the server's namespaces.
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

// raiseRetention raises a retention that is too short. A longer one set by an operator is kept; one set by an earlier
// version is replaced.
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

// EnsureSupervisor starts the supervisor of a world if none runs. At its start a supervisor takes over the running
// cycle of an earlier one, or cleans up after it.
func (c *Client) EnsureSupervisor(ctx context.Context, world string) error {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	_, err := c.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: genesis.SupervisorID(world), TaskQueue: genesis.QueueCycles,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            "starts the evolution cycles of world " + world,
	}, genesis.WorkflowSupervisor, genesis.SupervisorInput{World: world})
	return fromServer(err)
}
