package workflows

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// A step can fail for two reasons. A defect (of the program, of the plan, or in this code) is retried a few times and
// then ends the cycle. An absent part (Redis, an engine, Temporal, a worker) does not end the cycle: the step is
// scheduled once more, and the server retries it every few seconds until patience is exhausted. However long that
// takes, it uses up no attempt of the cycle and adds no events to its history.

// task is a step that has been requested.
type task struct {
	c       *cycle
	ctx     workflow.Context
	options workflow.ActivityOptions
	act     string
	in      any
	first   workflow.Future
	err     error // why the step may not be requested at all
}

// start requests a step.
func (c *cycle) start(ctx workflow.Context, o workflow.ActivityOptions, act string, in any) task {
	t := task{c: c, ctx: ctx, options: o, act: act, in: in, err: c.checkNotReset(ctx)}
	if t.err == nil {
		t.first = t.execute(o)
	}
	return t
}

// do requests a step and waits for its result.
func (c *cycle) do(ctx workflow.Context, o workflow.ActivityOptions, act string, in, out any) error {
	return c.start(ctx, o, act, in).result(ctx, out)
}

// future is result for a step that runs concurrently with others.
func (t task) future(ctx workflow.Context, out any) workflow.Future {
	f, set := workflow.NewFuture(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) { set.SetError(t.result(ctx, out)) })
	return f
}

func (t task) execute(o workflow.ActivityOptions) workflow.Future {
	return workflow.ExecuteActivity(workflow.WithActivityOptions(t.ctx, o), t.act, t.in)
}

// result waits for the step's result, and for the parts that the step needs.
func (t task) result(ctx workflow.Context, out any) error {
	if t.err != nil {
		return t.err
	}
	err := t.first.Get(ctx, out)
	if gone := t.c.checkNotReset(ctx); gone != nil {
		return gone
	}
	if t.c.version == workflow.DefaultVersion { // the cycle began with a build that did not wait
		return err
	}
	var part string
	since := workflow.Now(ctx)
	for silences := 0; err != nil; {
		missingPart := t.missingPart(err)
		left := patience - workflow.Now(ctx).Sub(since)
		switch {
		case missingPart != "" && (left > 0 || forever(t.act)):
			if missingPart != part {
				part = missingPart
				t.c.reportWaiting(ctx, t.act, part, message(err))
			}
			err = t.execute(t.patient(left)).Get(ctx, out)
		case silent(err) && silences < maxSilentTries:
			silences++
			err = t.execute(t.options).Get(ctx, out)
		default:
			t.c.clearWaiting(part)
			return t.describe(err, part, workflow.Now(ctx).Sub(since))
		}
	}
	if part != "" {
		t.c.reportResumed(ctx, t.act, part, workflow.Now(ctx).Sub(since))
	}
	return nil
}

// describe returns the error of a step. If its part never came back, the error names the part and includes the last
// underlying error.
func (t task) describe(err error, part string, waited time.Duration) error {
	if part == "" || waited < patience {
		return err
	}
	return temporal.NewNonRetryableApplicationError(
		fmt.Sprintf("%s was away for %v (%s)", partWords(part), waited.Round(time.Minute), message(err)),
		string(genesis.CodeUnavailable), err)
}

// forever reports whether a step is retried until it works: the steps that write a cycle's records, and those that make
// the world agree with the records.
func forever(act string) bool {
	return recording(act) || act == genesis.ActKeep || act == genesis.ActRollback
}

// missingPart returns the part whose absence made the step fail, or "".
func (t task) missingPart(err error) string {
	served := genesis.PartWorker
	if genesis.IsEngineQueue(t.options.TaskQueue) {
		served = genesis.PartEngine
	}
	part := absentPart(err, served)
	if part == "" && forever(t.act) && retryable(err, t.options.RetryPolicy.NonRetryableErrorTypes) {
		return served
	}
	return part
}

// retryable reports whether a failed step is worth retrying.
func retryable(err error, fatal []string) bool {
	if temporal.IsCanceledError(err) {
		return false
	}
	a, ok := errors.AsType[*temporal.ApplicationError](err)
	return !ok || !a.NonRetryable() && !slices.Contains(fatal, a.Type())
}

// absentPart returns the part whose absence made a step fail, or "". served is the part that runs the step.
func absentPart(err error, served string) string {
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		switch genesis.Code(a.Type()) {
		case genesis.CodeUnavailable:
			var part string
			if a.HasDetails() && a.Details(&part) == nil && part != "" {
				return part
			}
			return served
		case genesis.CodeBusy:
			return served
		}
		return ""
	}
	t, ok := errors.AsType[*temporal.TimeoutError](err)
	if !ok {
		return ""
	}
	switch t.TimeoutType() {
	case enums.TIMEOUT_TYPE_SCHEDULE_TO_START:
		return served
	case enums.TIMEOUT_TYPE_HEARTBEAT, enums.TIMEOUT_TYPE_START_TO_CLOSE:
		if served == genesis.PartEngine { // its steps are short, so the process died or its loop is stuck
			return served
		}
	}
	return ""
}

// silent reports whether the process that ran a step died. A few deaths may be chance; a program that kills every
// worker that tries it is a defect.
func silent(err error) bool {
	t, ok := errors.AsType[*temporal.TimeoutError](err)
	return ok && t.TimeoutType() == enums.TIMEOUT_TYPE_HEARTBEAT
}

// patient returns the activity options for the step while its part is away.
func (t task) patient(left time.Duration) workflow.ActivityOptions {
	o := t.options
	fatal := defects
	if o.ScheduleToStartTimeout, o.ScheduleToCloseTimeout = 0, left; forever(t.act) {
		o.ScheduleToCloseTimeout, fatal = 0, o.RetryPolicy.NonRetryableErrorTypes
	}
	o.RetryPolicy = &temporal.RetryPolicy{
		InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: 10 * time.Second,
		NonRetryableErrorTypes: fatal,
	}
	return o
}

// reportWaiting records what the cycle waits for and tells people. If the feed itself is away, reportResumed tells them
// afterwards.
func (c *cycle) reportWaiting(ctx workflow.Context, act, part, why string) {
	if c.Record.Waiting == part {
		return
	}
	c.Record.Waiting, c.Record.WaitingWhy = part, why
	c.show(ctx)
	if part == genesis.PartRedis || recording(act) {
		return
	}
	c.tellOptional(ctx, evolution.Note{
		Agent: genesis.AgentPatcher, Action: "waiting",
		Message: fmt.Sprintf("%s waits for %s: %s The world keeps running.", act, partWords(part), sentence(why)),
	})
}

// reportResumed records that a part is back.
func (c *cycle) reportResumed(ctx workflow.Context, act, part string, waited time.Duration) {
	if c.Record.Waiting != part {
		return // a concurrent step has already reported it
	}
	c.clearWaiting(part)
	c.show(ctx)
	c.tellOptional(ctx, evolution.Note{
		Agent: genesis.AgentPatcher, Action: "goes_on",
		Message: fmt.Sprintf("%s is back after %v. %s continues.", capital(partWords(part)), waited.Round(time.Second), act),
	})
}

func (c *cycle) clearWaiting(part string) {
	if part != "" && c.Record.Waiting == part {
		c.Record.Waiting, c.Record.WaitingWhy = "", ""
	}
}

// tellOptional is tell for notes on which the cycle does not depend.
func (c *cycle) tellOptional(ctx workflow.Context, n evolution.Note) {
	if err := c.tell(ctx, n); err != nil {
		workflow.GetLogger(ctx).Warn("a note is missing from the feed", "action", n.Action, "error", err)
	}
}

func recording(act string) bool { return act == genesis.ActRecord || act == genesis.ActTell }

func partWords(part string) string {
	return map[string]string{
		genesis.PartRedis: "Redis", genesis.PartEngine: "the engine", genesis.PartTemporal: "Temporal",
		genesis.PartWorker: "a worker", genesis.PartDisk: "the engine's disk",
	}[part]
}

// sentence appends a full stop unless the words already end a sentence.
func sentence(words string) string {
	if strings.HasSuffix(words, ".") || strings.HasSuffix(words, "?") || strings.HasSuffix(words, "!") {
		return words
	}
	return words + "."
}
