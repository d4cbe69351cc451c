package workflows

import (
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/temporal"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// endingOf maps the error that a cycle's run returned to its ending. stopped is the ending that a person asked for, or
// nil.
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

// closing maps an ending to the state in which Temporal closes the workflow: Completed for applied, rolled back and
// vetoed, Canceled for cancelled, Failed for rejected and failed. The outcome is the type of the error.
func closing(e *evolution.Ending, result genesis.CycleResult) error {
	switch e.Outcome {
	case genesis.OutcomeCancelled:
		return temporal.NewCanceledError(e.Reason)
	case genesis.OutcomeRejected, genesis.OutcomeFailed:
		return temporal.NewNonRetryableApplicationError(e.Reason, string(e.Outcome), nil, result)
	}
	return nil
}

// words describes for people why a step failed, without Temporal's wrapping.
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
		return "no process picked the step up in time: check that the process that serves it is running"
	case enums.TIMEOUT_TYPE_HEARTBEAT:
		return "the process that ran the step stopped responding"
	case enums.TIMEOUT_TYPE_START_TO_CLOSE:
		return "the step took too long"
	}
	return fmt.Sprintf("no result in time (%v)", t.TimeoutType())
}

// message is words without the name of the step.
func message(err error) string {
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return a.Message()
	}
	if temporal.IsCanceledError(err) {
		return "it was interrupted"
	}
	if t, ok := errors.AsType[*temporal.TimeoutError](err); ok {
		return timeoutWords(t)
	}
	return err.Error()
}

// failType returns the type of the application error in err, or "".
func failType(err error) string {
	if a, ok := errors.AsType[*temporal.ApplicationError](err); ok {
		return a.Type()
	}
	return ""
}
