package sandbox

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	genesis "github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// mispriced loads traits into the real runtime as if the prices of one of them were too low by a factor: it may do that
// many times the work that its fuel allows, and reports only its fuel.
type mispriced struct {
	Runtime
	cheap int64
}

func (l mispriced) Load(source []byte) (trait.Factory, error) {
	limits := Limits{Runtime: l.Runtime}
	if !strings.Contains(string(source), "package cheap") {
		return New(limits).Load(source)
	}
	limits.Fuel, limits.Bytes = DefaultLimits.Fuel*l.cheap, DefaultLimits.Bytes*l.cheap
	factory, err := New(limits).Load(source)
	return discount{factory, l.cheap}, err
}

// discount is a factory whose programs report only a part of their fuel.
type discount struct {
	trait.Factory
	cheap int64
}

func (d discount) New() (trait.Program, error) {
	p, err := d.Factory.New()
	return discounted{p, d.cheap}, err
}

type discounted struct {
	trait.Program
	cheap int64
}

func (d discounted) Run(batch []*trait.Molbot, verdicts []trait.Verdict) {
	d.Program.Run(batch, verdicts)
	for k := range batch {
		verdicts[k].Fuel /= d.cheap
	}
}

// told records what the loop unloaded.
type told struct {
	engine.Quiet
	mu    sync.Mutex
	trips []engine.Trip
}

func (s *told) Tripped(trip engine.Trip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trips = append(s.trips, trip)
}

// TestTheWatchFindsAWrongPrice runs a world in real time, in either runtime. Half of the molbots get a program that is
// priced a hundred times too low, the others an honest one with the same fuel. Within a second of world time the first
// must be switched off for the right reason and the honest one must stay. In the 2 s after that, at least one half
// second must have half of the ticks of the best one before, with the honest program running.
func TestTheWatchFindsAWrongPrice(t *testing.T) {
	for _, on := range []Runtime{Compiled, Yaegi} {
		t.Run(string(on), func(t *testing.T) { findsAWrongPrice(t, on) })
	}
}

// halfSeconds counts the ticks of a loop in each of n half seconds.
func halfSeconds(t *testing.T, l *engine.Loop, n int) (ticks []int) {
	for range n {
		ticks = append(ticks, int(ticksIn(t, l, time.Second/2)+0.5))
	}
	return ticks
}

func findsAWrongPrice(t *testing.T, on Runtime) {
	const second = 62 // ticks
	source := func(name string, turns string) string {
		return strings.NewReplacer("package baseline", "package "+name, "i < 300", "i < "+turns, "a*0.25",
			"a*0.25 + 1").Replace(searchBaseline) // + 1 so that no number becomes subnormal
	}
	e := crowded(t, mispriced{on, 100})
	sink := &told{}
	l := living(t, e, engine.LoopOptions{Sink: sink})
	ctx := t.Context()
	give := func(name, turns string) {
		load := command.Load{Name: name, Version: 1, Source: source(name, turns), Adoption: 0.5}
		if _, err := engine.Do(ctx, l, "", load); err != nil {
			t.Fatal(err)
		}
		_, _ = engine.Do(ctx, l, "", command.Adopt{Trait: load.Ref(), Share: 0.5}) // it may be unloaded already
	}
	state := func() (tick uint64, cheap, honest genesis.CanaryReading) {
		if err := l.Inspect(ctx, func(e *engine.Engine) {
			tick, cheap, honest = e.Now(), e.Canary("cheap", 1), e.Canary("honest", 1)
		}); err != nil {
			t.Fatal(err)
		}
		return tick, cheap, honest
	}
	give("honest", "300")
	before := halfSeconds(t, l, 4)
	give("cheap", "60000")
	begun := time.Now()
	from, cheap, _ := state()
	tick := from
	for cheap.Loaded && tick < from+10*second {
		time.Sleep(10 * time.Millisecond)
		tick, cheap, _ = state()
	}
	took := time.Since(begun)
	after := halfSeconds(t, l, 4)
	t.Logf("out after %d ticks and %v by the clock; ticks in the half seconds before %v, after %v", tick-from,
		took.Round(time.Millisecond), before, after)
	if slices.Max(after) < slices.Max(before)/2 {
		t.Errorf("the rate is not back: ticks in the half seconds before %v, after %v", before, after)
	}
	if cheap.Loaded || tick-from > second || !strings.Contains(cheap.Reason, "too slow") {
		t.Errorf("after %d ticks: %+v", tick-from, cheap)
	}
	if _, _, honest := state(); !honest.Loaded {
		t.Errorf("the honest one is out: %+v", honest)
	}
	sink.mu.Lock()
	defer sink.mu.Unlock()
	if len(sink.trips) != 1 || sink.trips[0].Name != "cheap" {
		t.Errorf("told: %+v", sink.trips)
	}
}
