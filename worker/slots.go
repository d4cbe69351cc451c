package worker

import (
	"runtime"
	"time"

	tworker "go.temporal.io/sdk/worker"
)

// Bounds of what trials may take. The world's engine and a local model come first, so trials give way before the
// processors are full of others' work; a world in a fork takes some tens of megabytes, and a worker that runs out of
// memory is killed with all of its trials.
const (
	trialProcessors = 0.9
	trialMemory     = 0.8
	trialRamp       = 100 * time.Millisecond // before the next trial: the last one's share must show
)

// maxTrials is how many trials run at once: each fills a core, and one core is left to the engine beside them.
func maxTrials() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// trialSlots hands out slots for trials, most of them, by what the machine has left, where that can be read. One trial
// always runs.
func trialSlots(machine tworker.SysInfoProvider, most int) (tworker.WorkerTuner, error) {
	if machine == nil {
		return tworker.NewFixedSizeTuner(tworker.FixedSizeTunerOptions{NumActivitySlots: most})
	}
	control := tworker.DefaultResourceControllerOptions()
	control.CpuTargetPercent, control.MemTargetPercent, control.InfoSupplier = trialProcessors, trialMemory, machine
	trials, err := tworker.NewResourceBasedSlotSupplier(tworker.NewResourceController(control),
		tworker.ResourceBasedSlotSupplierOptions{MinSlots: 1, MaxSlots: most, RampThrottle: trialRamp})
	if err != nil {
		return nil, err
	}
	none, err := tworker.NewFixedSizeSlotSupplier(1) // of all that this worker does not do
	if err != nil {
		return nil, err
	}
	return tworker.NewCompositeTuner(tworker.CompositeTunerOptions{
		WorkflowSlotSupplier: none, ActivitySlotSupplier: trials, LocalActivitySlotSupplier: none,
		NexusSlotSupplier: none, SessionActivitySlotSupplier: none,
	})
}
