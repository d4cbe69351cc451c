package sandbox

import (
	"fmt"
	"math"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/vet"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Runtime says what runs traits.
type Runtime string

// Runtimes. What can't be compiled is refused in each of them: Auto and Compiled are the same.
const (
	Auto     Runtime = "auto"
	Compiled Runtime = "compiled"
	Yaegi    Runtime = "yaegi"
)

// drySeeds is how many random molbots both runtimes are compared on, beside the situations.
const drySeeds = 12

// checkAgreement runs a compiled program in the interpreter too and compares all that can be seen. A program whose two
// runtimes disagree shows a defect of ours and is refused.
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

// rehearsal is all that can be seen of a run.
type rehearsal struct {
	verdict trait.Verdict
	intents trait.Intents
}

func (r rehearsal) String() string { return fmt.Sprintf("%+v %+v", r.verdict, r.intents) }

// rehearse runs made-up molbots with ample and with little fuel for their senses. NaN differs from itself, but intents
// hold none.
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
