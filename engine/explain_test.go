package engine_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
)

// watched runs a loop around a small world as fast as possible, so that ticks pass while the test asks questions.
func watched(t *testing.T) *engine.Loop {
	t.Helper()
	p := engine.NewParams()
	p.Set("world_width", 800)
	p.Set("world_height", 800)
	e := engine.New(p, 7, engine.Options{Loader: sandbox.New(sandbox.Limits{}), Workers: 2})
	l := engine.NewLoop(e, engine.LoopOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- l.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	return l
}

// soon repeats a question until the answer is sufficient.
func soon[T any](t *testing.T, ask func() (T, error), enough func(T) bool) T {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		got, err := ask()
		if err != nil {
			t.Fatal(err)
		}
		if enough(got) {
			return got
		}
		if time.Now().After(end) {
			t.Fatalf("no such answer within a minute; the last: %+v", got)
		}
	}
}

// TestExplain observes a molbot with ancestral traits and checks the lines, senses, intents and outcome in its
// explanation.
func TestExplain(t *testing.T) {
	l := watched(t)
	var id string
	if err := l.Inspect(t.Context(), func(e *engine.Engine) {
		for _, one := range e.Entities() {
			if slices.Contains(one.Traits, "shy_v1") { // it uses NearestMolbot
				id = one.ID
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	got := soon(
		t,
		func() (genesis.Explanation, error) { return l.Explain(t.Context(), id, true) },
		func(x genesis.Explanation) bool {
			return x.Watched > 5 && !x.Skipped && len(x.Sensed) > 0
		},
	)
	if got.Molbot != id || len(got.Traits) < 2 {
		t.Fatalf("it tells of %q with the traits %+v", got.Molbot, got.Traits)
	}
	for _, run := range got.Traits {
		ran := slices.ContainsFunc(run.Lines, func(n genesis.LineRuns) bool { return n.Tick > 0 && n.Minute > n.Tick })
		if run.Source == "" || run.Uncounted != "" || !ran {
			t.Errorf("%s has no line that ran in this tick and before: %+v", run.Trait, run)
		}
	}
	if !slices.ContainsFunc(got.Wanted, func(w genesis.Wanted) bool { return w.Counts }) || got.Outcome.Energy == 0 {
		t.Errorf("wanted %+v, outcome %+v", got.Wanted, got.Outcome)
	}
	for _, s := range got.Sensed {
		if s.Line == 0 || s.Sense == "" {
			t.Errorf("sensed at no line: %+v", s)
		}
	}
	if _, err := l.Explain(t.Context(), "mol_ffffff", false); genesis.CodeOf(err) != genesis.CodeNotFound {
		t.Errorf("nobody is explained: %v", err)
	}
}

// TestHeat counts the lines of an ancestral trait over its bearers.
func TestHeat(t *testing.T) {
	l := watched(t)
	got := soon(t, func() (genesis.TraitLines, error) { return l.Heat(t.Context(), "graze_v1") },
		func(h genesis.TraitLines) bool { return h.Runs > 100 })
	if got.Bearers == 0 || !slices.ContainsFunc(got.Lines, func(n genesis.LineHeat) bool { return n.Runs >= got.Runs }) {
		t.Errorf("no line runs each time: %+v", got)
	}
}

// TestWatchingChangesNothing compares the hashes of two identical worlds, one of them observed, at each tick.
func TestWatchingChangesNothing(t *testing.T) {
	var worlds [2]*engine.Engine
	for i := range worlds {
		p := engine.NewParams()
		p.Set("world_width", 800)
		p.Set("world_height", 800)
		worlds[i] = engine.New(p, 3, engine.Options{Loader: sandbox.New(sandbox.Limits{}), Workers: 1 + i})
		defer worlds[i].Close()
	}
	if err := engine.Watch(worlds[1], worlds[1].Entities()[3].ID, "graze_v1"); err != nil {
		t.Fatal(err)
	}
	for tick := range 300 {
		for _, e := range worlds {
			e.Tick(engine.Input{})
		}
		if worlds[0].Hash() != worlds[1].Hash() {
			t.Fatalf("watching changed the world at tick %d", tick)
		}
	}
	if engine.Counts(worlds[1]) == 0 {
		t.Error("the watch counted nothing")
	}
}

// TestTrialFindsIdleLines tries a trait with a branch that can't be reached.
func TestTrialFindsIdleLines(t *testing.T) {
	source := `package candidate

import "github.com/ai-genesis/ai-genesis/engine/trait"

// Candidate: rest at an energy that there is not.
func Execute(m *trait.Molbot) {
	if m.Energy() < -1 {
		m.Rest()
		return
	}
	m.Eat()
}
`
	r, err := engine.Trial(settledWorld(t, 60), engine.TrialOptions{
		Loader: sandbox.New(sandbox.Limits{}), Source: []byte(source), Name: "candidate", Version: 1, Seed: 5, Ticks: 200,
		Count: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Idle != "8–9" {
		t.Errorf("idle lines %q, want 8–9", r.Idle)
	}
}
