package supervisor

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	enums "go.temporal.io/api/enums/v1"
	namespace "go.temporal.io/api/namespace/v1"
	operator "go.temporal.io/api/operatorservice/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/ai-genesis/ai-genesis"
)

// retention is how long closed cycles stay in Temporal; a dev server's own 24 hours would forget them overnight.
const retention = 720 * time.Hour

// attributes are the search attributes of cycles. SQL stores hold at most ten keywords.
var attributes = []string{
	genesis.AttrWorld, genesis.AttrStage, genesis.AttrOutcome, genesis.AttrProblem, genesis.AttrTrait, genesis.AttrModel,
}

// Prepare registers the search attributes and raises the namespace's retention. Repeating it changes nothing, so every
// worker does it at its start.
func (c *Client) Prepare(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if err := c.register(ctx); err != nil {
		return err
	}
	return c.retain(ctx)
}

func (c *Client) register(ctx context.Context) error {
	types := map[string]enums.IndexedValueType{}
	for _, name := range attributes {
		types[name] = enums.INDEXED_VALUE_TYPE_KEYWORD
	}
	_, err := c.temporal.OperatorService().AddSearchAttributes(ctx, &operator.AddSearchAttributesRequest{
		Namespace: c.settings.TemporalNamespace, SearchAttributes: types,
	})
	if _, there := errors.AsType[*serviceerror.AlreadyExists](err); err != nil && !there {
		return genesis.Errorf(genesis.CodeUnavailable, "register the search attributes with Temporal: %v", err)
	}
	return nil
}

// retain raises the retention if it is shorter; an operator who set a longer one keeps it.
func (c *Client) retain(ctx context.Context) error {
	service := c.temporal.WorkflowService()
	now, err := service.DescribeNamespace(ctx, &workflowservice.DescribeNamespaceRequest{Namespace: c.settings.TemporalNamespace})
	if err != nil {
		return genesis.Errorf(genesis.CodeUnavailable, "look up the Temporal namespace %s: %v", c.settings.TemporalNamespace, err)
	}
	if now.GetConfig().GetWorkflowExecutionRetentionTtl().AsDuration() >= retention {
		return nil
	}
	_, err = service.UpdateNamespace(ctx, &workflowservice.UpdateNamespaceRequest{
		Namespace: c.settings.TemporalNamespace,
		Config:    &namespace.NamespaceConfig{WorkflowExecutionRetentionTtl: durationpb.New(retention)},
	})
	if err != nil {
		return fmt.Errorf("raise the retention of closed cycles: %w", err)
	}
	return nil
}

// levelled passes records of a level and above.
type levelled struct {
	slog.Handler
	least slog.Level
}

// Enabled implements slog.Handler.
func (l levelled) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= l.least && l.Handler.Enabled(ctx, level)
}

// WithAttrs implements slog.Handler.
func (l levelled) WithAttrs(attrs []slog.Attr) slog.Handler {
	return levelled{l.Handler.WithAttrs(attrs), l.least}
}

// WithGroup implements slog.Handler.
func (l levelled) WithGroup(name string) slog.Handler {
	return levelled{l.Handler.WithGroup(name), l.least}
}
