package host

import (
	"context"
	"fmt"
	"os"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// replaceWorld replaces the world as a command demands. If the command is repeated, the previous answer is returned.
func (h *Host) replaceWorld(ctx context.Context, cmd command.Command) (reply command.Reply, err error) {
	h.saving.Lock() // no checkpoint may be added or deleted meanwhile
	defer h.saving.Unlock()
	if before, ok := h.loop.Answered(cmd); ok {
		return before, nil
	}
	if err := h.checkNoTransit(ctx); err != nil {
		return reply, err
	}
	switch to := cmd.Payload.(type) {
	case command.Reset:
		reply, err = h.reset(ctx, cmd, to.Seed)
	case command.Restore:
		reply, err = h.restoreCheckpoint(ctx, cmd, to.Tick)
	}
	return reply, err
}

// checkNoTransit returns an error while molbots are in transit to other worlds, because replacing the world would lose
// them.
func (h *Host) checkNoTransit(ctx context.Context) error {
	var on []string
	if err := h.loop.Inspect(ctx, func(e *engine.Engine) { on = e.InTransit() }); err != nil {
		return err
	}
	if len(on) > 0 {
		return genesis.Errorf(genesis.CodeConflict, "%d molbots are on their way to other worlds, first %s: wait "+
			"for their end", len(on), on[0])
	}
	return nil
}

// restoreCheckpoint takes the world back to a kept checkpoint. The later ticks are abandoned, but their checkpoints
// stay.
func (h *Host) restoreCheckpoint(ctx context.Context, cmd command.Command, tick int) (command.Reply, error) {
	if tick < 0 {
		return command.Reply{}, genesis.Errorf(genesis.CodeInvalid, "a tick can't be below 0")
	}
	m, err := h.kept.find(uint64(tick))
	if err != nil {
		return command.Reply{}, err
	}
	data, err := os.ReadFile(h.kept.path(m))
	if err != nil {
		return command.Reply{}, fmt.Errorf("read checkpoint: %w", err)
	}
	world, err := engine.Restore(data, h.engineOptions())
	if err != nil {
		return command.Reply{}, err
	}
	return h.switchWorld(ctx, world, entry{Command: cmd, Seen: m.seq})
}

// reset replaces the world by a new one with the settings' parameters and the command's seed.
func (h *Host) reset(ctx context.Context, cmd command.Command, seed int) (command.Reply, error) {
	if seed < 0 {
		return command.Reply{}, genesis.Errorf(genesis.CodeInvalid, "a seed can't be below 0")
	}
	params := paramSettings(h.settings)
	world := newWorld(params, uint64(seed), h.engineOptions())
	return h.switchWorld(ctx, world, entry{Command: cmd, Params: params})
}

// switchWorld replaces the running world between two ticks. The journal records it first, and a checkpoint is written
// right after, so that a replay of the journal can follow the switch.
func (h *Host) switchWorld(ctx context.Context, world *engine.Engine, e entry) (command.Reply, error) {
	reply := command.Reply{ID: e.Command.ID}
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
		gone = h.unloadRefused(running)
		reply.Tick, reply.Generation = running.Now(), running.Registry().Generation
		h.loop.Remember(reply)
	})
	if looked != nil {
		return command.Reply{}, looked // the loop may still execute it if the process is ending
	}
	if refused != nil {
		world.Close()
		return reply, engine.NotJournalled(refused)
	}
	for _, trip := range gone {
		h.pub.Tripped(trip)
	}
	h.log.Info("the world is another one", "command", e.Command.Kind(), "was_at", e.Tick, "is_at", m.tick)
	err := h.writeCheckpoint(ctx, m, frozen, 0)
	if redisAway(err) {
		err = nil // it is on disk; Redis gets it with the next checkpoint
	}
	return reply, err
}
