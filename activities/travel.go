package activities

import (
	"context"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Room asks whether the world has room for one more molbot; the error has code conflict if not.
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

// Depart takes a molbot out of the world and keeps it under the migration's id.
func (e *Engine) Depart(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, command.Depart{Migration: in.Migration, Molbot: in.Molbot, To: in.To})
}

// Arrive lets a traveller in; the answer says if the world refused it.
func (e *Engine) Arrive(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, command.Arrive{Migration: in.Migration, Traveller: in.Traveller})
}

// Settle forgets a molbot that has departed, or takes it back.
func (e *Engine) Settle(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, command.Settle{Migration: in.Migration, Back: in.Back})
}

// journey sends a command without an id, since an engine remembers ids only until it dies, and refusals with them: it
// is the migration's id that makes the command one. The journal is on the disk before anybody hears the answer, so that
// a power cut can't take back what another world has gone by.
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
