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

// A step can fail for two reasons. A defect (of the program, the plan, or of ours) is tried a few times and then ends
// the cycle. An absent part (Redis, an engine, Temporal, a worker) ends nothing: the step is handed to the server once
// more, to be tried every few seconds for as long as patience lasts, which costs no attempt and no event however long
// it takes.

// task is a step that has been asked for.
type task struct {
	c       *cycle
	ctx     workflow.Context
	options workflow.ActivityOptions
	act     string
	in      any
	first   workflow.Future
	err     error // the step may not be asked for at all
}

// start asks for a step.
func (c *cycle) start(ctx workflow.Context, o workflow.ActivityOptions, act string, in any) task {
	t := task{c: c, ctx: ctx, options: o, act: act, in: in, err: c.checkNotReset(ctx)}
	if t.err == nil {
		t.first = t.execute(o)
	}
	return t
}

// do asks for a step and waits for its result.
func (c *cycle) do(ctx workflow.Context, o workflow.ActivityOptions, act string, in, out any) error {
	return c.start(ctx, o, act, in).result(ctx, out)
}

// future is result, for a step that has others beside it.
func (t task) future(ctx workflow.Context, out any) workflow.Future {
	f, set := workflow.NewFuture(ctx)
	workflow.Go(ctx, func(ctx workflow.Context) { set.SetError(t.result(ctx, out)) })
	return f
}

func (t task) execute(o workflow.ActivityOptions) workflow.Future {
	return workflow.ExecuteActivity(workflow.WithActivityOptions(t.ctx, o), t.act, t.in)
}

// result waits for the step's result, and for the parts that it needs.
func (t task) result(ctx workflow.Context, out any) error {
	if t.err != nil {
		return t.err
	}
	err := t.first.Get(ctx, out)
	if gone := t.c.checkNotReset(ctx); gone != nil {
		return gone
	}
	if t.c.version == workflow.DefaultVersion { // began with a build that did not wait
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

// describe keeps the last real error of a step whose part never came back.
func (t task) describe(err error, part string, waited time.Duration) error {
	if part == "" || waited < patience {
		return err
	}
	return temporal.NewNonRetryableApplicationError(
		fmt.Sprintf("%s was away for %v (%s)", partWords(part), waited.Round(time.Minute), message(err)),
		string(genesis.CodeUnavailable), err)
}

// forever reports whether a step is tried until it works: the records of a cycle, and what leaves the world as the
// records say.
func forever(act string) bool {
	return recording(act) || act == genesis.ActKeep || act == genesis.ActRollback
}

// missingPart names the part whose absence the step failed for, or is "".
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

// retryable reports whether a step that failed is worth trying again.
func retryable(err error, fatal []string) bool {
	if temporal.IsCanceledError(err) {
		return false
	}
	a, ok := errors.AsType[*temporal.ApplicationError](err)
	return !ok || !a.NonRetryable() && !slices.Contains(fatal, a.Type())
}

// absentPart names the part whose absence a step failed for, or is "". served is the part that does the step.
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
		if served == genesis.PartEngine { // its steps are short: the process died or its loop stands
			return served
		}
	}
	return ""
}

// silent reports whether the process that did a step died. A few deaths may be chance; a program that kills each worker
// that tries it is a defect.
func silent(err error) bool {
	t, ok := errors.AsType[*temporal.TimeoutError](err)
	return ok && t.TimeoutType() == enums.TIMEOUT_TYPE_HEARTBEAT
}

// patient are the options for the step while its part is away.
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

// reportWaiting notes what the cycle waits for. People are told unless the feed itself is what is away; then they are
// told after.
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
		Message: fmt.Sprintf("%s waits for %s: %s The world goes on.", act, partWords(part), sentence(why)),
	})
}

// reportResumed notes that a part is back.
func (c *cycle) reportResumed(ctx workflow.Context, act, part string, waited time.Duration) {
	if c.Record.Waiting != part {
		return // another of several steps side by side has told it
	}
	c.clearWaiting(part)
	c.show(ctx)
	c.tellOptional(ctx, evolution.Note{
		Agent: genesis.AgentPatcher, Action: "goes_on",
		Message: fmt.Sprintf("%s is back after %v. %s went on.", capital(partWords(part)), waited.Round(time.Second), act),
	})
}

func (c *cycle) clearWaiting(part string) {
	if part != "" && c.Record.Waiting == part {
		c.Record.Waiting, c.Record.WaitingWhy = "", ""
	}
}

// tellOptional is tell for what the cycle does not depend on.
func (c *cycle) tellOptional(ctx workflow.Context, n evolution.Note) {
	if err := c.tell(ctx, n); err != nil {
		workflow.GetLogger(ctx).Warn("the feed missed a note", "action", n.Action, "error", err)
	}
}

func recording(act string) bool { return act == genesis.ActRecord || act == genesis.ActTell }

func partWords(part string) string {
	return map[string]string{
		genesis.PartRedis: "Redis", genesis.PartEngine: "the engine", genesis.PartTemporal: "Temporal",
		genesis.PartWorker: "a worker", genesis.PartDisk: "the engine's disk",
	}[part]
}

// sentence ends words with one full stop, unless they end as a sentence does.
func sentence(words string) string {
	if strings.HasSuffix(words, ".") || strings.HasSuffix(words, "?") || strings.HasSuffix(words, "!") {
		return words
	}
	return words + "."
}
