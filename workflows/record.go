package workflows

import (
	"cmp"
	"maps"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

var (
	attrWorld   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrWorld)
	attrStage   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrStage)
	attrOutcome = temporal.NewSearchAttributeKeyKeyword(genesis.AttrOutcome)
	attrProblem = temporal.NewSearchAttributeKeyKeyword(genesis.AttrProblem)
	attrTrait   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrTrait)
	attrModel   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrModel)
)

// enter moves the cycle to a stage, publishes the new state and tells the feed.
func (c *cycle) enter(ctx workflow.Context, stage genesis.Stage, n evolution.Note) error {
	c.Record.Stage = stage
	c.show(ctx)
	if err := c.attributes(ctx); err != nil {
		return err
	}
	return c.tell(ctx, n)
}

// tell writes the current record of the cycle, together with an event and, if the note has a message, a line of the
// feed.
func (c *cycle) tell(ctx workflow.Context, n evolution.Note) error {
	in := genesis.RecordInput{Cycle: c.Record, Event: n.Event}
	if n.Message != "" {
		data := map[string]string{"cycle_id": c.In.CycleID}
		maps.Copy(data, n.Data)
		in.Feed = &genesis.FeedMessage{
			Agent: n.Agent, Action: n.Action, Message: n.Message, Metadata: data,
			Timestamp: float64(workflow.Now(ctx).UnixMilli()) / 1000,
		}
	}
	o := recordOptions
	if c.version != workflow.DefaultVersion {
		o = noteOptions
	}
	return c.do(ctx, o(cmp.Or(n.Action, string(c.Record.Stage))), genesis.ActRecord, in, nil)
}

// attributes updates the workflow's search attributes, by which Temporal lists and filters cycles.
func (c *cycle) attributes(ctx workflow.Context) error {
	set := []temporal.SearchAttributeUpdate{
		attrWorld.ValueSet(c.In.World),
		attrStage.ValueSet(string(c.Record.Stage)),
		attrProblem.ValueSet(string(c.In.Trigger.ProblemType)),
	}
	if c.Record.Outcome != "" {
		set = append(set, attrOutcome.ValueSet(string(c.Record.Outcome)))
	}
	if c.Record.Model != "" {
		set = append(set, attrModel.ValueSet(c.Record.Model))
	}
	if c.Record.Plan != nil && c.Record.Plan.TraitName != "" {
		set = append(set, attrTrait.ValueSet(c.Record.Plan.TraitName))
	}
	return workflow.UpsertTypedSearchAttributes(ctx, set...)
}

// finish undoes what a cycle that was not applied left behind, then closes the record and the workflow. It runs on a
// disconnected context because a cancelled cycle has to do all of this too.
func (c *cycle) finish(ctx workflow.Context, e *evolution.Ending) (genesis.CycleResult, error) {
	ctx, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	b := bound{c, ctx}
	if err := c.Undo(b, e); err != nil {
		e.Reason += "; undoing it failed: " + words(err)
	}
	now := workflow.Now(ctx)
	c.Record.EndedAt = &now
	if err := c.End(b, e); err != nil {
		return genesis.CycleResult{}, err
	}
	if err := workflow.Await(ctx, func() bool { return c.pendingNotes == 0 }); err != nil {
		return genesis.CycleResult{}, err
	}
	if err := c.writeMemo(ctx); err != nil {
		return genesis.CycleResult{}, err
	}
	result := genesis.CycleResult{
		CycleID: c.In.CycleID, Outcome: e.Outcome, Reason: c.Record.Reason, MutationIDs: c.Record.MutationIDs,
	}
	return result, closing(e, result)
}
