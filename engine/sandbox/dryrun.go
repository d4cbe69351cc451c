package sandbox

import (
	"context"
	"math"
	"time"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/yaegi"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// dryRun is the last step of the vet. It runs the program on a few made-up molbots in both runtimes: a program that
// faults or differs here would do so in the world.
func dryRun(ctx context.Context, f *vet.Findings, p *program) {
	patient := *p
	patient.limits.Timeout = time.Second // the verdict must not depend on how busy the machine is
	in, err := patient.instance()
	if err != nil {
		f.Defective(err)
		return
	}
	defer in.Close()
	batch := make([]*trait.Molbot, len(dummy.Situations))
	for i, s := range dummy.Situations {
		batch[i] = s.Molbot(math.MaxInt32)
	}
	verdicts := make([]trait.Verdict, len(batch))
	in.Run(batch, verdicts)
	twins := patient
	twins.rehearsal, twins.text = true, func() string { return yaegi.Print(p.lowered, yaegi.Statements) }
	if ctx.Err() != nil || !checkAgreement(f, &twins) {
		return
	}
	for i, v := range verdicts {
		if v.Fault != trait.FaultNone {
			f.Add(max(1, v.Line), 1, "dryrun."+v.Fault.String(), "on "+dummy.Situations[i].Name+": "+v.Reason, "")
			return
		}
	}
}
