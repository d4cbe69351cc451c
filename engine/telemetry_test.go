package engine_test

import (
	"math"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The part of a trait that all molbots carry must equal the whole snapshot; a trait that half of them carry has a
// smaller part.
func TestTheTraitsOfASnapshotAddUp(t *testing.T) {
	e := engine.New(engine.NewParams(), 5, engine.Options{Workers: 1, Loader: programs})
	defer e.Close()
	for _, trait := range []command.Load{
		{Name: "all", Version: 1, Source: "nothing", Adoption: 1},
		{Name: "half", Version: 1, Source: "bite", Adoption: 0.5},
	} {
		load(t, e, trait)
		do(t, e, command.Adopt{Trait: trait.Ref(), Share: trait.Adoption})
	}
	sum := genesis.TraitCensus{}
	for range 5000 {
		s := e.Tick(engine.Input{}).Snapshot
		if s == nil {
			continue
		}
		census := map[string]genesis.TraitCensus{}
		for _, c := range s.Traits {
			census[c.Name] = c
		}
		all, half := census["all"], census["half"]
		if all.Bearers != s.EntityCount || all.Births != s.BirthsLastPeriod || all.Starved != s.DeathStarvation ||
			all.Aged != s.DeathAge ||
			all.Collided != s.DeathCollision || all.Killed != s.DeathOther || all.MolbotTicks != s.MolbotTicks ||
			all.Calls != s.MolbotTicks || math.Abs(all.Intake-s.Intake) > 1e-6*s.Intake ||
			math.Abs(all.Spent-s.Spent) > 1e-6*s.Spent {
			t.Fatalf("tick %d: of all %+v, together %+v", s.Tick, all, s)
		}
		if half.MolbotTicks <= 0 || half.MolbotTicks >= all.MolbotTicks || half.Spent <= 0 || half.Spent >= all.Spent {
			t.Fatalf("tick %d: of half %+v, of all %+v", s.Tick, half, all)
		}
		sum.Births, sum.Starved, sum.Killed, sum.Intake = sum.Births+half.Births, sum.Starved+half.Starved, sum.Killed+
			half.Killed, sum.Intake+half.Intake
	}
	if sum.Births == 0 || sum.Starved == 0 || sum.Intake == 0 {
		t.Errorf("half of them: %+v", sum)
	}
}
