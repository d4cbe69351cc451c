package supervisor

import (
	"strings"
	"time"

	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	failure "go.temporal.io/api/failure/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/sdk/converter"

	"github.com/ai-genesis/ai-genesis"
)

// Step describes one event of a workflow in words.
type Step struct {
	At      time.Duration // since the start
	Took    time.Duration
	Name    string // the activity's name, or the kind of event
	About   string // the activity's summary
	Attempt int32
	Result  string // what it returned
	Failed  bool
}

// Timeline extracts the steps from a history.
func Timeline(h *history.History) []Step {
	t := timeline{open: map[int64]int{}}
	for _, e := range h.GetEvents() {
		t.read(e)
	}
	return t.steps
}

// Vetted extracts the vet results from a cycle's history, by the hash of the source after vet's repairs.
func Vetted(h *history.History) map[string]genesis.VetResult {
	found := map[string]genesis.VetResult{}
	vets := map[int64]bool{}
	for _, e := range h.GetEvents() {
		if a := e.GetActivityTaskScheduledEventAttributes(); a.GetActivityType().GetName() == genesis.ActVet {
			vets[e.GetEventId()] = true
		}
		if a := e.GetActivityTaskCompletedEventAttributes(); vets[a.GetScheduledEventId()] {
			if r, ok := read[genesis.VetResult](a.GetResult()); ok {
				found[r.Source.SHA256] = r
			}
		}
	}
	return found
}

type timeline struct {
	start time.Time
	steps []Step
	open  map[int64]int // index of the step that an event began
}

func (t *timeline) begin(e *history.HistoryEvent, s Step) {
	s.At = e.GetEventTime().AsTime().Sub(t.start)
	if s.About == "" {
		s.About = text(e.GetUserMetadata().GetSummary())
	}
	t.open[e.GetEventId()] = len(t.steps)
	t.steps = append(t.steps, s)
}

func (t *timeline) finish(e *history.HistoryEvent, began int64, result string, failed bool) {
	i, ok := t.open[began]
	if !ok {
		return
	}
	s := &t.steps[i]
	s.Took = e.GetEventTime().AsTime().Sub(t.start) - s.At
	s.Failed = failed
	if result != "" {
		s.Result = result
	}
}

func (t *timeline) read(e *history.HistoryEvent) {
	switch e.GetEventType() {
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
		a := e.GetWorkflowExecutionStartedEventAttributes()
		t.start = e.GetEventTime().AsTime()
		t.begin(e, Step{Name: a.GetWorkflowType().GetName(), Result: describeInput(a.GetWorkflowType().GetName(),
			a.GetInput())})
	case enums.EVENT_TYPE_TIMER_STARTED:
		t.begin(e, Step{Name: "Timer"})
	case enums.EVENT_TYPE_TIMER_FIRED:
		t.finish(e, e.GetTimerFiredEventAttributes().GetStartedEventId(), "", false)
	case enums.EVENT_TYPE_TIMER_CANCELED:
		t.finish(e, e.GetTimerCanceledEventAttributes().GetStartedEventId(), "cancelled", false)
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
		a := e.GetWorkflowExecutionSignaledEventAttributes()
		t.begin(e, Step{Name: "Signal", About: a.GetSignalName(), Result: describeSteering(a.GetInput())})
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
		t.begin(e, Step{Name: "Cancel", Result: "asked for"})
	default:
		t.readActivity(e)
		t.readEnd(e)
		t.readSupervisor(e)
	}
}

func (t *timeline) readActivity(e *history.HistoryEvent) {
	switch e.GetEventType() {
	case enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
		a := e.GetActivityTaskScheduledEventAttributes()
		name := a.GetActivityType().GetName()
		t.begin(e, Step{Name: name, Result: describeInput(name, a.GetInput())})
	case enums.EVENT_TYPE_ACTIVITY_TASK_STARTED:
		a := e.GetActivityTaskStartedEventAttributes()
		if i, ok := t.open[a.GetScheduledEventId()]; ok {
			t.steps[i].Attempt = a.GetAttempt()
		}
	case enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
		a := e.GetActivityTaskCompletedEventAttributes()
		name := ""
		if i, ok := t.open[a.GetScheduledEventId()]; ok {
			name = t.steps[i].Name
		}
		t.finish(e, a.GetScheduledEventId(), describeResult(name, a.GetResult()), false)
	case enums.EVENT_TYPE_ACTIVITY_TASK_FAILED:
		a := e.GetActivityTaskFailedEventAttributes()
		t.finish(e, a.GetScheduledEventId(), describeFailure(a.GetFailure()), true)
	case enums.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
		a := e.GetActivityTaskTimedOutEventAttributes()
		t.finish(e, a.GetScheduledEventId(), describeFailure(a.GetFailure()), true)
	case enums.EVENT_TYPE_ACTIVITY_TASK_CANCELED:
		t.finish(e, e.GetActivityTaskCanceledEventAttributes().GetScheduledEventId(), "cancelled", true)
	}
}

func (t *timeline) readEnd(e *history.HistoryEvent) {
	switch e.GetEventType() {
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED:
		t.begin(e, Step{Name: "Completed", Result: raw(e.GetWorkflowExecutionCompletedEventAttributes().GetResult())})
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
		f := e.GetWorkflowExecutionFailedEventAttributes().GetFailure()
		t.begin(e, Step{Name: "Failed", Result: describeFailure(f), Failed: true})
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED:
		t.begin(e, Step{Name: "Canceled", Result: raw(e.GetWorkflowExecutionCanceledEventAttributes().GetDetails())})
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
		t.begin(e, Step{Name: "Terminated", Result: e.GetWorkflowExecutionTerminatedEventAttributes().GetReason(),
			Failed: true})
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW:
		t.begin(e, Step{Name: "ContinuedAsNew"})
	}
}

func (t *timeline) readSupervisor(e *history.HistoryEvent) {
	switch e.GetEventType() {
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
		r := e.GetWorkflowExecutionUpdateAcceptedEventAttributes().GetAcceptedRequest()
		t.begin(e, Step{Name: "Update", About: r.GetInput().GetName(), Result: raw(r.GetInput().GetArgs())})
	case enums.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
		a := e.GetWorkflowExecutionUpdateCompletedEventAttributes()
		t.finish(e, a.GetAcceptedEventId(), raw(a.GetOutcome().GetSuccess()), a.GetOutcome().GetFailure() != nil)
	case enums.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED:
		t.begin(e, Step{Name: "Cycle", About: e.GetStartChildWorkflowExecutionInitiatedEventAttributes().GetWorkflowId()})
	case enums.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_COMPLETED:
		a := e.GetChildWorkflowExecutionCompletedEventAttributes()
		t.finish(e, a.GetInitiatedEventId(), raw(a.GetResult()), false)
	case enums.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_FAILED:
		a := e.GetChildWorkflowExecutionFailedEventAttributes()
		t.finish(e, a.GetInitiatedEventId(), describeFailure(a.GetFailure()), true)
	case enums.EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_CANCELED:
		t.finish(e, e.GetChildWorkflowExecutionCanceledEventAttributes().GetInitiatedEventId(), "cancelled", false)
	}
}

// describeFailure returns the message of the innermost failure, with its type.
func describeFailure(f *failure.Failure) string {
	for f.GetCause() != nil {
		f = f.GetCause()
	}
	message := f.GetMessage()
	if kind := f.GetApplicationFailureInfo().GetType(); kind != "" {
		message = kind + ": " + message
	}
	return message
}

func text(p *common.Payload) string {
	var s string
	if p == nil || converter.GetDefaultDataConverter().FromPayload(p, &s) != nil {
		return ""
	}
	return s
}

// raw returns a payload undecoded, cut to one line.
func raw(p *common.Payloads) string {
	var parts []string
	for _, one := range p.GetPayloads() {
		parts = append(parts, strings.Join(strings.Fields(string(one.GetData())), " "))
	}
	return cut(strings.Join(parts, ", "))
}

func cut(s string) string {
	if runes := []rune(s); len(runes) > 160 {
		return string(runes[:159]) + "…"
	}
	return s
}
