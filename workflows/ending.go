package workflows

import (
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
)

// ending is a foreseen end of a cycle other than applied. Any other error ends a cycle as failed.
type ending struct {
	outcome genesis.Outcome
	reason  string
	stage   string // for ch:mutation:failed: validation, import, execution, trial or canary; "" for that of the record
}

// Error implements error.
func (e *ending) Error() string { return e.reason }

// endingOf tells how a cycle ends whose run returned err; stopped is what a person's word has made of it, if one has.
func endingOf(err error, stopped *ending) *ending {
	if err == nil {
		return &ending{outcome: genesis.OutcomeApplied}
	}
	if e, ok := errors.AsType[*ending](err); ok {
		return e
	}
	if temporal.IsCanceledError(err) {
		if stopped != nil {
			return stopped
		}
		return &ending{outcome: genesis.OutcomeCancelled, reason: "cancelled"}
	}
	return &ending{outcome: genesis.OutcomeFailed, reason: words(err)}
}

// stageWord is how ch:mutation:failed names the stage of a cycle.
func stageWord(s genesis.Stage) string {
	switch s {
	case genesis.StageVet:
		return "validation"
	case genesis.StageSave, genesis.StageLoad:
		return "import"
	case genesis.StageTrial:
		return "trial"
	case genesis.StageCanary:
		return "canary"
	}
	return "execution"
}

// close maps an ending to how the workflow closes: applied, rolled back and vetoed as Completed, cancelled as Canceled,
// rejected and failed as Failed, with the outcome as the error's type.
func (e *ending) close(result genesis.CycleResult) error {
	switch e.outcome {
	case genesis.OutcomeCancelled:
		return temporal.NewCanceledError(e.reason)
	case genesis.OutcomeRejected, genesis.OutcomeFailed:
		return temporal.NewNonRetryableApplicationError(e.reason, string(e.outcome), nil, result)
	}
	return nil
}

// words says for people why a step failed, without the layers that Temporal wraps it in.
func words(err error) string {
	step := ""
	if a, ok := errors.AsType[*temporal.ActivityError](err); ok {
		step = a.ActivityType().GetName() + ": "
	}
	return step + message(err)
}

func timeoutWords(t *temporal.TimeoutError) string {
	switch t.TimeoutType() {
	case enums.TIMEOUT_TYPE_SCHEDULE_TO_START:
		return "nobody took the step up in time: is the process that serves it running?"
	case enums.TIMEOUT_TYPE_HEARTBEAT:
		return "the process that did the step fell silent"
	case enums.TIMEOUT_TYPE_START_TO_CLOSE:
		return "the step took too long"
	}
	return fmt.Sprintf("no result in time (%v)", t.TimeoutType())
}

// message says as words does why a step failed, without the name of the step.
func message(err error) string {
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return a.Message()
	}
	if temporal.IsCanceledError(err) {
		return "it was broken off"
	}
	if t, ok := errors.AsType[*temporal.TimeoutError](err); ok {
		return timeoutWords(t)
	}
	return err.Error()
}

// failType is the type of the application error within err, or "".
func failType(err error) string {
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return a.Type()
	}
	return ""
}
