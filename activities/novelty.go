package activities

import (
	"context"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

const (
	compared = 500  // newest mutations that a program is compared with
	fresh    = 0.20 // distance from all of them that a program against stagnation must have
)

// compare runs a program in the fixed situations and notes which mutation of another trait acts nearly the same. A new
// version of a trait may act much as the one before, and a person may write what they like.
func (c *Cycles) compare(
	ctx context.Context, store *redisstore.Store, in genesis.VetInput, source []byte, out *genesis.VetResult,
) error {
	mine, err := c.signature(source)
	if err != nil {
		return err
	}
	out.Signature = mine.String()
	if in.ByHand != nil {
		return nil
	}
	least := signature.TooSimilar
	if in.Problem == genesis.ProblemStagnation {
		least = fresh
	}
	known, _, err := store.Mutations(ctx, "", compared, "")
	if err != nil {
		return err
	}
	for _, m := range known {
		theirs, ok := signature.Parse(m.Signature)
		if !ok || m.TraitName == in.TraitName || m.CycleID == in.CycleID {
			continue
		}
		if d := mine.Distance(theirs); d < least {
			least, out.Similar, out.Distance = d, m.ID, d
		}
	}
	return nil
}

// signature tells how a vetted program acts.
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
