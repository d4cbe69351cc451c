package supervisor

import (
	"context"

	"github.com/google/uuid"

	"github.com/ai-genesis/ai-genesis"
)

// TriggerSource requests a cycle that vets, tries and installs a trait written by a person. The errors are those of
// Trigger.
func (c *Client) TriggerSource(
	ctx context.Context, world, key string, t genesis.EvolutionTrigger, by genesis.ByHand,
) (string, error) {
	return c.start(ctx, world, key, genesis.TriggerRequest{Trigger: t, Source: &by})
}

// Rerun starts a cycle that continues from a stage of an earlier cycle. The errors are those of Trigger, plus not_found
// for an unknown cycle and conflict for one that never reached the stage.
func (c *Client) Rerun(ctx context.Context, world, key string, in genesis.RerunRequest) (string, error) {
	in.Policy = Policy(c.settings)
	var reply genesis.TriggerReply
	err := c.update(ctx, world, genesis.UpdateRerun, key, in, &reply)
	return reply.CycleID, err
}

// PauseEvolution prevents new cycles of a world until ResumeEvolution. A running cycle continues.
func (c *Client) PauseEvolution(ctx context.Context, world string, in genesis.PauseRequest) error {
	return c.update(ctx, world, genesis.UpdatePause, uuid.NewString(), in, nil)
}

// ResumeEvolution allows new cycles again.
func (c *Client) ResumeEvolution(ctx context.Context, world string, in genesis.PauseRequest) error {
	return c.update(ctx, world, genesis.UpdateResume, uuid.NewString(), in, nil)
}

// Rollback removes a kept mutation from the world and returns the mutation that its bearers carry instead. The error
// has code not_found for an unknown mutation and conflict for one that is not in the world.
func (c *Client) Rollback(ctx context.Context, world string, in genesis.RollbackRequest) (genesis.RollbackReply,
	error) {
	var reply genesis.RollbackReply
	err := c.update(ctx, world, genesis.UpdateRollback, uuid.NewString(), in, &reply)
	return reply, err
}

// Pin protects a mutation from being retired to make room, or removes the protection.
func (c *Client) Pin(ctx context.Context, world string, in genesis.PinRequest) error {
	return c.update(ctx, world, genesis.UpdatePin, uuid.NewString(), in, nil)
}

// Veto ends a running cycle with the outcome vetoed.
func (c *Client) Veto(ctx context.Context, cycleID string, v genesis.Veto) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalVeto, v))
}

// Cancel asks a running cycle to stop and undo its effects. The error has code not_found if the cycle is unknown or has
// ended. Temporal's own cancellation would have the same effect but could not record who asked for it.
func (c *Client) Cancel(ctx context.Context, cycleID string, x genesis.Cancellation) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalCancel, x))
}

// Hint passes a person's advice to the coder of a running cycle.
func (c *Client) Hint(ctx context.Context, cycleID string, h genesis.Hint) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalHint, h))
}

// Approve lets a running cycle that waits for a person's approval go on into the world.
func (c *Client) Approve(ctx context.Context, cycleID string, a genesis.Approval) error {
	return toGenesisError(c.temporal.SignalWorkflow(ctx, cycleID, "", genesis.SignalApprove, a))
}
