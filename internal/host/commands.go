package host

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// serveCommands takes the gateway's commands from Redis and answers them. While Redis is away there are none.
func (h *Host) serveCommands(ctx context.Context) error {
	defer h.questions.wait()
	defer h.vets.wait()
	defer h.films.wait()
	for {
		err := h.store.ServeCommands(ctx, h.handle)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		h.log.Debug("commands stopped coming", "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

// handle answers a command before the next one is read, and a question when it is ready.
func (h *Host) handle(ctx context.Context, cmd genesis.Command, answer func(genesis.Reply)) {
	switch cmd.Kind {
	case genesis.CmdLineage, genesis.CmdLayer, genesis.CmdLoaded:
		h.questions.submit(func() { answer(h.answer(ctx, cmd)) }, answer)
	case genesis.CmdExplain, genesis.CmdHeat:
		h.questions.submit(func() { answer(h.explain(ctx, cmd)) }, answer)
	case genesis.CmdFilm:
		h.films.submit(func() { answer(h.pictures(cmd)) }, answer)
	case genesis.CmdVet:
		h.vets.submit(func() { answer(h.vet(cmd)) }, answer)
	default:
		answer(h.execute(ctx, cmd))
	}
}

// execute carries out a command and writes a line of the feed.
func (h *Host) execute(ctx context.Context, cmd genesis.Command) genesis.Reply {
	reply, err := h.do(ctx, cmd)
	if err != nil {
		return genesis.Reply{ID: cmd.ID, Err: asError(err)}
	}
	switch cmd.Kind {
	case genesis.CmdSpawn, genesis.CmdKill, genesis.CmdRestore, genesis.CmdReset, genesis.CmdSetParam,
		genesis.CmdSetParams:
		h.mirrorMolbots(ctx)
	}
	h.pub.feed(genesis.FeedMessage{
		Agent: genesis.AgentUser, Action: string(cmd.Kind), Message: describe(cmd, reply.Tick),
	})
	return reply
}

func (h *Host) do(ctx context.Context, cmd genesis.Command) (genesis.Reply, error) {
	switch cmd.Kind {
	case genesis.CmdCheckpoint:
	case genesis.CmdRestore, genesis.CmdReset:
		return h.replaceWorld(ctx, cmd)
	default:
		return h.loop.Do(ctx, cmd)
	}
	tick, err := h.save(ctx, 0)
	return genesis.Reply{ID: cmd.ID, Tick: tick, Generation: h.loop.Stats().Generation}, err
}

// describe says in a person's words what a command did.
func describe(cmd genesis.Command, tick uint64) string {
	switch cmd.Kind {
	case genesis.CmdSetParam:
		return fmt.Sprintf("%s set to %g at tick %d.", cmd.Param, cmd.Value, tick)
	case genesis.CmdSetParams:
		var set []string
		for _, name := range slices.Sorted(maps.Keys(cmd.Params)) {
			set = append(set, fmt.Sprintf("%s to %g", name, cmd.Params[name]))
		}
		return fmt.Sprintf("%s set at tick %d.", strings.Join(set, ", "), tick)
	case genesis.CmdPause:
		return fmt.Sprintf("World paused at tick %d.", tick)
	case genesis.CmdResume:
		return fmt.Sprintf("World resumed at tick %d.", tick)
	case genesis.CmdStep:
		return fmt.Sprintf("World steps by %d from tick %d.", max(cmd.Count, 1), tick)
	case genesis.CmdSpeed:
		if cmd.Value == 0 {
			return "World runs as fast as it can."
		}
		return fmt.Sprintf("World runs at %gx.", cmd.Value)
	case genesis.CmdSpawn:
		return fmt.Sprintf("%d molbots spawned.", cmd.Count)
	case genesis.CmdScatter:
		return fmt.Sprintf("%d food items scattered.", cmd.Count)
	case genesis.CmdFront:
		return fmt.Sprintf("A front comes in: %+g °C.", cmd.Value)
	case genesis.CmdKill:
		return fmt.Sprintf("%s removed.", cmd.Molbot)
	case genesis.CmdRestore:
		return fmt.Sprintf("The world went back to tick %d.", tick)
	case genesis.CmdReset:
		return fmt.Sprintf("A new world began with seed %d.", cmd.Count)
	case genesis.CmdCheckpoint:
		return fmt.Sprintf("Checkpoint saved at tick %d.", tick)
	}
	return string(cmd.Kind)
}
