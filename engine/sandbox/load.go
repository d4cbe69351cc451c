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

// program is a vetted and lowered trait that can be instantiated. It implements trait.Factory.
type program struct {
	name      string
	lowered   *ir.Program
	text      func() string // the source that the interpreter runs
	rehearsal bool          // subnormal numbers are free: checking for them takes the interpreter too long
	limits    Limits
	compiled  *exec.Program
}

// newProgram compiles a lowered program. The error says why a program cannot be compiled.
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

// New implements trait.Factory. Each instance has its own machine or interpreter, which holds one fuel count.
func (p *program) New() (trait.Program, error) { return p.instance() }

// Runtime names what runs the instances of the program. Vet accepts only programs that compile.
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

// compiledInstance makes an instance that runs the compiled program.
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

// interpretedInstance makes an instance that runs the program in the interpreter under the same limits.
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
