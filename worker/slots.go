package worker

import (
	"runtime"
	"time"

	tworker "go.temporal.io/sdk/worker"
)

// Limits on the resources of trials. The engine and a local model come first, so trials stop taking slots before the
// processors are full of other work. A forked world takes some tens of megabytes, and a worker that runs out of memory
// is killed with all its trials.
const (
	trialProcessors = 0.9
	trialMemory     = 0.8
	trialRamp       = 100 * time.Millisecond // pause before the next trial, so that the use of the last one is visible
)

// maxTrials is the limit on concurrent trials. Each fills a core, and one core is left to the engine.
func maxTrials() int { return max(1, runtime.GOMAXPROCS(0)-1) }

// trialSlots returns a tuner that grants up to most slots as the resources of the machine allow, if they can be read.
// At least one trial may always run.
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
	none, err := tworker.NewFixedSizeSlotSupplier(1) // for the kinds of work that this worker does not do
	if err != nil {
		return nil, err
	}
	return tworker.NewCompositeTuner(tworker.CompositeTunerOptions{
		WorkflowSlotSupplier: none, ActivitySlotSupplier: trials, LocalActivitySlotSupplier: none,
		NexusSlotSupplier: none, SessionActivitySlotSupplier: none,
	})
}
