package engine_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// evidence runs a canary and returns its tests by name, a checkpoint from the middle of it, and the final hash.
func evidence(t *testing.T, source string, ticks int) (
	values map[genesis.CanaryMeasure]genesis.EValue, half []byte, hash uint64,
) {
	e, err := engine.Restore(settledWorld(t, 1500), engine.Options{Loader: programs, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	load(t, e, command.Load{Name: "candidate", Version: 1, Source: source, Adoption: .25})
	for tick := range ticks {
		if e.Tick(engine.Input{}); tick == ticks/2 {
			if half, err = e.Checkpoint(); err != nil {
				t.Fatal(err)
			}
		}
	}
	values = map[genesis.CanaryMeasure]genesis.EValue{}
	for _, v := range e.Canary("candidate", 1).Tests {
		values[v.Name] = v
	}
	return values, half, e.Hash()
}

// TestCanaryGathersEvidence checks that a trait that finds food shows a gain and one that spins shows a loss, each long
// before the end of the window.
func TestCanaryGathersEvidence(t *testing.T) {
	const ticks = 3600
	good, half, hash := evidence(t, "seek", ticks)
	if v := good["production_600"]; v.Better < 20 || v.Worse > 1 || v.Births < 100 {
		t.Errorf("seeking food: %+v", good)
	}
	bad, _, _ := evidence(t, "spin", ticks)
	if v := bad["production_300"]; v.Worse < 20 || v.Better > 1 {
		t.Errorf("spinning: %+v", bad)
	}
	e, err := engine.Restore(half, engine.Options{Loader: programs, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	for range ticks - ticks/2 - 1 {
		e.Tick(engine.Input{})
	}
	if e.Hash() != hash {
		t.Error("a canary that goes on from a checkpoint comes to something else")
	}
}
