package synth

import (
	"context"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// warmUp is how long a trial world lives before the first trial, so that it is in balance [ticks].
const warmUp = 2500

// arena holds the worlds in which candidates are tried: the default world, with the traits that the prompt shows as kept
// in all its molbots.
type arena struct {
	start      []byte // checkpoint that every world starts from
	seed       uint64
	background []Genome
	worlds     uint64 // made so far
}

// loader gives the engine programs that are compiled in; their "source" is a name.
type loader map[string]trait.Native

func (l loader) Load(source []byte) (trait.Factory, error) {
	if native, ok := l[string(source)]; ok {
		return native, nil
	}
	return nil, genesis.Errorf(genesis.CodeRejected, "synth has no program %.40q", source)
}

// arena makes the worlds' common start once and keeps it.
func (s *synth) arena(ctx context.Context, r request) (*arena, error) {
	if s.start == nil {
		e := engine.New(engine.NewParams(), mix(s.Seed)|1, engine.Options{Workers: 1})
		defer e.Close()
		for range warmUp {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			e.Tick(engine.Input{})
		}
		var err error
		if s.start, err = e.Checkpoint(); err != nil {
			return nil, fmt.Errorf("keep the start of the trial worlds: %w", err)
		}
	}
	a := &arena{start: s.start, seed: r.seed}
	for _, k := range r.kept {
		if k.whole && !(r.action == genesis.ActionModifyTrait && k.of(r.trait)) {
			a.background = append(a.background, k.gene)
		}
	}
	return a, nil
}

// try lets the field live in the worlds of a stage and adds what happened to its tallies.
func (a *arena) try(ctx context.Context, field []candidate, st stage, effort float64) error {
	var programs []trait.Native
	for _, c := range field {
		programs = append(programs, c.genome.Native())
	}
	for range st.worlds {
		a.worlds++
		tallies, err := a.world(ctx, programs, st.control, int(effort*float64(st.ticks)), mix(a.seed^a.worlds))
		if err != nil {
			return err
		}
		for i := range field {
			field[i].tally.add(tallies[i+1])
			field[i].control.add(tallies[0])
		}
	}
	return nil
}

// world runs one trial world and gives the tally of the control and of each program.
func (a *arena) world(ctx context.Context, programs []trait.Native, control float64, ticks int, seed uint64) ([]tally, error) {
	record := newRecorder(programs, control, seed)
	natives := loader{"candidates": record.native()}
	for i, g := range a.background {
		natives[fmt.Sprintf("kept %d", i)] = g.Native()
	}
	e, err := engine.Restore(a.start, engine.Options{Workers: 1, Loader: natives, SnapshotInterval: 1 << 30, CallFuel: 1 << 40})
	if err != nil {
		return nil, fmt.Errorf("start a trial world: %w", err)
	}
	defer e.Close()
	e.Reseed(seed)
	for i := range a.background {
		name := fmt.Sprintf("kept %d", i)
		load := genesis.TraitLoad{Name: fmt.Sprintf("kept_%d", i), Version: 1, Source: name, Heritable: true}
		if err := give(e, load); err != nil {
			return nil, err
		}
	}
	if err := give(e, genesis.TraitLoad{Name: "candidates", Version: 1, Source: "candidates", Adoption: 1}); err != nil {
		return nil, err
	}
	for range ticks {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e.Tick(engine.Input{})
		record.sweep()
	}
	return record.tallies, nil
}

// give loads a trait into a world and into all that live in it.
func give(e *engine.Engine, load genesis.TraitLoad) error {
	for _, cmd := range []genesis.Command{
		{Kind: genesis.CmdLoad, Trait: &load}, {Kind: genesis.CmdAdopt, Trait: &load, Value: 1}} {
		p, err := e.Prepare(cmd)
		if err != nil {
			return fmt.Errorf("prepare a trial world: %w", err)
		}
		if reply := e.Apply(p); reply.Err != nil {
			return fmt.Errorf("prepare a trial world: %w", reply.Err)
		}
	}
	return nil
}
