package evolution

import (
	"cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// byHand is the model of a program that a person wrote.
const byHand = "hand"

// planByHand is the plan behind a person's program: a better version of a trait that is loaded, else a new one.
func (c *Cycle) planByHand() genesis.EvolutionPlan {
	p := genesis.EvolutionPlan{
		ActionType: genesis.ActionNewTrait, TraitName: c.In.ByHand.TraitName, TargetMethod: "Execute",
		Description: cmp.Or(c.In.Trigger.Reason, "written by hand"),
	}
	for _, t := range c.Observed.Traits {
		if t.Name == p.TraitName {
			p.ActionType = genesis.ActionModifyTrait
		}
	}
	c.Record.Model = byHand
	return p
}

// install vets and tries a person's program and brings it into the world. Nobody mends it: what is wrong with it is
// told.
func (c *Cycle) install(s Steps) error {
	for {
		if again, err := c.written(s, c.installOnce(s)); !again {
			return err
		}
	}
}

func (c *Cycle) installOnce(s Steps) error {
	p, rejected, err := c.vetWithoutCoder(s, genesis.CodeResult{Source: c.In.ByHand.Source, Model: byHand})
	if err != nil {
		return err
	}
	if rejected == nil && c.In.ByHand.SkipTrial {
		c.Verdict = gate.Verdict{Pass: true, Words: "not tried"}
		return c.deploy(s, p)
	}
	if rejected == nil {
		rejected, err = c.try(s, p)
	}
	if err != nil {
		return err
	}
	if rejected != nil {
		return &Ending{Outcome: genesis.OutcomeRejected, Stage: rejected.stage, Reason: rejected.reason}
	}
	return c.deploy(s, p)
}
