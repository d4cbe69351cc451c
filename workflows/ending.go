package workflows

import (
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// endingOf tells how a cycle ends whose run returned err; stopped is what a person's word has made of it, if one has.
func endingOf(err error, stopped *evolution.Ending) *evolution.Ending {
	if err == nil {
		return &evolution.Ending{Outcome: genesis.OutcomeApplied}
	}
	if e, ok := errors.AsType[*evolution.Ending](err); ok {
		return e
	}
	if temporal.IsCanceledError(err) {
		if stopped != nil {
			return stopped
		}
		return &evolution.Ending{Outcome: genesis.OutcomeCancelled, Reason: "cancelled"}
	}
	return &evolution.Ending{Outcome: genesis.OutcomeFailed, Reason: words(err)}
}

// closing maps an ending to how the workflow closes: applied, rolled back and vetoed as Completed, cancelled as
// Canceled, rejected and failed as Failed, with the outcome as the error's type.
func closing(e *evolution.Ending, result genesis.CycleResult) error {
	switch e.Outcome {
	case genesis.OutcomeCancelled:
		return temporal.NewCanceledError(e.Reason)
	case genesis.OutcomeRejected, genesis.OutcomeFailed:
		return temporal.NewNonRetryableApplicationError(e.Reason, string(e.Outcome), nil, result)
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
		return "nobody took the step up in time: look whether the process that serves it runs"
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
