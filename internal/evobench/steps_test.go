package evobench

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/evolution"
)

// young is a life in its first tick.
func young(t *testing.T) *life {
	t.Helper()
	s, _ := scenarioNamed("starving")
	o, err := small.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	o.Progress = io.Discard
	l := &life{scenario: s, Options: o, arm: ArmSelection, seed: 3, loader: sandbox.New(sandbox.Limits{}),
		out: &LifeReport{}}
	l.engine = engine.New(s.params(), 3, engine.Options{Workers: 1, SnapshotInterval: every, Loader: l.loader})
	t.Cleanup(l.engine.Close)
	l.neutral = newNeutral(l.seed, l.engine.Count())
	return l
}

const forager = `//go:build ignore

// Forager looks for food.
package forager

import "github.com/ai-genesis/ai-genesis/engine/trait"

func Execute(m *trait.Molbot) {
	if food, ok := m.NearestFood(50); ok {
		m.ThrustToward(food.DX, food.DY, 1)
		m.Eat()
	}
}
`

// TestTheBenchKnowsWhatIsKnown: a saved program is recognised as the same program, and another trait with the same
// behavior is not new.
func TestTheBenchKnowsWhatIsKnown(t *testing.T) {
	s := newSteps(t.Context(), young(t))
	vetted := func(name, source string) genesis.VetResult {
		t.Helper()
		out, err := s.Vet(genesis.VetInput{Source: s.put([]byte(source)), TraitName: name,
			Problem: genesis.ProblemStarvation})
		if err != nil || !out.OK {
			t.Fatalf("%+v, %v", out, err)
		}
		return out
	}
	first := vetted("forager", forager)
	if first.Duplicate != "" || first.Similar != "" {
		t.Errorf("the first program is not new: %+v", first)
	}
	if _, err := s.Save(genesis.SaveInput{
		Source: first.Source, TraitName: "forager", CanonicalHash: first.CanonicalHash, Signature: first.Signature,
	}); err != nil {
		t.Fatal(err)
	}
	if again := vetted("forager", forager); again.Duplicate != "mut_forager_v1" {
		t.Errorf("the same program again: %+v", again)
	}
	wider := strings.NewReplacer("package forager", "package seeker", "NearestFood(50)",
		"NearestFood(51)").Replace(forager)
	if like := vetted("seeker", wider); like.Similar != "mut_forager_v1" {
		t.Errorf("another trait that acts so: %+v", like)
	}
}

// TestTheBenchCarriesOutAWholeCycle runs a cycle for a handwritten program; its canary runs beside forks.
func TestTheBenchCarriesOutAWholeCycle(t *testing.T) {
	l := young(t)
	s := newSteps(t.Context(), l)
	c := &evolution.Cycle{In: genesis.CycleInput{
		World: "w", CycleID: "cycle-w-000001", Number: 1, Trigger: l.trigger(), Policy: l.policy(),
		ByHand: &genesis.ByHand{Source: s.put([]byte(forager)), TraitName: "forager", SkipTrial: true},
	}}
	e := &evolution.Ending{Outcome: genesis.OutcomeApplied}
	if err := c.Run(s); err != nil && !errors.As(err, &e) {
		t.Fatal(err)
	}
	if err := c.Undo(s, e); err != nil {
		t.Fatal(err)
	}
	if k := c.Record.Canary; k == nil || k.Tick < uint64(l.window()) || k.MutationID != "mut_forager_v1" {
		t.Errorf("the canary was not watched: %+v", k)
	}
	if l.loaded(s.saved) != (e.Outcome == genesis.OutcomeApplied) {
		t.Errorf("%s (%s), but in the world: %v", e.Outcome, e.Reason, l.loaded(s.saved))
	}
}

// TestTheBenchChangesParameters changes parameters and restores them.
func TestTheBenchChangesParameters(t *testing.T) {
	l := young(t)
	s := newSteps(t.Context(), l)
	before := l.engine.Param("temperature")
	out, err := s.SetParams(genesis.SetParamInput{Params: map[string]float64{"temperature": before + 1}})
	if err != nil || out.Before["temperature"] != before || l.engine.Param("temperature") != before+1 {
		t.Fatalf("%+v, %v; now %g", out, err, l.engine.Param("temperature"))
	}
	if err := s.RestoreParams(genesis.SetParamInput{Params: out.Before}); err != nil ||
		l.engine.Param("temperature") != before {
		t.Errorf("%v; now %g", err, l.engine.Param("temperature"))
	}
}
