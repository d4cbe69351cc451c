package host

import (
	"context"
	"fmt"
	"os"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// another has the world replaced by a command. A repeated one is answered from memory.
func (h *Host) another(ctx context.Context, cmd genesis.Command) (reply genesis.Reply, err error) {
	h.saving.Lock() // no checkpoint comes or goes meanwhile
	defer h.saving.Unlock()
	if cmd.ID != "" && cmd.ID == h.replaced.ID {
		return h.replaced, nil
	}
	if err := h.nobodyTravels(ctx); err != nil {
		return reply, err
	}
	if cmd.Kind == genesis.CmdReset {
		reply, err = h.reset(ctx, cmd)
	} else {
		reply, err = h.goBack(ctx, cmd)
	}
	if err == nil {
		h.replaced = reply
	}
	return reply, err
}

// nobodyTravels refuses what would forget the molbots on their way to other worlds.
func (h *Host) nobodyTravels(ctx context.Context) error {
	var on []string
	if err := h.loop.Inspect(ctx, func(e *engine.Engine) { on = e.InTransit() }); err != nil {
		return err
	}
	if len(on) > 0 {
		return genesis.Errorf(genesis.CodeConflict, "%d molbots are on their way to other worlds, first %s: wait for their end", len(on), on[0])
	}
	return nil
}

// goBack takes the world back to a kept checkpoint. The ticks since are over, but their checkpoints stay kept.
func (h *Host) goBack(ctx context.Context, cmd genesis.Command) (genesis.Reply, error) {
	if cmd.Count < 0 {
		return genesis.Reply{}, genesis.Errorf(genesis.CodeInvalid, "a tick can't be below 0")
	}
	m, err := h.kept.find(uint64(cmd.Count))
	if err != nil {
		return genesis.Reply{}, err
	}
	data, err := os.ReadFile(h.kept.path(m))
	if err != nil {
		return genesis.Reply{}, fmt.Errorf("read checkpoint: %w", err)
	}
	world, err := engine.Restore(data, h.engineOptions())
	if err != nil {
		return genesis.Reply{}, err
	}
	return h.goOnAs(ctx, world, entry{Command: cmd, Seen: m.seq})
}

// reset begins a new world in the place of this one, with the settings' parameters and the seed that the command names.
func (h *Host) reset(ctx context.Context, cmd genesis.Command) (genesis.Reply, error) {
	if cmd.Count < 0 {
		return genesis.Reply{}, genesis.Errorf(genesis.CodeInvalid, "a seed can't be below 0")
	}
	params := paramSettings(h.settings)
	world := newWorld(params, uint64(cmd.Count), h.engineOptions())
	return h.goOnAs(ctx, world, entry{Command: cmd, Params: params})
}

// goOnAs puts another world in the place of the running one, between two ticks. The journal is marked first, and the world
// is kept right after: whoever follows the journal finds the way.
func (h *Host) goOnAs(ctx context.Context, world *engine.Engine, e entry) (genesis.Reply, error) {
	reply := genesis.Reply{ID: e.Command.ID}
	var frozen *engine.Frozen
	var m mark
	var refused error
	var gone []engine.Trip
	looked := h.loop.Inspect(ctx, func(running *engine.Engine) {
		e.Tick = running.Now()
		if refused = h.journal.add(e); refused != nil {
			return
		}
		running.Replace(world)
		frozen, m = running.Freeze(), mark{tick: running.Now(), seq: h.journal.seq()}
		gone = h.takeOut(running)
		reply.Tick, reply.Generation = running.Now(), running.Registry().Generation
	})
	if looked != nil {
		return genesis.Reply{}, looked // and the loop may still do it, where the process is ending
	}
	if refused != nil {
		world.Close()
		return reply, engine.NotJournalled(refused)
	}
	for _, trip := range gone {
		h.pub.Tripped(trip)
	}
	h.log.Info("the world is another one", "command", e.Command.Kind, "was_at", e.Tick, "is_at", m.tick)
	err := h.keep(ctx, m, frozen, 0)
	if redisAway(err) {
		err = nil // on disk it is; Redis gets it with the next one
	}
	return reply, err
}
