package evolution

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// Cycle is the state of one evolution cycle. Its methods decide what comes next.
type Cycle struct {
	In       genesis.CycleInput
	Record   genesis.Cycle         // as people see it
	Observed genesis.Observation   // the world, when the cycle last looked
	Plan     genesis.EvolutionPlan // what is to be changed
	Diff     string                // of the last program that vet let pass, against the version before
	Verdict  gate.Verdict          // of the last trial

	undo   []compensation
	saved  genesis.SaveInput // what Save was asked for, to be asked again
	lost   int               // times that Redis had lost something
	losses string            // of the last trial, in words
	idle   string            // the lines that never ran in it, in words
}

// Run is the cycle as a list. It returns nil for a change that is kept, an *Ending for what else was foreseen, and the
// error of a step otherwise. The caller has the change taken back after an error, by Undo.
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

// snapshotWorld reads the world and forks it.
func (c *Cycle) snapshotWorld(s Steps) error {
	observation, err := s.Observe(c.ref())
	if err == nil {
		c.Observed = observation
	}
	return err
}

// plan settles the plan: a person's, an earlier cycle's, or the architect's.
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

// architect has the model plan the change.
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

// criteria are what a trial will ask of a program, in words.
func (c *Cycle) criteria() []string {
	return gate.Criteria(c.In.Trigger.ProblemType, c.In.Policy.MinTrialSupport)
}

func (c *Cycle) ref() genesis.WorldRef {
	return genesis.WorldRef{World: c.In.World, CycleID: c.In.CycleID}
}
