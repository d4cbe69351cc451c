package workflows

import (
	"go.temporal.io/sdk/workflow"
)

// The behaviour of cycles and supervisors has changed since some of the running and archived ones began. Each change
// has a name, and a run that began before it keeps the old behaviour, because otherwise its history would not replay. A
// cycle asks for versionWaitForParts once, at its start, and keeps the answer in cycle.version; that version includes
// all older changes.
const (
	// cycles: absent parts are waited for by time, and people's signals are reported concurrently with the cycle
	versionWaitForParts = "2026-11-30"
	// supervisors: histories are archived during the next cycle, keys are kept for a day, running cycles are taken over
	versionDayKeys = "2026-11-30"

	versionWorkerPolicy workflow.Version = 2 // of versionDayKeys: a cycle's policy is that of its world's worker
	// of versionDayKeys: pause and cooldown are recorded, and feed lines are written concurrently with the answers
	versionRecorded workflow.Version = 3
)

// since reports whether a cycle includes an older change. A cycle that began with versionWaitForParts includes all of
// them and writes no marker for each.
func (c *cycle) since(ctx workflow.Context, change string) bool {
	return c.version != workflow.DefaultVersion ||
		workflow.GetVersion(ctx, change, workflow.DefaultVersion, 1) != workflow.DefaultVersion
}
