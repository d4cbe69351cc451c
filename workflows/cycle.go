package workflows

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// cycle is the state of one EvolutionCycle.
type cycle struct {
	in       genesis.CycleInput
	rec      genesis.Cycle
	obs      genesis.Observation
	plan     genesis.EvolutionPlan
	undo     []compensation
	hints    []string
	stopped  *ending // what a person's word ends the cycle as
	approved bool
	losses   string           // of the last trial, in words
	idle     string           // the lines that never ran in it, in words
	version  workflow.Version // of what a cycle does; see versions.go
	steps    int              // asked for, in a run that was reset
	reset    error            // it was, and ends
	diff     string           // of the last program that vet let pass, against the version before
	telling  int              // words of people that are on their way to the feed
}

// EvolutionCycle observes the world, has a change planned and written, vets and tries it, brings it into the world,
// watches it there and keeps it or takes it back.
func EvolutionCycle(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
	c := begin(ctx, in)
	c.version = workflow.GetVersion(ctx, partsAreWaitedFor, workflow.DefaultVersion, 1)
	if err := workflow.SetQueryHandler(ctx, genesis.QueryCycle, func() (genesis.Cycle, error) {
		return c.rec, nil
	}); err != nil {
		return genesis.CycleResult{}, err
	}
	work, stop := workflow.WithCancel(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) { c.listen(ctx, stop) })
	err := c.run(work)
	if c.reset = cmp.Or(c.reset, resetting(err)); c.reset != nil {
		return genesis.CycleResult{}, c.reset // nothing is undone or recorded by a run that did nothing
	}
	return c.finish(ctx, endingOf(err, c.stopped))
}

func begin(ctx workflow.Context, in genesis.CycleInput) *cycle {
	if in.Trigger.TriggerID == "" {
		in.Trigger.TriggerID = fmt.Sprintf("evo_trigger_%03d", in.Number)
	}
	if in.Trigger.ProblemType == "" {
		in.Trigger.ProblemType = genesis.ProblemManual
	}
	if in.Trigger.Severity == "" {
		in.Trigger.Severity = genesis.SeverityLow
	}
	if in.Trigger.AffectedEntities == nil {
		in.Trigger.AffectedEntities = []string{}
	}
	run := workflow.GetInfo(ctx).WorkflowExecution.RunID
	return &cycle{in: in, rec: genesis.Cycle{
		ID: in.CycleID, World: in.World, Trigger: in.Trigger, Stage: genesis.StageQueued, MutationIDs: []string{},
		StartedAt: workflow.Now(ctx), Rerun: in.Rerun,
		TemporalURL: genesis.WorkflowURL(in.Policy.TemporalUIURL, in.Policy.TemporalNS, in.CycleID, run),
	}}
}

// run is the cycle as a list. It returns nil for applied, an *ending for what else was foreseen.
func (c *cycle) run(ctx workflow.Context) error {
	if err := c.observe(ctx); err != nil {
		return err
	}
	if err := c.think(ctx); err != nil {
		return err
	}
	if c.in.ByHand != nil {
		return c.install(ctx)
	}
	switch c.plan.ActionType {
	case genesis.ActionAdjustParams:
		return c.adjust(ctx)
	case genesis.ActionImpossible:
		return &ending{outcome: genesis.OutcomeRejected, reason: "the architect says that it can't be done: " + c.plan.Description}
	}
	return c.evolve(ctx)
}

func (c *cycle) observe(ctx workflow.Context) error {
	if err := c.enter(ctx, genesis.StageObserve, note{
		agent: c.whoTriggered(), action: "cycle_started", message: c.greeting(),
		data:  map[string]string{"trigger_id": c.in.Trigger.TriggerID},
		event: &genesis.CycleEvent{Trigger: &c.in.Trigger},
	}); err != nil {
		return err
	}
	return c.look(ctx)
}

// look reads the world and forks it.
func (c *cycle) look(ctx workflow.Context) error {
	return c.do(ctx, observeOptions(c.in.World, "fork the world and read its figures"), genesis.ActObserve, c.ref(), &c.obs)
}

// think settles the plan: a person's, an earlier cycle's, or the architect's.
func (c *cycle) think(ctx workflow.Context) error {
	switch {
	case c.in.ByHand != nil:
		c.plan = c.planByHand()
	case c.in.Taken != nil && c.in.Taken.Plan != nil:
		c.plan = *c.in.Taken.Plan
	default:
		return c.architect(ctx)
	}
	c.plan.PlanID, c.plan.TriggerID = fmt.Sprintf("evo_plan_%03d", c.in.Number), c.in.Trigger.TriggerID
	c.rec.Plan = &c.plan
	return c.enter(ctx, genesis.StagePlan, note{
		agent: genesis.AgentUser, action: "plan_taken", message: c.plan.Description,
		data:  map[string]string{"plan_id": c.plan.PlanID, "action_type": string(c.plan.ActionType)},
		event: &genesis.CycleEvent{Plan: &c.plan},
	})
}

// architect has the model plan the change.
func (c *cycle) architect(ctx workflow.Context) error {
	if err := c.enter(ctx, genesis.StagePlan, note{
		agent: genesis.AgentArchitect, action: "plan_started",
		message: fmt.Sprintf("Looked at %d molbots at tick %d. Thinking about what could help.",
			c.obs.Vitals.Entities, c.obs.Tick),
	}); err != nil {
		return err
	}
	in := genesis.PlanInput{WorldRef: c.ref(), Number: c.in.Number, Trigger: c.in.Trigger, Observation: c.obs, Model: c.in.Model,
		Asked: gate.Criteria(c.in.Trigger.ProblemType, c.in.Policy.MinTrialSupport)}
	var out genesis.PlanResult
	if err := c.withModel(ctx, func() error {
		return c.do(ctx, llmOptions(c.in.Policy, "plan against "+string(c.in.Trigger.ProblemType)), genesis.ActPlan, in, &out)
	}); err != nil {
		return err
	}
	c.plan, c.rec.Model = out.Plan, out.Model
	c.rec.Plan = &c.plan
	c.rec.Asked = &genesis.Asked{Prompt: out.Prompt, Answer: out.Answer, Model: out.Model}
	return c.tell(ctx, note{
		agent: genesis.AgentArchitect, action: "plan_created", message: c.plan.Description,
		data:  map[string]string{"plan_id": c.plan.PlanID, "action_type": string(c.plan.ActionType), "model": out.Model},
		event: &genesis.CycleEvent{Plan: &c.plan},
	})
}

// withModel does a step that needs the model. While the model does not answer, the cycle pauses, longer and longer,
// and burns no attempt.
func (c *cycle) withModel(ctx workflow.Context, step func() error) error {
	since := workflow.Now(ctx)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := step()
		if !absent(err) || workflow.Now(ctx).Sub(since) > patience {
			c.rec.Waiting, c.rec.WaitingWhy = "", ""
			return err
		}
		c.rec.WaitingWhy = message(err)
		if pause == firstPause {
			c.rec.Waiting = genesis.WaitingForModel
			if err := c.tell(ctx, note{
				agent: genesis.AgentArchitect, action: "model_absent",
				message: "The model does not answer: " + message(err) + ". The cycle waits for it; the world goes on.",
			}); err != nil {
				return err
			}
		}
		timer := workflow.NewTimerWithOptions(ctx, pause, workflow.TimerOptions{Summary: "the model does not answer"})
		if err := timer.Get(ctx, nil); err != nil {
			return err
		}
	}
}

// absent reports whether a step failed since the model is not there, or so slow that no answer came within the time for
// one, three times: both are nothing that a program could be blamed for.
func absent(err error) bool {
	if t, ok := errors.AsType[*temporal.TimeoutError](err); ok {
		return t.TimeoutType() == enums.TIMEOUT_TYPE_START_TO_CLOSE
	}
	return failType(err) == genesis.FailLLMAbsent
}

func (c *cycle) ref() genesis.WorldRef {
	return genesis.WorldRef{World: c.in.World, CycleID: c.in.CycleID}
}

func (c *cycle) whoTriggered() string {
	if c.in.Trigger.Origin == genesis.OriginWatcher {
		return genesis.AgentWatcher
	}
	return genesis.AgentUser
}

func (c *cycle) greeting() string {
	what := map[genesis.Problem]string{
		genesis.ProblemStarvation:     "The population starves",
		genesis.ProblemOverpopulation: "The population explodes",
		genesis.ProblemLowDiversity:   "The molbots have become too much alike",
		genesis.ProblemStagnation:     "Nothing new has come up for long",
		genesis.ProblemManual:         "Somebody asked for a change",
	}[c.in.Trigger.ProblemType]
	if by := c.in.Trigger.By; by != "" {
		what = "A change is asked for by " + by
		if p := c.in.Trigger.ProblemType; p != genesis.ProblemManual {
			what += " against " + strings.ReplaceAll(string(p), "_", " ")
		}
	}
	if c.in.Trigger.Reason != "" {
		what += " (" + c.in.Trigger.Reason + ")"
	}
	if r := c.in.Rerun; r != nil {
		return fmt.Sprintf("%s runs %s again from %s: evolution cycle %d starts.", someone(r.By), r.CycleID, r.From, c.in.Number)
	}
	return fmt.Sprintf("%s: evolution cycle %d starts.", what, c.in.Number)
}
