package sandbox

import (
	"context"
	"fmt"
	"sync"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/exec"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/ir"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/yaegi"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// program is a vetted and lowered trait, ready to be instantiated. It implements trait.Factory.
type program struct {
	name      string
	lowered   *ir.Program
	text      func() string // for the interpreter
	rehearsal bool          // of the vet: subnormal numbers cost nothing, since for the interpreter a look takes too long
	limits    Limits
	compiled  *exec.Program
}

// newProgram compiles a lowered program. An error says why it can't be.
func newProgram(name string, lowered *ir.Program, l Limits) (*program, error) {
	p := &program{name: name, lowered: lowered, limits: l}
	p.text = sync.OnceValue(func() string { return yaegi.Print(lowered, yaegi.All) })
	var err error
	p.compiled, err = exec.Compile(lowered)
	return p, err
}

// Load implements trait.Loader.
func (s *Sandbox) Load(source []byte) (trait.Factory, error) {
	r, p := check(context.Background(), source, s.options)
	if !r.OK {
		return nil, r.Err()
	}
	return p, nil
}

// New implements trait.Factory. Each instance has a machine or an interpreter of its own, which holds one fuel count.
func (p *program) New() (trait.Program, error) { return p.instance() }

// Runtime is what runs the program's instances. Whatever was accepted has been compiled.
func (p *program) Runtime() string {
	if p.limits.Runtime == Yaegi {
		return string(Yaegi)
	}
	return string(Compiled)
}

func (p *program) instance() (*instance, error) {
	if p.limits.Runtime == Yaegi {
		return p.interpretedInstance()
	}
	return p.compiledInstance()
}

// compiledInstance runs the compiled program.
func (p *program) compiledInstance() (*instance, error) {
	in := newInstance(p.limits)
	in.rehearsal = p.rehearsal
	m, err := p.compiled.New(compiledHost{in})
	if err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	in.runs = make([]running, exec.Width)
	in.run, in.fuel, in.size = func() { in.runCompiled(m) }, func() int { return m.Fuel(0) }, m.Size
	return in, nil
}

// interpretedInstance runs the program in the interpreter, under the same meter.
func (p *program) interpretedInstance() (*instance, error) {
	in := newInstance(p.limits)
	i, err := yaegi.New(p.text(), interpretedHost{in})
	if err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	in.senses = i.Senses
	in.run, in.fuel, in.size = i.Run, i.Fuel, func() int { return yaegi.Size }
	return in, nil
}
