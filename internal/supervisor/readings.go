package supervisor

import (
	enums "go.temporal.io/api/enums/v1"
	history "go.temporal.io/api/history/v1"

	"github.com/ai-genesis/ai-genesis"
)

// Readings returns the evidence of a cycle's canary at each reading, oldest first. The record keeps only the last
// reading; the history has all of them, in the inputs of the activities that write the record.
func Readings(h *history.History) []genesis.Evidence {
	var list []genesis.Evidence
	for _, e := range h.GetEvents() {
		a := e.GetActivityTaskScheduledEventAttributes()
		if e.GetEventType() != enums.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED ||
			a.GetActivityType().GetName() != genesis.ActRecord {
			continue
		}
		in, ok := read[genesis.RecordInput](a.GetInput())
		if !ok || in.Cycle.Canary == nil {
			continue
		}
		c := in.Cycle.Canary
		if n := len(list); n == 0 || list[n-1].Tick < c.Tick {
			list = append(list, genesis.Evidence{Tick: c.Tick, Benefit: c.Benefit, Harm: c.Harm})
		}
	}
	return list
}
