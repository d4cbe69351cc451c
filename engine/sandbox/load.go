package sandbox

import (
	"fmt"
	"io"
	"reflect"
	"testing/fstest"

	"github.com/traefik/yaegi/interp"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// program is a vetted trait, ready to be instantiated.
type program struct {
	name   string
	source string
	limits Limits
}

// Load implements trait.Loader.
func (s *Sandbox) Load(source []byte) (trait.Factory, error) {
	r, p := vet(source, Options{})
	if !r.OK {
		return nil, r.Err()
	}
	p.limits = s.limits
	return p, nil
}

// New implements trait.Factory.
func (p *program) New() (trait.Program, error) {
	i := interp.New(interp.Options{SourcecodeFilesystem: fstest.MapFS{}, Stderr: io.Discard})
	if err := i.Use(mathSymbols()); err != nil {
		return nil, err
	}
	err := i.Use(interp.Exports{traitPath + "/trait": {
		"Molbot":   reflect.ValueOf((*trait.Molbot)(nil)),
		"Food":     reflect.ValueOf((*trait.Food)(nil)),
		"Neighbor": reflect.ValueOf((*trait.Neighbor)(nil)),
		"Vector":   reflect.ValueOf((*trait.Vector)(nil)),
	}})
	if err != nil {
		return nil, err
	}
	if _, err := i.Eval(p.source); err != nil {
		return nil, fmt.Errorf("load trait %s: %w", p.name, err)
	}
	v, err := i.Eval(p.name + "." + entry)
	if err != nil {
		return nil, fmt.Errorf("find %s.%s: %w", p.name, entry, err)
	}
	return &instance{call: v.Interface().(func(*trait.Molbot))}, nil
}

type instance struct {
	call func(*trait.Molbot)
}

// Run implements trait.Program.
func (in *instance) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	for i, m := range batch {
		verdicts[i] = in.one(m)
	}
}

func (in *instance) one(m *trait.Molbot) (v trait.Verdict) {
	fuel := m.FuelLeft()
	defer func() {
		v.Fuel = fuel - m.FuelLeft() + 1
		if r := recover(); r != nil {
			v.Fault, v.Reason = trait.FaultPanic, fmt.Sprint(r)
		}
	}()
	in.call(m)
	return v
}

// Close implements trait.Program.
func (in *instance) Close() { in.call = nil }

func mathSymbols() interp.Exports { return interp.Exports{"math/math": mathFuncs} }
