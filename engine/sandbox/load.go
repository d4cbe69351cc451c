package sandbox

import (
	"fmt"
	"io"
	"reflect"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"

	closures "github.com/ai-genesis/ai-genesis/engine/sandbox/internal/compile"
	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/lower"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// program is a vetted and lowered trait, ready to be instantiated. It implements trait.Factory.
type program struct {
	name      string
	canonical string // hash of the normal form
	source    lower.Source
	plain     lower.Source // without the meter
	limits    Limits
	compiled  *closures.Program // nil if it can't be
	reason    string            // why it can't be
}

// Load implements trait.Loader.
func (s *Sandbox) Load(source []byte) (trait.Factory, error) {
	r, p := vet(source, s.options)
	if !r.OK {
		return nil, r.Err()
	}
	return p, nil
}

// New implements trait.Factory. Each instance has a machine or an interpreter of its own, which holds one fuel count.
func (p *program) New() (trait.Program, error) { return p.instance() }

func (p *program) instance() (in *instance, err error) {
	if p.Runtime() == string(Compiled) {
		return p.compiledInstance()
	}
	return p.interpretedInstance()
}

// interpreterSize is what an interpreter with a usual trait holds, measured over a thousand of them [bytes].
const interpreterSize = 107 << 10

func (p *program) interpretedInstance() (in *instance, err error) {
	in = newInstance(p.limits)
	defer func() {
		if r := recover(); r != nil { // the interpreter's compiler panics on what it does not know
			in, err = nil, fmt.Errorf("load trait %s: the interpreter failed: %v", p.name, r)
		}
	}()
	i := interp.New(interp.Options{SourcecodeFilesystem: fstest.MapFS{}, Stdout: io.Discard, Stderr: io.Discard})
	if err := i.Use(symbols(in)); err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	if _, err := i.Eval(p.source.Text); err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	run, err := i.Eval("p.Run")
	if err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	fuel, err := i.Eval("p.Fuel")
	if err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	in.run, in.fuel = run.Interface().(func()), fuel.Interface().(func() int)
	in.size = func() int { return interpreterSize }
	return in, nil
}

// symbols is all that the interpreter can reach outside of the trait.
func symbols(in *instance) interp.Exports {
	return interp.Exports{
		"math/math": mathFuncs,
		"host/host": in.functions(),
		"trait/trait": {
			"Food":     reflect.ValueOf((*trait.Food)(nil)),
			"Neighbor": reflect.ValueOf((*trait.Neighbor)(nil)),
			"Vector":   reflect.ValueOf((*trait.Vector)(nil)),
		},
	}
}
