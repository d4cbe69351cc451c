package workflows

import (
	"cmp"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// byHand is the model of a program that a person wrote.
const byHand = "hand"

// planByHand is the plan behind a person's program: a better version of a trait that is loaded, else a new one.
func (c *cycle) planByHand() genesis.EvolutionPlan {
	p := genesis.EvolutionPlan{
		ActionType: genesis.ActionNewTrait, TraitName: c.in.ByHand.TraitName, TargetMethod: "Execute",
		Description: cmp.Or(c.in.Trigger.Reason, "written by hand"),
	}
	for _, t := range c.obs.Traits {
		if t.Name == p.TraitName {
			p.ActionType = genesis.ActionModifyTrait
		}
	}
	c.rec.Model = byHand
	return p
}

// install vets and tries a person's program and brings it into the world. Nobody mends it: what is wrong with it is
// told.
func (c *cycle) install(ctx workflow.Context) error {
	p, no, err := c.take(ctx, genesis.CodeResult{Source: c.in.ByHand.Source, Model: byHand})
	if err != nil {
		return err
	}
	if no == nil && c.in.ByHand.SkipTrial {
		return c.deploy(ctx, p, gate.Verdict{Pass: true, Words: "not tried"})
	}
	var v gate.Verdict
	if no == nil {
		v, no, err = c.try(ctx, p)
	}
	if err != nil {
		return err
	}
	if no != nil {
		return &ending{outcome: genesis.OutcomeRejected, stage: no.stage, reason: no.reason}
	}
	return c.deploy(ctx, p, v)
}

// take vets a program that the coder was not asked for.
func (c *cycle) take(ctx workflow.Context, code genesis.CodeResult) (program, *refusal, error) {
	c.rec.Attempts++
	vet, err := c.check(ctx, code)
	if err != nil {
		return program{}, nil, err
	}
	return c.vetted(ctx, code, vet, 0)
}
