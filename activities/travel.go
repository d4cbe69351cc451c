package activities

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
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
	return e.journey(ctx, in, genesis.Command{Kind: genesis.CmdDepart, Molbot: in.Molbot, Param: in.To})
}

// Arrive lets a traveller in; the answer says if the world refused it.
func (e *Engine) Arrive(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	return e.journey(ctx, in, genesis.Command{Kind: genesis.CmdArrive, Traveller: in.Traveller})
}

// Settle forgets a molbot that has departed, or takes it back.
func (e *Engine) Settle(ctx context.Context, in genesis.JourneyInput) (genesis.Journey, error) {
	cmd := genesis.Command{Kind: genesis.CmdSettle}
	if in.Back {
		cmd.Value = 1
	}
	return e.journey(ctx, in, cmd)
}

// journey sends a command without an id, since an engine remembers ids only until it dies, and refusals with them: it
// is the migration's id that makes the command one. The journal is on the disk before anybody hears the answer, so that
// a power cut can't take back what another world has gone by.
func (e *Engine) journey(
	ctx context.Context, in genesis.JourneyInput, cmd genesis.Command,
) (out genesis.Journey, err error) {
	if err := e.checkWorld(in.WorldRef); err != nil {
		return out, fail(err)
	}
	cmd.Migration = in.Migration
	reply, err := e.do(ctx, cmd)
	if err != nil {
		return out, fail(err)
	}
	if err := e.Sync(); err != nil {
		return out, fail(fmt.Errorf("keep the journey: %w", err))
	}
	return out, fail(json.Unmarshal(reply.Data, &out))
}
