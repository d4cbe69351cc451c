package activities

import (
	"context"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Room checks whether the world can take one more molbot. The error has the code conflict if it is full.
func (e *Engine) Room(ctx context.Context, in genesis.JourneyInput) (out genesis.Journey, err error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return out, fail(err)
	}
	full := false
	err = e.Loop.Inspect(ctx, func(w *engine.Engine) { full, out.Tick = w.Full(), w.Now() })
	if err == nil && full {
		err = genesis.Errorf(genesis.CodeConflict, "the world %s is full", e.World)
	}
	return out, fail(err)
}

// Depart removes a molbot from the world and keeps it under the id of the migration.
func (e *Engine) Depart(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, command.Depart{Migration: in.Migration, Molbot: in.Molbot, To: in.To})
}

// Arrive adds a traveller to the world. The result says whether the world refused it.
func (e *Engine) Arrive(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, command.Arrive{Migration: in.Migration, Traveller: in.Traveller})
}

// Settle deletes a departed molbot for good or takes it back.
func (e *Engine) Settle(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, command.Settle{Migration: in.Migration, Back: in.Back})
}

// journey sends a command without a command id. The engine forgets command ids when it restarts, so the id of the
// migration makes the command idempotent instead. The journal is flushed to disk before the result is returned, so that
// a power failure cannot undo what another world relies on.
func (e *Engine) journey(
	ctx context.Context, in genesis.JourneyInput, step command.For[genesis.Journey],
) (out genesis.Journey, err error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return out, fail(err)
	}
	reply, err := engine.Do(ctx, e.Loop, "", step)
	if err != nil {
		return out, fail(err)
	}
	if err := e.Sync(); err != nil {
		return out, fail(fmt.Errorf("keep the journey: %w", err))
	}
	return reply.Data, nil
}
