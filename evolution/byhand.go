package evolution

import (
	"cmp"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// byHand takes the place of a model's name in the record of a program that a person wrote.
const byHand = "hand"

// planByHand makes the plan for a person's program: modify the trait if one of that name is loaded, otherwise add it.
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

// install vets, tries and deploys a person's program. No coder repairs it: if it is rejected, the cycle ends with the
// reason.
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
