package host

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// serveCommands executes the commands that the gateway sends through Redis. While Redis is unreachable, none arrive.
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

// handle answers a command before the next one is read. Questions are answered concurrently, when they are ready.
func (h *Host) handle(ctx context.Context, cmd command.Command, answer func(command.Reply)) {
	switch q := cmd.Payload.(type) {
	case command.Lineage, command.Family, command.Layer, command.ListLoaded:
		h.questions.submit(func() { answer(h.answer(ctx, q)) }, answer)
	case command.Explain, command.Heat:
		h.questions.submit(func() { answer(h.explain(ctx, q)) }, answer)
	case command.Film:
		h.films.submit(func() { answer(h.pictures(q)) }, answer)
	case command.Vet:
		h.vets.submit(func() { answer(h.vet(q)) }, answer)
	default:
		answer(h.execute(ctx, cmd))
	}
}

// execute executes a command and writes a line to the feed. A repeated command only gets its earlier answer.
func (h *Host) execute(ctx context.Context, cmd command.Command) command.Reply {
	if before, ok := h.loop.Answered(cmd); ok {
		return before
	}
	reply, err := h.do(ctx, cmd)
	if err != nil {
		return command.Reply{ID: cmd.ID, Err: asError(err)}
	}
	switch cmd.Payload.(type) {
	case command.Spawn, command.Kill, command.Restore, command.Reset, command.SetParam, command.SetParams:
		h.mirrorMolbots(ctx)
	}
	h.pub.feed(genesis.FeedMessage{
		Agent: genesis.AgentUser, Action: string(cmd.Kind()), Message: command.Sentence(cmd.Payload, reply.Tick),
	})
	return reply
}

func (h *Host) do(ctx context.Context, cmd command.Command) (command.Reply, error) {
	switch cmd.Payload.(type) {
	case command.Checkpoint:
		tick, err := h.save(ctx, 0)
		return command.Reply{ID: cmd.ID, Tick: tick, Generation: h.loop.Stats().Generation}, err
	case command.Restore, command.Reset:
		return h.replaceWorld(ctx, cmd)
	}
	return h.loop.Do(ctx, cmd)
}
