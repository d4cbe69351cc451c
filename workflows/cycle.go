package workflows

import (
	"fmt"
	"net/url"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// cycle is the state of one EvolutionCycle.
type cycle struct {
	in    genesis.CycleInput
	rec   genesis.Cycle
	obs   genesis.Observation
	plan  genesis.EvolutionPlan
	undo  []compensation
	hints []string
	veto  *genesis.Veto
}

// EvolutionCycle observes the world, has a change planned and written, vets and tries it, brings it into the world,
// watches it there and keeps it or takes it back.
func EvolutionCycle(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
	c := begin(ctx, in)
	if err := workflow.SetQueryHandler(ctx, genesis.QueryCycle, func() (genesis.Cycle, error) {
		return c.rec, nil
	}); err != nil {
		return genesis.CycleResult{}, err
	}
	work, stop := workflow.WithCancel(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) { c.listen(ctx, stop) })
	err := c.run(work)
	return c.finish(ctx, endingOf(err, c.veto))
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
		StartedAt: workflow.Now(ctx), TemporalURL: link(in.Policy, in.CycleID, run),
	}}
}

func link(p genesis.CyclePolicy, id, run string) string {
	return fmt.Sprintf("%s/namespaces/%s/workflows/%s/%s/timeline",
		p.TemporalUIURL, url.PathEscape(p.TemporalNS), url.PathEscape(id), run)
}

// listen takes what people say to the running cycle.
func (c *cycle) listen(ctx workflow.Context, stop func()) {
	vetoes := workflow.GetSignalChannel(ctx, genesis.SignalVeto)
	hints := workflow.GetSignalChannel(ctx, genesis.SignalHint)
	heard := workflow.NewSelector(ctx)
	heard.AddReceive(vetoes, func(ch workflow.ReceiveChannel, _ bool) {
		var v genesis.Veto
		ch.Receive(ctx, &v)
		c.veto = &v
		stop()
	})
	heard.AddReceive(hints, func(ch workflow.ReceiveChannel, _ bool) {
		var h genesis.Hint
		ch.Receive(ctx, &h)
		c.hints = append(c.hints, h.Text)
	})
	for {
		heard.Select(ctx)
	}
}

// run is the cycle as a list. It returns nil for applied, an *ending for what else was foreseen.
func (c *cycle) run(ctx workflow.Context) error {
	if err := c.observe(ctx); err != nil {
		return err
	}
	if err := c.think(ctx); err != nil {
		return err
	}
	if c.plan.ActionType == genesis.ActionAdjustParams {
		return c.adjust(ctx)
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
	ctx = workflow.WithActivityOptions(ctx, observeOptions(c.in.World, "fork the world and read its figures"))
	return workflow.ExecuteActivity(ctx, genesis.ActObserve, c.ref()).Get(ctx, &c.obs)
}

// think has the architect plan the change.
func (c *cycle) think(ctx workflow.Context) error {
	if err := c.enter(ctx, genesis.StagePlan, note{
		agent: genesis.AgentArchitect, action: "plan_started",
		message: fmt.Sprintf("Looked at %d molbots at tick %d. Thinking about what could help.",
			c.obs.Vitals.Entities, c.obs.Tick),
	}); err != nil {
		return err
	}
	in := genesis.PlanInput{WorldRef: c.ref(), Number: c.in.Number, Trigger: c.in.Trigger, Observation: c.obs}
	var out genesis.PlanResult
	if err := c.withModel(ctx, func() error {
		ctx := workflow.WithActivityOptions(ctx, llmOptions(c.in.Policy, "plan against "+string(c.in.Trigger.ProblemType)))
		return workflow.ExecuteActivity(ctx, genesis.ActPlan, in).Get(ctx, &out)
	}); err != nil {
		return err
	}
	c.plan, c.rec.Model = out.Plan, out.Model
	c.rec.Plan = &c.plan
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
		if failType(err) != genesis.FailLLMAbsent || workflow.Now(ctx).Sub(since) > patience {
			return err
		}
		if pause == firstPause {
			if err := c.tell(ctx, note{
				agent: genesis.AgentArchitect, action: "model_absent",
				message: "The model does not answer. The cycle waits for it; the world goes on.",
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
	if c.in.Trigger.Reason != "" {
		what += " (" + c.in.Trigger.Reason + ")"
	}
	return fmt.Sprintf("%s: evolution cycle %d starts.", what, c.in.Number)
}
