package sandbox

import (
	"fmt"
	"math"
	"sync"

	closures "github.com/ai-genesis/ai-genesis/engine/sandbox/internal/compile"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/dummy"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Runtime says what runs traits.
type Runtime string

// Runtimes. Auto compiles what can be compiled and interprets the rest.
const (
	Auto     Runtime = "auto"
	Compiled Runtime = "compiled"
	Yaegi    Runtime = "yaegi"
)

// compiler knows the types of all that a trait can call.
var compiler = sync.OnceValue(func() *closures.Compiler {
	return closures.NewCompiler(newInstance(DefaultLimits).callable())
})

// callable is what compiled code can call for this instance.
func (in *instance) callable() closures.Functions {
	return closures.Functions{"host": in.functions(), "math": mathFuncs}
}

// compile compiles a lowered program. What can't be compiled is interpreted, unless the limits rule that out.
func (p *program) compile(f *findings) {
	compiled, err := compiler().Compile(p.source.Text)
	if err == nil {
		p.compiled = compiled
		if _, err = p.compiledInstance(); err == nil {
			return
		}
		p.compiled = nil
	}
	p.reason = err.Error()
	if p.limits.Runtime == Compiled {
		f.add(1, 1, "runtime", p.reason, "")
	}
}

// Runtime is what runs the program's instances.
func (p *program) Runtime() string {
	if p.compiled == nil || p.limits.Runtime == Yaegi {
		return string(Yaegi)
	}
	return string(Compiled)
}

// compiledInstance runs the compiled program under the same meter as an interpreted one.
func (p *program) compiledInstance() (in *instance, err error) {
	defer func() {
		if r := recover(); r != nil {
			in, err = nil, fmt.Errorf("load trait %s: the compiler failed: %v", p.name, r)
		}
	}()
	in = newInstance(p.limits)
	m := p.compiled.New(closures.Host{Enter: in.enter, Refill: in.refill, Functions: in.callable()})
	in.runs = make([]running, closures.Width)
	in.run, in.fuel, in.senses = func() { in.runCompiled(m) }, func() int { return m.Fuel(0) }, nil
	in.size = m.Size
	return in, nil
}

// enter turns to one of the runs that take turns.
func (in *instance) enter(lane int) {
	in.running, in.m = &in.runs[lane], in.batch[in.next+lane]
	in.heard = true
}

// drySeeds is how many random molbots both runtimes are compared on, beside the situations.
const drySeeds = 12

// agree runs a compiled program in the interpreter too and compares all that can be seen. A program whose two runtimes
// disagree shows a defect of ours and is refused.
func agree(f *findings, p *program) bool {
	if p.compiled == nil {
		return true
	}
	compiled, err := p.compiledInstance()
	if err != nil {
		f.add(1, 1, "load", err.Error(), "")
		return false
	}
	defer compiled.Close()
	interpreted, err := p.interpretedInstance()
	if err != nil {
		f.add(1, 1, "load", err.Error(), "")
		return false
	}
	defer interpreted.Close()
	got, want := compiled.rehearse(), interpreted.rehearse()
	for i := range got {
		if got[i] != want[i] {
			f.add(max(1, want[i].verdict.Line), 1, "dryrun.runtimes", fmt.Sprintf(
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
