package supervisor

import (
	"context"
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
)

// Migration is the transfer of a molbot to another world.
type Migration struct {
	client.WorkflowRun
	c *Client
}

// Migrate starts the migration of a molbot, or attaches to the one in progress. It does not wait for its end.
func (c *Client) Migrate(ctx context.Context, in genesis.MigrationInput) (Migration, error) {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	run, err := c.temporal.ExecuteWorkflow(ctx, client.StartWorkflowOptions{
		ID: genesis.MigrationID(in.From, in.Molbot), TaskQueue: genesis.QueueCycles,
		WorkflowIDConflictPolicy: enums.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
		StaticSummary:            fmt.Sprintf("%s moves from world %s to world %s", in.Molbot, in.From, in.To),
	}, genesis.WorkflowMigration, in)
	return Migration{run, c}, toGenesisError(err)
}

// State returns the current step of the migration. The error has code unavailable if no worker answers.
func (m Migration) State(ctx context.Context) (state genesis.MigrationState, err error) {
	ctx, stop := context.WithTimeout(ctx, answerTimeout)
	defer stop()
	value, err := m.c.temporal.QueryWorkflow(ctx, m.GetID(), m.GetRunID(), genesis.QueryState)
	if err == nil {
		err = value.Get(&state)
	}
	return state, toGenesisError(err)
}

// Wait waits for the end of the migration. If a step failed before the molbot left, Wait returns the error of this
// step.
func (m Migration) Wait(ctx context.Context) (out genesis.MigrationResult, err error) {
	err = m.Get(ctx, &out)
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return out, fromApplicationError(a)
	}
	if err != nil && ctx.Err() == nil {
		return out, genesis.Errorf(genesis.CodeUnavailable, "migration %s: %v", m.GetID(), err)
	}
	return out, err
}
