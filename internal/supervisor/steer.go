package supervisor

import (
	"context"

	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
)

// TriggerSource asks for a cycle that vets, tries and installs a trait that a person wrote. The errors are those of
// Trigger.
func (c *Client) TriggerSource(
	ctx context.Context, world, key string, t genesis.EvolutionTrigger, by genesis.ByHand,
) (string, error) {
	return c.start(ctx, world, key, genesis.TriggerRequest{Trigger: t, Source: &by})
}

// Rerun starts a cycle that goes on from a stage of an earlier one. The errors are those of Trigger, besides not_found
// for an unknown cycle, and conflict for one that never came so far.
func (c *Client) Rerun(ctx context.Context, world, key string, in genesis.RerunRequest) (string, error) {
	in.Policy = Policy(c.settings)
	var reply genesis.TriggerReply
	err := c.update(ctx, world, genesis.UpdateRerun, key, in, &reply)
	return reply.CycleID, err
}

// PauseEvolution keeps cycles of a world from starting until ResumeEvolution. One that runs goes on.
func (c *Client) PauseEvolution(ctx context.Context, world string, in genesis.PauseRequest) error {
	return c.update(ctx, world, genesis.UpdatePause, uuid.NewString(), in, nil)
}

// ResumeEvolution lets cycles start again.
func (c *Client) ResumeEvolution(ctx context.Context, world string, in genesis.PauseRequest) error {
	return c.update(ctx, world, genesis.UpdateResume, uuid.NewString(), in, nil)
}

// Rollback takes a kept mutation out of the world and tells which one its bearers have instead. The error has code
// not_found for an unknown mutation and conflict for one that is not in the world.
func (c *Client) Rollback(ctx context.Context, world string, in genesis.RollbackRequest) (genesis.RollbackReply,
	error) {
	var reply genesis.RollbackReply
	err := c.update(ctx, world, genesis.UpdateRollback, uuid.NewString(), in, &reply)
	return reply, err
}

// Pin keeps a mutation from being retired to make room, or lets it go again.
func (c *Client) Pin(ctx context.Context, world string, in genesis.PinRequest) error {
	return c.update(ctx, world, genesis.UpdatePin, uuid.NewString(), in, nil)
}

// Veto ends a running cycle as vetoed.
func (c *Client) Veto(ctx context.Context, cycleID string, v genesis.Veto) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalVeto, v))
}

// Cancel asks a running cycle to stop and to undo what it did. The error has code not_found for a cycle that is unknown
// or has ended. Temporal's own cancellation would do the same, but could not tell the cycle by whose word.
func (c *Client) Cancel(ctx context.Context, cycleID string, x genesis.Cancellation) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalCancel, x))
}

// Hint gives the coder of a running cycle a person's advice.
func (c *Client) Hint(ctx context.Context, cycleID string, h genesis.Hint) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalHint, h))
}

// Approve lets a running cycle that waits for a person's word go on into the world.
func (c *Client) Approve(ctx context.Context, cycleID string, a genesis.Approval) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalApprove, a))
}
