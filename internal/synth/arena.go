package synth

import (
	"context"
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/signature"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// warmUp is how long a world runs before it becomes the start of trial worlds, so that births and deaths balance
// [ticks].
const warmUp = 2500

// settling is the time at the start of a trial during which nothing is counted [ticks].
const settling = 80

// weather is how a trial world differs from the default: a factor for the growth of food and an offset of the base
// temperature.
type weather struct{ harvest, warmth float64 }

// spells are the kinds of weather, which trial worlds get in turn, so that a program must suit more than one of them.
var spells = [...]weather{{1, 0}, {.65, -5}, {1.45, 5}, {1, 5}, {.65, 0}, {1.45, -5}, {1, -5}, {.65, 5}, {1.45, 0}}

// climates maps what a plan says about the food to the factor for its growth while a world warms up.
var climates = map[string]float64{"": 1, foodScarce: .5, foodPlenty: 1.7}

const (
	spawnRate   = "resource_spawn_rate"
	temperature = "temperature"
)

// maxStarts bounds the number of cached starts, which take some 100 KB each.
const maxStarts = 16

// arena holds the worlds in which candidates are tried. All molbots in them carry the background: the traits that the
// prompt shows as kept. Candidates of one stage share their worlds, where each molbot runs one of them or none. They
// meet the same food, weather and neighbours, so their differences stand out from the large noise sooner than in
// separate worlds.
type arena struct {
	start      []byte // the checkpoint that every trial world starts from
	seed       uint64
	background []Genome
	worlds     int // number of trial worlds made so far
}

// loader gives the engine native programs. Their "source" is the name of the program.
type loader map[string]trait.Native

func (l loader) Load(source []byte) (trait.Factory, error) {
	if native, ok := l[string(source)]; ok {
		return native, nil
	}
	return nil, genesis.Errorf(genesis.CodeRejected, "synth has no program %.40q", source)
}

// arena finds the background traits and makes the common start of the trial worlds. The start depends only on the seed,
// the food and the background, so it is cached for later requests.
func (s *synth) arena(ctx context.Context, r request) (*arena, error) {
	a := &arena{seed: r.seed}
	key := r.food + "\n"
	for _, k := range r.kept {
		if k.whole && (r.action != genesis.ActionModifyTrait || !k.of(r.trait)) {
			a.background = append(a.background, k.gene)
			key += k.gene.Source("")
		}
	}
	if a.start = s.starts[key]; a.start != nil {
		return a, nil
	}
	e := engine.New(engine.NewParams(), mix(s.Seed)|1, a.options(loader{}))
	defer e.Close()
	if err := a.settle(e); err != nil {
		return nil, err
	}
	if err := change(e, spawnRate, climates[r.food]*e.Param(spawnRate)); err != nil {
		return nil, err
	}
	for range warmUp {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e.Tick(engine.Input{})
	}
	var err error
	if a.start, err = e.Checkpoint(); err != nil {
		return nil, fmt.Errorf("keep the start of the trial worlds: %w", err)
	}
	if len(s.starts) >= maxStarts {
		clear(s.starts)
	}
	s.starts[key] = a.start
	return a, nil
}

// options returns options for the engine. It adds the background programs to l.
func (a *arena) options(l loader) engine.Options {
	for i, g := range a.background {
		l[fmt.Sprintf("kept_%d", i)] = g.Native()
	}
	return engine.Options{Workers: 1, Loader: l, SnapshotInterval: 1 << 30, CallFuel: 1 << 40}
}

// compare measures how much each candidate changes the behaviour of a molbot with the background.
func (a *arena) compare(field []candidate) {
	var programs []trait.Native
	for _, g := range a.background {
		programs = append([]trait.Native{g.Native()}, programs...)
	}
	before := signature.Of(programs...)
	for i, c := range field {
		field[i].first = len(programs) == 0
		field[i].change = signature.Of(append([]trait.Native{c.genome.Native()}, programs...)...).Distance(before)
	}
}

// settle gives the background to all molbots.
func (a *arena) settle(e *engine.Engine) error {
	for i := range a.background {
		name := fmt.Sprintf("kept_%d", i)
		if err := give(e, command.Load{Name: name, Version: 1, Source: name, Heritable: true}); err != nil {
			return err
		}
	}
	return nil
}

// try runs the candidates in trial worlds for budget molbot-ticks of one trait and adds the results to their tallies.
// The budget is spread over at least two worlds with different weather.
func (a *arena) try(ctx context.Context, field []candidate, st stage, budget float64) error {
	var programs []trait.Native
	for _, c := range field {
		programs = append(programs, c.genome.Native())
	}
	share := budget / 2
	for budget > 1 {
		sky := spells[a.worlds%len(spells)]
		a.worlds++
		tallies, spent, err := a.world(ctx, programs, st, min(share, budget), sky)
		if err != nil {
			return err
		}
		budget -= spent
		for i := range field {
			field[i].tally.add(tallies[i+1])
			field[i].control.add(tallies[0])
		}
	}
	return nil
}

// world runs one trial world and returns the tallies of the control (index 0) and of each program. A molbot-tick with
// more background traits costs more, by 0.6 for each.
func (a *arena) world(ctx context.Context, programs []trait.Native, st stage, budget float64, sky weather) (
	tallies []tally, spent float64, err error) {
	seed := mix(a.seed ^ uint64(a.worlds))
	record := newRecorder(programs, st.control, seed)
	e, err := engine.Restore(a.start, a.options(loader{"candidates": record.native()}))
	if err != nil {
		return nil, 0, fmt.Errorf("start a trial world: %w", err)
	}
	defer e.Close()
	e.Reseed(seed)
	if err := change(e, spawnRate, sky.harvest*e.Param(spawnRate)); err != nil {
		return nil, 0, err
	}
	if err := change(e, temperature, sky.warmth+e.Param(temperature)); err != nil {
		return nil, 0, err
	}
	if err := give(e, command.Load{Name: "candidates", Version: 1, Source: "candidates", Adoption: 1}); err != nil {
		return nil, 0, err
	}
	for tick := 0; tick < worldTicks && spent < budget; tick++ {
		if ctx.Err() != nil {
			return nil, 0, ctx.Err()
		}
		e.Tick(engine.Input{})
		record.sweep()
		if tick == settling {
			record.forget()
		}
		spent += float64(e.Count()) * (1 + .6*float64(len(a.background)))
	}
	return record.tallies, spent, nil
}

// give loads a trait into a world and gives it to every molbot there.
func give(e *engine.Engine, load command.Load) error {
	for _, p := range []command.Payload{
		load, command.Adopt{Trait: load.Ref(), Share: 1}} {
		if err := apply(e, p); err != nil {
			return err
		}
	}
	return nil
}

func change(e *engine.Engine, param string, value float64) error {
	return apply(e, command.SetParam{Name: param, Value: value})
}

func apply(e *engine.Engine, p command.Payload) error {
	prepared, err := e.Prepare(command.Command{Payload: p})
	if err != nil {
		return fmt.Errorf("prepare a trial world: %w", err)
	}
	if reply := e.Apply(prepared); reply.Err != nil {
		return fmt.Errorf("prepare a trial world: %w", reply.Err)
	}
	return nil
}
