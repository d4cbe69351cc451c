package host

import (
	"context"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// answer inspects the world for a question. Nothing changes, so nothing is journalled or written to the feed.
func (h *Host) answer(ctx context.Context, q command.Payload) command.Reply {
	var reply command.Reply
	var err error
	var asked []genesis.Entity
	looked := h.loop.Inspect(ctx, func(world *engine.Engine) {
		reply.Tick = world.Now()
		reply.Data, err = answerQuestion(world, q)
		if f, ok := q.(command.Family); ok {
			asked = world.Some([]string{f.Molbot})
		}
	})
	if len(asked) > 0 {
		_ = h.store.WriteSome(ctx, asked) // they are read next; failures are reported elsewhere
	}
	if looked != nil {
		err = looked
	}
	return withError(reply, err)
}

// withError turns a reply into that of a failed question if err is not nil.
func withError(reply command.Reply, err error) command.Reply {
	if err != nil {
		reply.Data, reply.Err = nil, asError(err)
	}
	return reply
}

// explain answers a question about a molbot that is being watched, or about the lines of a trait.
func (h *Host) explain(ctx context.Context, q command.Payload) command.Reply {
	reply := command.Reply{Tick: h.loop.Stats().Tick}
	var err error
	switch q := q.(type) {
	case command.Heat:
		reply.Data, err = h.loop.Heat(ctx, q.Trait)
	case command.Explain:
		reply.Data, err = h.loop.Explain(ctx, q.Molbot, q.Sources)
	}
	return withError(reply, err)
}

func answerQuestion(world *engine.Engine, q command.Payload) (any, error) {
	switch q := q.(type) {
	case command.Layer:
		p := world.Params()
		rows := max(1, int(math.Round(float64(q.Columns)*p["world_height"]/p["world_width"])))
		return world.Layer(q.Name, q.Channel, q.Columns, rows)
	case command.ListLoaded:
		return loadedTraits(world), nil
	case command.Family:
		return world.Family(q.Molbot)
	case command.Lineage:
		return genesis.Phylogeny{
			Tick: world.Now(), Known: world.Remembered(), Living: world.Count(), Nodes: world.Lineage(max(q.Most, 1)),
		}, nil
	}
	return nil, genesis.Errorf(genesis.CodeInvalid, "%s is no question", q.Kind())
}

func loadedTraits(world *engine.Engine) genesis.LoadedTraits {
	r := world.Registry()
	generated := slices.DeleteFunc(r.Traits, func(t genesis.LoadedTrait) bool { return !t.Generated })
	return genesis.LoadedTraits{Tick: world.Now(), Generation: r.Generation, Traits: generated}
}
