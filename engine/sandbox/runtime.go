package sandbox

import (
	"fmt"
	"math"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Runtime selects what runs traits.
type Runtime string

// Runtimes. A program that cannot be compiled is rejected in every runtime, so Auto and Compiled are the same.
const (
	Auto     Runtime = "auto"
	Compiled Runtime = "compiled"
	Yaegi    Runtime = "yaegi"
)

// drySeeds is the number of random molbots, besides dummy.Situations, on which the two runtimes are compared.
const drySeeds = 12

// checkAgreement runs the program compiled and interpreted and compares every observable result. Any difference shows a
// defect of the sandbox, so the program is rejected.
func checkAgreement(f *vet.Findings, p *program) bool {
	compiled, err := p.compiledInstance()
	if err != nil {
		f.Defective(err)
		return false
	}
	defer compiled.Close()
	interpreted, err := p.interpretedInstance()
	if err != nil {
		f.Defective(err)
		return false
	}
	defer interpreted.Close()
	got, want := compiled.rehearse(), interpreted.rehearse()
	for i := range got {
		if got[i] != want[i] {
			f.Add(max(1, want[i].verdict.Line), 1, "dryrun.runtimes", fmt.Sprintf(
				"compiled, it does not do what it does interpreted: %s, want %s", got[i], want[i]), "")
			return false
		}
	}
	return true
}

// rehearsal is the observable result of a run.
type rehearsal struct {
	verdict trait.Verdict
	intents trait.Intents
}

func (r rehearsal) String() string { return fmt.Sprintf("%+v %+v", r.verdict, r.intents) }

// rehearse runs made-up molbots, each situation with ample and with little fuel for the senses. The results can be
// compared with == because intents never hold NaN.
func (in *instance) rehearse() []rehearsal {
	var batch []*trait.Molbot
	for _, s := range dummy.Situations {
		batch = append(batch, s.Molbot(math.MaxInt32), s.Molbot(20))
	}
	for seed := range uint64(drySeeds) {
		batch = append(batch, dummy.Random(seed).Molbot(math.MaxInt32))
	}
	verdicts, runs := make([]trait.Verdict, len(batch)), make([]rehearsal, len(batch))
	in.Run(batch, verdicts)
	for i, v := range verdicts {
		runs[i] = rehearsal{v, *batch[i].Intents()}
	}
	return runs
}
