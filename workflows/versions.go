package workflows

import (
	"go.temporal.io/sdk/workflow"
)

// What cycles and supervisors do has changed since some of those that run, or are in an archive, began. Each change has
// a name; a run that began before it goes on as it did. A cycle asks for versionWaitForParts once, at its start, and
// keeps the answer in cycle.version; that version includes the older changes.
const (
	// cycles: absent parts are waited for by time, and words of people are told beside the cycle
	versionWaitForParts = "2026-11-30"
	// supervisors: histories are kept beside the next cycle, keys for a day, what runs is taken over
	versionDayKeys = "2026-11-30"

	versionWorkerPolicy workflow.Version = 2 // of versionDayKeys: the policy of a cycle is that of the world's worker
	// of versionDayKeys: pause and cooldown are in the records, and the feed is told beside the answers
	versionRecorded workflow.Version = 3
)

// since reports whether a cycle does what a change of old brought. One that began with versionWaitForParts does all of
// them, and writes no marker for each.
func (c *cycle) since(ctx workflow.Context, change string) bool {
	return c.version != workflow.DefaultVersion ||
		workflow.GetVersion(ctx, change, workflow.DefaultVersion, 1) != workflow.DefaultVersion
}
