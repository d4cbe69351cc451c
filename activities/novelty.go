package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// compare runs a program in a fixed set of situations and records which mutation of another trait behaves almost the
// same. A new version of a trait may resemble the previous one, and programs written by a person are not compared.
func (c *Cycles) compare(
	ctx context.Context, store *redisstore.Store, in genesis.VetInput, source []byte, out *genesis.VetResult,
) error {
	checkWorld, err := c.signature(source)
	if err != nil {
		return err
	}
	out.Signature = checkWorld.String()
	if in.ByHand != nil {
		return nil
	}
	known, _, err := store.Mutations(ctx, "", policy.ComparedWith, "")
	if err != nil {
		return err
	}
	var ids []string
	var acts []signature.Signature
	for _, m := range known {
		theirs, ok := signature.Parse(m.Signature)
		if !ok || m.TraitName == in.TraitName || m.CycleID == in.CycleID {
			continue
		}
		ids, acts = append(ids, m.ID), append(acts, theirs)
	}
	if at, distance := checkWorld.Nearest(acts, gate.Alike(in.Problem)); at >= 0 {
		out.Similar, out.Distance = ids[at], distance
	}
	return nil
}

// signature returns the behaviour of a vetted program.
func (c *Cycles) signature(source []byte) (signature.Signature, error) {
	factory, err := c.sandbox.Load(source)
	if err != nil {
		return signature.Signature{}, err
	}
	program, err := factory.New()
	if err != nil {
		return signature.Signature{}, err
	}
	defer program.Close()
	return signature.Of(program), nil
}
