package workflows

import (
	"cmp"
	"errors"
	"fmt"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
)

// handleSteering registers the updates by which people steer evolution beside its cycles. None of them touches a
// running cycle.
func (s *supervisor) handleSteering(ctx workflow.Context) error {
	if err := errors.Join(
		workflow.SetUpdateHandler(ctx, genesis.UpdatePause, s.pause),
		workflow.SetUpdateHandler(ctx, genesis.UpdateResume, s.resume),
		workflow.SetUpdateHandler(ctx, genesis.UpdateRollback, s.revert),
		workflow.SetUpdateHandler(ctx, genesis.UpdatePin, s.pin),
	); err != nil {
		return err
	}
	return workflow.SetUpdateHandlerWithOptions(ctx, genesis.UpdateRerun, s.rerun,
		workflow.UpdateHandlerOptions{Validator: s.validateRerun})
}

func nameOr(by string) string { return cmp.Or(by, "somebody") }

// withReason returns the end of a sentence: a name and, if given, the reason.
func withReason(by, reason string) string {
	if reason == "" {
		return nameOr(by) + "."
	}
	return nameOr(by) + ": " + reason + "."
}

// say writes a line to the supervisor's feed in the background, so that a Redis that accepts no writes does not delay
// the answer to the update.
func (s *supervisor) say(ctx workflow.Context, action, message string, data map[string]string) error {
	ref := genesis.WorldRef{World: s.in.World}
	if s.version < versionRecorded {
		return say(ctx, ref, action, message, data)
	}
	s.background(ctx, func(ctx workflow.Context) {
		if err := say(ctx, ref, action, message, data); err != nil {
			workflow.GetLogger(ctx).Warn("a person's action is missing from the feed", "action", action, "error", err)
		}
	})
	return nil
}

func say(ctx workflow.Context, ref genesis.WorldRef, action, message string, data map[string]string) error {
	in := genesis.TellInput{WorldRef: ref, Feed: genesis.FeedMessage{
		Agent: genesis.AgentUser, Action: action, Message: message, Metadata: data,
		Timestamp: float64(workflow.Now(ctx).UnixMilli()) / 1000,
	}}
	ctx = workflow.WithActivityOptions(ctx, recordOptions(action))
	return workflow.ExecuteActivity(ctx, genesis.ActTell, in).Get(ctx, nil)
}

// revert rolls back a kept mutation.
func (s *supervisor) revert(ctx workflow.Context, in genesis.RollbackRequest) (genesis.RollbackReply, error) {
	defer func() { s.updates++ }()
	in.By, in.Reason = genesis.CleanWords(in.By), genesis.CleanWords(in.Reason)
	var out genesis.RollbackReply
	step := workflow.WithActivityOptions(ctx, steerOptions(s.in.World, "roll back "+in.MutationID))
	err := workflow.ExecuteActivity(step, genesis.ActRevert, genesis.RevertInput{
		WorldRef: genesis.WorldRef{World: s.in.World}, RollbackRequest: in,
	}).Get(ctx, &out)
	if err != nil {
		return out, unwrapActivity(err)
	}
	message := fmt.Sprintf("%s was rolled back by %s", in.MutationID, withReason(in.By, in.Reason))
	if out.RestoredID != "" {
		message += " Its bearers now run " + out.RestoredID + " again."
	}
	return out, s.say(ctx, "rolled_back", message, map[string]string{"mutation_id": in.MutationID})
}

func (s *supervisor) pin(ctx workflow.Context, in genesis.PinRequest) error {
	defer func() { s.updates++ }()
	in.By = genesis.CleanWords(in.By)
	step := workflow.WithActivityOptions(ctx, steerOptions(s.in.World, "pin "+in.MutationID))
	err := workflow.ExecuteActivity(step, genesis.ActPin, genesis.PinInput{
		WorldRef: genesis.WorldRef{World: s.in.World}, PinRequest: in,
	}).Get(ctx, nil)
	if err != nil {
		return unwrapActivity(err)
	}
	action, what := "pinned", "pinned"
	if !in.Pinned {
		action, what = "unpinned", "unpinned"
	}
	return s.say(ctx, action, fmt.Sprintf("%s was %s by %s.", in.MutationID, what, nameOr(in.By)),
		map[string]string{"mutation_id": in.MutationID})
}

// unwrapActivity strips the wrapping of an activity's error, so that the caller sees its code and message.
func unwrapActivity(err error) error {
	if kind := failType(err); kind != "" {
		return temporal.NewNonRetryableApplicationError(message(err), kind, nil)
	}
	return temporal.NewNonRetryableApplicationError(words(err), string(genesis.CodeUnavailable), nil)
}

func (s *supervisor) validateRerun(ctx workflow.Context, in genesis.RerunRequest) error {
	if s.cycleOfKey(ctx, workflow.GetCurrentUpdateInfo(ctx).ID) != "" || isReset(ctx) {
		return nil
	}
	if !genesis.ValidCycle(in.CycleID) {
		return invalid(fmt.Sprintf("%q is not the id of a cycle", in.CycleID))
	}
	if !genesis.CanRerunFrom(in.From) {
		return invalid(fmt.Sprintf("a cycle can be rerun from observe, plan, code, vet or trial, not from %q", in.From))
	}
	return s.checkReady(ctx)
}

// rerun starts a new cycle that continues from the results of an earlier one. The earlier cycle stays as it is; a reset
// of it would run without the supervisor.
func (s *supervisor) rerun(ctx workflow.Context, in genesis.RerunRequest) (genesis.TriggerReply, error) {
	defer func() { s.updates++ }()
	if err := s.prepared(ctx); err != nil {
		return genesis.TriggerReply{}, err
	}
	key := workflow.GetCurrentUpdateInfo(ctx).ID
	if id := s.cycleOfKey(ctx, key); id != "" {
		return genesis.TriggerReply{CycleID: id}, nil
	}
	var taken genesis.Recalled
	step := workflow.WithActivityOptions(ctx, recallOptions("read the results of "+in.CycleID))
	if err := workflow.ExecuteActivity(step, genesis.ActRecall, genesis.RecallInput{
		WorldRef: genesis.WorldRef{World: s.in.World, CycleID: in.CycleID}, From: in.From,
	}).Get(ctx, &taken); err != nil {
		return genesis.TriggerReply{}, unwrapActivity(err)
	}
	trigger := taken.Trigger
	trigger.TriggerID, trigger.Origin, trigger.By = "", genesis.OriginUser, in.By
	return s.accept(ctx, key, genesis.CycleInput{
		Trigger: trigger, Policy: in.Policy, Model: in.Model, Taken: &taken,
		Rerun: &genesis.Rerun{CycleID: in.CycleID, From: in.From, By: in.By},
	})
}
