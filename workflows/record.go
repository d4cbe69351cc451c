package workflows

import (
	"cmp"
	"fmt"
	"maps"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

var (
	attrWorld   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrWorld)
	attrStage   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrStage)
	attrOutcome = temporal.NewSearchAttributeKeyKeyword(genesis.AttrOutcome)
	attrProblem = temporal.NewSearchAttributeKeyKeyword(genesis.AttrProblem)
	attrTrait   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrTrait)
	attrModel   = temporal.NewSearchAttributeKeyKeyword(genesis.AttrModel)
)

// note is one line for the feed, and what goes with it.
type note struct {
	agent, action, message string
	data                   map[string]string
	event                  *genesis.CycleEvent
}

// enter moves the cycle to a stage and tells of it.
func (c *cycle) enter(ctx workflow.Context, stage genesis.Stage, n note) error {
	c.rec.Stage = stage
	c.show(ctx)
	if err := c.attributes(ctx); err != nil {
		return err
	}
	return c.tell(ctx, n)
}

// tell writes the record as it stands, a line of the feed and an event.
func (c *cycle) tell(ctx workflow.Context, n note) error {
	in := genesis.RecordInput{Cycle: c.rec, Event: n.event}
	if n.message != "" {
		data := map[string]string{"cycle_id": c.in.CycleID}
		maps.Copy(data, n.data)
		in.Feed = &genesis.FeedMessage{
			Agent: n.agent, Action: n.action, Message: n.message, Metadata: data,
			Timestamp: float64(workflow.Now(ctx).UnixMilli()) / 1000,
		}
	}
	o := recordOptions
	if c.version != workflow.DefaultVersion {
		o = noteOptions
	}
	return c.do(ctx, o(cmp.Or(n.action, string(c.rec.Stage))), genesis.ActRecord, in, nil)
}

// attributes shows where the cycle stands to Temporal's filters.
func (c *cycle) attributes(ctx workflow.Context) error {
	set := []temporal.SearchAttributeUpdate{
		attrWorld.ValueSet(c.in.World),
		attrStage.ValueSet(string(c.rec.Stage)),
		attrProblem.ValueSet(string(c.in.Trigger.ProblemType)),
	}
	if c.rec.Outcome != "" {
		set = append(set, attrOutcome.ValueSet(string(c.rec.Outcome)))
	}
	if c.rec.Model != "" {
		set = append(set, attrModel.ValueSet(c.rec.Model))
	}
	if c.rec.Plan != nil && c.rec.Plan.TraitName != "" {
		set = append(set, attrTrait.ValueSet(c.rec.Plan.TraitName))
	}
	return workflow.UpsertTypedSearchAttributes(ctx, set...)
}

// finish undoes what an ending other than applied leaves behind, closes the record and the workflow. It runs on a
// disconnected context, because a cancelled cycle has to do all of this too.
func (c *cycle) finish(ctx workflow.Context, e *ending) (genesis.CycleResult, error) {
	ctx, stop := workflow.NewDisconnectedContext(ctx)
	defer stop()
	if e.outcome != genesis.OutcomeApplied {
		e.stage = cmp.Or(e.stage, stageWord(c.rec.Stage))
		if err := c.compensate(ctx, e); err != nil {
			e.reason += "; undoing it failed: " + words(err)
		}
	}
	now := workflow.Now(ctx)
	c.rec.Outcome, c.rec.EndedAt = e.outcome, &now
	if e.reason != "" {
		c.rec.Reason = e.reason
	}
	if err := c.enter(ctx, genesis.StageDone, c.farewell(e)); err != nil {
		return genesis.CycleResult{}, err
	}
	if err := workflow.Await(ctx, func() bool { return c.telling == 0 }); err != nil {
		return genesis.CycleResult{}, err
	}
	if err := c.leave(ctx); err != nil {
		return genesis.CycleResult{}, err
	}
	result := genesis.CycleResult{
		CycleID: c.in.CycleID, Outcome: e.outcome, Reason: c.rec.Reason, MutationIDs: c.rec.MutationIDs,
	}
	return result, e.close(result)
}

// farewell is the last line of the feed. A change of code that was refused before it became a mutation is announced as
// failed here, under the cycle's id; Rollback announces the others.
func (c *cycle) farewell(e *ending) note {
	n := note{agent: genesis.AgentPatcher, action: "cycle_" + string(e.outcome), message: c.summing(e)}
	if e.outcome == genesis.OutcomeApplied && c.rec.Plan != nil {
		n.data = map[string]string{"plan_id": c.rec.Plan.PlanID}
	}
	lost := e.outcome == genesis.OutcomeRejected || e.outcome == genesis.OutcomeFailed
	if lost && len(c.rec.MutationIDs) == 0 && c.rec.Plan != nil {
		n.event = &genesis.CycleEvent{Failed: &genesis.MutationFailed{
			MutationID: c.in.CycleID, Error: e.reason, Stage: e.stage,
		}}
	}
	return n
}

func (c *cycle) summing(e *ending) string {
	switch e.outcome {
	case genesis.OutcomeApplied:
		return fmt.Sprintf("Cycle %d is done: %s.", c.in.Number, c.rec.Reason)
	case genesis.OutcomeRolledBack:
		return fmt.Sprintf("Cycle %d took its change back: %s.", c.in.Number, e.reason)
	case genesis.OutcomeVetoed, genesis.OutcomeCancelled:
		return fmt.Sprintf("Cycle %d was stopped: %s.", c.in.Number, e.reason)
	case genesis.OutcomeRejected:
		return fmt.Sprintf("Cycle %d found nothing good enough: %s.", c.in.Number, e.reason)
	}
	return fmt.Sprintf("Cycle %d failed: %s.", c.in.Number, e.reason)
}
