package host

import (
	"context"
	"encoding/json"
	"math"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// answer looks into the world for a question. Nothing changes, so nothing is journalled or told to the feed.
func (h *Host) answer(ctx context.Context, q genesis.Command) genesis.Reply {
	var tick uint64
	var data any
	var err error
	var asked []genesis.Entity
	looked := h.loop.Inspect(ctx, func(world *engine.Engine) {
		tick = world.Now()
		data, err = answerQuestion(world, q)
		if q.Molbot != "" {
			asked = world.Some([]string{q.Molbot})
		}
	})
	if len(asked) > 0 {
		_ = h.store.WriteSome(ctx, asked) // who asks for its kin reads it next; the mirror says by itself that Redis is away
	}
	reply := genesis.Reply{ID: q.ID, Tick: tick}
	if looked != nil {
		err = looked
	}
	if err == nil {
		reply.Data, err = json.Marshal(data)
	}
	if err != nil {
		reply.Err = asError(err)
	}
	return reply
}

// explain answers what a watch tells: of a molbot, or of the lines of a trait.
func (h *Host) explain(ctx context.Context, q genesis.Command) genesis.Reply {
	reply := genesis.Reply{ID: q.ID, Tick: h.loop.Stats().Tick}
	var data any
	var err error
	if q.Kind == genesis.CmdHeat {
		data, err = h.loop.Heat(ctx, q.Param)
	} else {
		data, err = h.loop.Explain(ctx, q.Molbot, q.Param == "sources")
	}
	if err == nil {
		reply.Data, err = json.Marshal(data)
	}
	if err != nil {
		reply.Err = asError(err)
	}
	return reply
}

func answerQuestion(world *engine.Engine, q genesis.Command) (any, error) {
	switch {
	case q.Kind == genesis.CmdLayer:
		p := world.Params()
		rows := max(1, int(math.Round(float64(q.Count)*p["world_height"]/p["world_width"])))
		return world.Layer(q.Param, int(q.Value), q.Count, rows)
	case q.Kind == genesis.CmdLoaded:
		return loadedTraits(world), nil
	case q.Molbot != "":
		ancestors, children, err := world.Family(q.Molbot)
		return genesis.Family{Ancestors: kin(ancestors), Children: kin(children)}, err
	}
	return phylogeny(world, q.Count), nil
}

func loadedTraits(world *engine.Engine) genesis.LoadedTraits {
	r := world.Registry()
	out := genesis.LoadedTraits{Tick: world.Now(), Generation: r.Generation, Traits: []genesis.LoadedTrait{}}
	for _, t := range r.Traits {
		if t.Generated {
			out.Traits = append(out.Traits, genesis.LoadedTrait{
				Name: t.Name, Version: t.Version, MutationID: t.MutationID, CodeHash: t.CodeHash, Source: t.Source,
				Heritable: t.Heritable, Bearers: t.Bearers,
			})
		}
	}
	return out
}

func phylogeny(world *engine.Engine, most int) genesis.Phylogeny {
	return genesis.Phylogeny{
		Tick: world.Now(), Known: world.Remembered(), Living: world.Count(), Nodes: kin(world.Lineage(max(most, 1))),
	}
}

func kin(list []engine.Kin) []genesis.Kin {
	out := make([]genesis.Kin, 0, len(list))
	for _, k := range list {
		out = append(out, genesis.Kin{
			ID: k.ID, Parent: k.Parent, Mate: k.Mate, Steps: k.Generations, Born: k.Born, Died: k.Died,
			Traits: strings.FieldsFunc(k.Traits, func(r rune) bool { return r == ',' }),
		})
	}
	return out
}
