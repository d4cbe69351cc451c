package workflows

import (
	"cmp"
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// cycle is the state of one EvolutionCycle: what package evolution decides by, and what is Temporal's.
type cycle struct {
	evolution.Cycle
	hints        []string
	stopped      *evolution.Ending // what a person's word ends the cycle as
	approved     bool
	version      workflow.Version // of what a cycle does; see versions.go
	steps        int              // asked for, in a run that was reset
	reset        error            // it was, and ends
	pendingNotes int              // words of people that are on their way to the feed
}

// EvolutionCycle observes the world, has a change planned and written, vets and tries it, brings it into the world,
// watches it there and keeps it or takes it back.
func EvolutionCycle(ctx workflow.Context, in genesis.CycleInput) (genesis.CycleResult, error) {
	c := begin(ctx, in)
	c.version = workflow.GetVersion(ctx, versionWaitForParts, workflow.DefaultVersion, 1)
	if err := workflow.SetQueryHandler(ctx, genesis.QueryCycle, func() (genesis.Cycle, error) {
		return c.Record, nil
	}); err != nil {
		return genesis.CycleResult{}, err
	}
	work, stop := workflow.WithCancel(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) { c.listen(ctx, stop) })
	err := c.Run(bound{c, work})
	if c.reset = cmp.Or(c.reset, resetError(err)); c.reset != nil {
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
	return &cycle{Cycle: evolution.Cycle{In: in, Record: genesis.Cycle{
		ID: in.CycleID, World: in.World, Trigger: in.Trigger, Stage: genesis.StageQueued, MutationIDs: []string{},
		StartedAt: workflow.Now(ctx), Rerun: in.Rerun,
		TemporalURL: genesis.WorkflowURL(in.Policy.TemporalUIURL, in.Policy.TemporalNS, in.CycleID, run),
	}}}
}

// withModel does a step that needs the model. While the model does not answer, the cycle pauses, longer and longer,
// and burns no attempt.
func (c *cycle) withModel(ctx workflow.Context, step func() error) error {
	since := workflow.Now(ctx)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		err := step()
		if !absent(err) || workflow.Now(ctx).Sub(since) > patience {
			c.Record.Waiting, c.Record.WaitingWhy = "", ""
			return err
		}
		c.Record.WaitingWhy = message(err)
		if pause == firstPause {
			c.Record.Waiting = genesis.WaitingForModel
			if err := c.tell(ctx, evolution.Note{
				Agent: genesis.AgentArchitect, Action: "model_absent",
				Message: "The model does not answer: " + message(err) + ". The cycle waits for it; the world goes on.",
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
	return genesis.WorldRef{World: c.In.World, CycleID: c.In.CycleID}
}
