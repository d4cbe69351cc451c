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

// cycle is the state of one EvolutionCycle: the state on which package evolution bases its decisions, and what only the
// Temporal adapter needs.
type cycle struct {
	evolution.Cycle
	hints        []string
	stopped      *evolution.Ending // set once a person vetoes or cancels the cycle
	approved     bool
	version      workflow.Version // of the cycle's behaviour; see versions.go
	steps        int              // steps requested so far; counted only in a run that was reset
	reset        error            // why a run that was reset ends
	pendingNotes int              // feed lines about people's signals that are still being written
}

// EvolutionCycle runs one evolution cycle: it observes the world, lets the model plan and write a change, vets the
// change and tries it in forks, applies it to the live world, watches it there, and keeps it or rolls it back.
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
		return genesis.CycleResult{}, c.reset // this run applied nothing, so there is nothing to undo or record
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

// withModel runs a step that needs the model. While the model does not answer, the cycle pauses with increasing
// back-off and uses up no attempt.
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
				Message: "The model does not answer: " + message(err) + ". The cycle waits for it; the world keeps running.",
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

// absent reports whether a step failed because the model is unreachable, or so slow that three attempts in a row timed
// out. Neither is the fault of a program, so neither counts as an attempt.
func absent(err error) bool {
	if t, ok := errors.AsType[*temporal.TimeoutError](err); ok {
		return t.TimeoutType() == enums.TIMEOUT_TYPE_START_TO_CLOSE
	}
	return failType(err) == genesis.FailLLMAbsent
}

func (c *cycle) ref() genesis.WorldRef {
	return genesis.WorldRef{World: c.In.World, CycleID: c.In.CycleID}
}
