package cyclebench

import (
	"slices"
	"time"

	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"

	"github.com/ai-genesis/ai-genesis"
)

// span is an interval of time within a cycle.
type span struct{ from, to time.Time }

// length returns the time covered by spans, counting overlaps once.
func length(spans []span) (sum time.Duration) {
	slices.SortFunc(spans, func(a, b span) int { return a.from.Compare(b.from) })
	var end time.Time
	for _, s := range spans {
		if s.from.Before(end) {
			s.from = end
		}
		if s.to.After(s.from) {
			sum += s.to.Sub(s.from)
			end = s.to
		}
	}
	return sum
}

// reading processes the events of a cycle.
type reading struct {
	scheduled map[int64]string    // activity's scheduling event → its name
	since     map[int64]time.Time // event that began a wait → when

	model, trial, timers []span
}

// read extracts the figures of an ended cycle from its history.
//
// The model's time is the time between start and end of its two activities: the time until they are dispatched counts
// as the cycle's overhead. A trial lasts from its scheduling, because its pairs wait for each other. Shadow forks run
// beside the canary and nothing waits for them, so they don't count.
func read(h *history.History) Cycle {
	r := reading{scheduled: map[int64]string{}, since: map[int64]time.Time{}}
	c := Cycle{Events: len(h.GetEvents())}
	for _, e := range h.GetEvents() {
		switch e.GetEventType() {
		case enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
			c.count(e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName())
		case enums.EVENT_TYPE_TIMER_STARTED:
			c.endRun()
		}
		r.event(e)
	}
	events := h.GetEvents()
	c.Took = events[len(events)-1].GetEventTime().AsTime().Sub(events[0].GetEventTime().AsTime())
	c.Model, c.Trial, c.Timers = length(r.model), length(r.trial), length(r.timers)
	c.Rest = c.Took - length(slices.Concat(r.model, r.trial, r.timers))
	return c
}

// count counts a scheduled activity.
func (c *Cycle) count(name string) {
	switch name {
	case genesis.ActTrial:
		c.Pairs++
		c.endRun()
		return
	case genesis.ActShadow:
		return
	case genesis.ActCanary:
		c.Looks++
	}
	c.Steps++
	if len(c.Runs) == 0 {
		c.Runs = []int{0}
	}
	c.Runs[len(c.Runs)-1]++
	if name == genesis.ActPlan || name == genesis.ActCode {
		c.endRun()
	}
}

// endRun notes that the cycle waits for something: the next step begins a new run of steps.
func (c *Cycle) endRun() {
	if n := len(c.Runs); n > 0 && c.Runs[n-1] > 0 {
		c.Runs = append(c.Runs, 0)
	}
}

func (r *reading) event(e *history.HistoryEvent) {
	at := e.GetEventTime().AsTime()
	switch e.GetEventType() {
	case enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
		r.scheduled[e.GetEventId()] = e.GetActivityTaskScheduledEventAttributes().GetActivityType().GetName()
		r.since[e.GetEventId()] = at
	case enums.EVENT_TYPE_ACTIVITY_TASK_STARTED:
		if id := e.GetActivityTaskStartedEventAttributes().GetScheduledEventId(); r.scheduled[id] != genesis.ActTrial {
			r.since[id] = at
		}
	case enums.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
		r.activity(e.GetActivityTaskCompletedEventAttributes().GetScheduledEventId(), at)
	case enums.EVENT_TYPE_ACTIVITY_TASK_FAILED:
		r.activity(e.GetActivityTaskFailedEventAttributes().GetScheduledEventId(), at)
	case enums.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT:
		r.activity(e.GetActivityTaskTimedOutEventAttributes().GetScheduledEventId(), at)
	case enums.EVENT_TYPE_ACTIVITY_TASK_CANCELED:
		r.activity(e.GetActivityTaskCanceledEventAttributes().GetScheduledEventId(), at)
	case enums.EVENT_TYPE_TIMER_STARTED:
		r.since[e.GetEventId()] = at
	case enums.EVENT_TYPE_TIMER_FIRED:
		r.timers = append(r.timers, span{r.since[e.GetTimerFiredEventAttributes().GetStartedEventId()], at})
	case enums.EVENT_TYPE_TIMER_CANCELED:
		r.timers = append(r.timers, span{r.since[e.GetTimerCanceledEventAttributes().GetStartedEventId()], at})
	}
}

// activity records the end of an activity that the cycle only waits for.
func (r *reading) activity(scheduled int64, at time.Time) {
	s := span{r.since[scheduled], at}
	switch r.scheduled[scheduled] {
	case genesis.ActPlan, genesis.ActCode:
		r.model = append(r.model, s)
	case genesis.ActTrial:
		r.trial = append(r.trial, s)
	}
}
