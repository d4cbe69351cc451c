package evolution

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// Cycle is the state of one evolution cycle. Its methods decide what happens next; Steps carries it out.
type Cycle struct {
	In       genesis.CycleInput
	Record   genesis.Cycle         // what people see of the cycle
	Observed genesis.Observation   // the world when the cycle last observed it
	Plan     genesis.EvolutionPlan // what to change
	Diff     string                // of the last program that passed vet, against the previous version
	Verdict  gate.Verdict          // verdict of the last trial

	undo   []compensation
	saved  genesis.SaveInput // the input of Save, to repeat it if Redis loses the result
	lost   int               // how often Redis had lost data
	losses string            // what the last trial measured as losses, in words
	idle   string            // the lines that never ran in the last trial, in words
}

// Run executes the cycle. It returns nil if the change was kept, an *Ending for every other foreseen outcome, and
// otherwise the error of the step that failed. After an error the caller must call Undo to revert the change.
func (c *Cycle) Run(s Steps) error {
	if err := c.observe(s); err != nil {
		return err
	}
	if err := c.plan(s); err != nil {
		return err
	}
	if c.In.ByHand != nil {
		return c.install(s)
	}
	switch c.Plan.ActionType {
	case genesis.ActionAdjustParams:
		return c.adjust(s)
	case genesis.ActionImpossible:
		return &Ending{
			Outcome: genesis.OutcomeRejected, Reason: "the architect says that it can't be done: " + c.Plan.Description,
		}
	}
	return c.evolve(s)
}

func (c *Cycle) observe(s Steps) error {
	if err := s.Enter(genesis.StageObserve, Note{
		Agent: c.whoTriggered(), Action: "cycle_started", Message: c.startMessage(),
		Data:  map[string]string{"trigger_id": c.In.Trigger.TriggerID},
		Event: &genesis.CycleEvent{Trigger: &c.In.Trigger},
	}); err != nil {
		return err
	}
	return c.snapshotWorld(s)
}

// snapshotWorld observes the world, which also forks it.
func (c *Cycle) snapshotWorld(s Steps) error {
	observation, err := s.Observe(c.ref())
	if err == nil {
		c.Observed = observation
	}
	return err
}

// plan obtains the plan: from a person, from an earlier cycle, or from the architect.
func (c *Cycle) plan(s Steps) error {
	switch {
	case c.In.ByHand != nil:
		c.Plan = c.planByHand()
	case c.In.Taken != nil && c.In.Taken.Plan != nil:
		c.Plan = *c.In.Taken.Plan
	default:
		return c.architect(s)
	}
	c.Plan.PlanID, c.Plan.TriggerID = fmt.Sprintf("evo_plan_%03d", c.In.Number), c.In.Trigger.TriggerID
	c.Record.Plan = &c.Plan
	return s.Enter(genesis.StagePlan, Note{
		Agent: genesis.AgentUser, Action: "plan_taken", Message: c.Plan.Description,
		Data:  map[string]string{"plan_id": c.Plan.PlanID, "action_type": string(c.Plan.ActionType)},
		Event: &genesis.CycleEvent{Plan: &c.Plan},
	})
}

// architect asks the model to plan the change.
func (c *Cycle) architect(s Steps) error {
	if err := s.Enter(genesis.StagePlan, Note{
		Agent: genesis.AgentArchitect, Action: "plan_started",
		Message: fmt.Sprintf("Looked at %d molbots at tick %d. Thinking about what could help.",
			c.Observed.Vitals.Entities, c.Observed.Tick),
	}); err != nil {
		return err
	}
	out, err := s.Plan(genesis.PlanInput{
		WorldRef: c.ref(), Number: c.In.Number, Trigger: c.In.Trigger, Observation: c.Observed, Model: c.In.Model,
		Asked: c.criteria(),
	})
	if err != nil {
		return err
	}
	c.Plan, c.Record.Model = out.Plan, out.Model
	c.Record.Plan = &c.Plan
	c.Record.Asked = &genesis.ModelExchange{Prompt: out.Prompt, Answer: out.Answer, Model: out.Model}
	return s.Tell(Note{
		Agent: genesis.AgentArchitect, Action: "plan_created", Message: c.Plan.Description,
		Data:  map[string]string{"plan_id": c.Plan.PlanID, "action_type": string(c.Plan.ActionType), "model": out.Model},
		Event: &genesis.CycleEvent{Plan: &c.Plan},
	})
}

// criteria describes what a trial will require of a program, for the prompts.
func (c *Cycle) criteria() []string {
	return gate.Criteria(c.In.Trigger.ProblemType, c.In.Policy.MinTrialSupport)
}

func (c *Cycle) ref() genesis.WorldRef {
	return genesis.WorldRef{World: c.In.World, CycleID: c.In.CycleID}
}
