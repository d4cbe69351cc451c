package workflows

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// bound implements the steps of a cycle by activities, timers and records on one context. evolution.Cycle knows no
// contexts, so a bound lives for one call of it; if the context is cancelled, the current step fails.
type bound struct {
	c   *cycle
	ctx workflow.Context
}

var _ evolution.Steps = bound{}

// Enter implements evolution.Steps.
func (b bound) Enter(stage genesis.Stage, n evolution.Note) error { return b.c.enter(b.ctx, stage, n) }

// Tell implements evolution.Steps.
func (b bound) Tell(n evolution.Note) error { return b.c.tell(b.ctx, n) }

// Does implements evolution.Steps. A cycle that began before a change keeps the old behaviour.
func (b bound) Does(change string) bool {
	return workflow.GetVersion(b.ctx, change, workflow.DefaultVersion, 1) != workflow.DefaultVersion
}

func (b bound) do(o workflow.ActivityOptions, act string, in, out any) error {
	return lostError(b.c.do(b.ctx, o, act, in, out))
}

// lostError converts the error of a step that did not find an earlier step's data into evolution.Lost. Other errors
// stay as they are.
func lostError(err error) error {
	a, ok := errors.AsType[*temporal.ApplicationError](err)
	if !ok || a.Type() != genesis.FailLost {
		return err
	}
	lost := &evolution.Lost{Cause: err}
	if a.Details(&lost.What) != nil {
		return err
	}
	return lost
}

// Observe implements evolution.Steps.
func (b bound) Observe(in genesis.WorldRef) (out genesis.Observation, err error) {
	return out, b.do(observeOptions(in.World, "fork the world and read its figures"), genesis.ActObserve, in, &out)
}

// Plan implements evolution.Steps.
func (b bound) Plan(in genesis.PlanInput) (out genesis.PlanResult, err error) {
	return out, b.c.withModel(b.ctx, func() error {
		return b.do(llmOptions(b.c.In.Policy, "plan against "+string(in.Trigger.ProblemType)), genesis.ActPlan, in, &out)
	})
}

// Code implements evolution.Steps. Hints from people are appended to the feedback.
func (b bound) Code(in genesis.CodeInput) (out genesis.CodeResult, err error) {
	in.Feedback = strings.TrimSpace(strings.Join(append([]string{in.Feedback}, b.c.hints...), "\n"))
	summary := fmt.Sprintf("write %s, program %d", in.Plan.TraitName, in.Attempt)
	return out, b.c.withModel(b.ctx, func() error {
		return b.do(llmOptions(b.c.In.Policy, summary), genesis.ActCode, in, &out)
	})
}

// Vet implements evolution.Steps.
func (b bound) Vet(in genesis.VetInput) (out genesis.VetResult, err error) {
	return out, b.do(vetOptions("vet "+in.TraitName), genesis.ActVet, in, &out)
}

// Trial implements evolution.Steps. The pairs run concurrently.
func (b bound) Trial(pairs []genesis.TrialInput, first int) ([]genesis.TrialResult, error) {
	results := make([]genesis.TrialResult, len(pairs))
	tries := make([]workflow.Future, len(pairs))
	for i, in := range pairs {
		summary := fmt.Sprintf("pair %d of %d", first+i+1, first+len(pairs))
		tries[i] = b.c.start(b.ctx, trialOptions(in.Ticks, summary), genesis.ActTrial, in).future(b.ctx, &results[i])
	}
	for _, f := range tries {
		if err := f.Get(b.ctx, nil); err != nil {
			return nil, lostError(err)
		}
	}
	return results, nil
}

// Approve implements evolution.Steps.
func (b bound) Approve(what string) error { return b.c.approval(b.ctx, what) }

// Save implements evolution.Steps.
func (b bound) Save(in genesis.SaveInput) (out genesis.SaveResult, err error) {
	return out, b.do(saveOptions(in.World, "save "+in.TraitName), genesis.ActSave, in, &out)
}

// Load implements evolution.Steps.
func (b bound) Load(in genesis.LoadInput) (out genesis.LoadResult, stale bool, err error) {
	err = b.do(loadOptions(in.World, "load "+in.MutationID), genesis.ActLoad, in, &out)
	return out, failType(err) == string(genesis.CodeStale), err
}

// Rest implements evolution.Steps by a timer.
func (b bound) Rest(d time.Duration, why string) error {
	return workflow.NewTimerWithOptions(b.ctx, d, workflow.TimerOptions{Summary: why}).Get(b.ctx, nil)
}

// ReadCanary implements evolution.Steps.
func (b bound) ReadCanary(in genesis.MutationRef) (out genesis.CanaryReading, err error) {
	return out, b.do(canaryOptions(in.World, "read the canary of "+b.c.Plan.TraitName), genesis.ActCanary, in, &out)
}

// Keep implements evolution.Steps.
func (b bound) Keep(in genesis.MutationRef) error {
	return b.do(keepOptions(in.World, "keep "+b.c.Plan.TraitName), genesis.ActKeep, in, nil)
}

// Rollback implements evolution.Steps.
func (b bound) Rollback(in genesis.MutationRef) error {
	o := undoOptions(in.World, "take "+b.c.Plan.TraitName+" out")
	if b.c.version != workflow.DefaultVersion { // after some attempts the cycle reports what it waits for
		o.RetryPolicy.MaximumAttempts, o.ScheduleToStartTimeout = quick, unclaimedTimeout
	}
	return b.do(o, genesis.ActRollback, in, nil)
}

// SetParams implements evolution.Steps.
func (b bound) SetParams(in genesis.SetParamInput) (out genesis.SetParamResult, err error) {
	return out, b.do(loadOptions(in.World, "set "+evolution.ParamWords(in.Params)), genesis.ActSetParam, in, &out)
}

// RestoreParams implements evolution.Steps.
func (b bound) RestoreParams(in genesis.SetParamInput) error {
	ctx := workflow.WithActivityOptions(b.ctx, undoOptions(in.World, "set parameters back"))
	return workflow.ExecuteActivity(ctx, genesis.ActSetParam, in).Get(ctx, nil)
}
