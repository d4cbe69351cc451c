package sandbox

import (
	"fmt"
	"sync"

	closures "github.com/ai-genesis/ai-genesis/engine/sandbox/internal/compile"
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
func (p *program) Runtime() Runtime {
	if p.compiled == nil || p.limits.Runtime == Yaegi {
		return Yaegi
	}
	return Compiled
}

// compiledInstance runs the compiled program under the same meter as an interpreted one.
func (p *program) compiledInstance() (in *instance, err error) {
	defer func() {
		if r := recover(); r != nil {
			in, err = nil, fmt.Errorf("load trait %s: the compiler failed: %v", p.name, r)
		}
	}()
	in = newInstance(p.limits)
	m := p.compiled.New(closures.Host{
		Next: func(left int) (*trait.Molbot, int) {
			if in.current >= 0 {
				in.end(left)
			}
			fuel := in.begin()
			return in.m, fuel
		},
		Refill:    in.refill,
		Functions: in.callable(),
	})
	in.run, in.fuel, in.senses = m.Run, m.Fuel, nil
	return in, nil
}
