package engine_test

import (
	"errors"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// settled is a checkpoint of a world that has come to its balance.
func settled(t *testing.T, ticks int) []byte {
	e := engine.New(engine.NewParams(), 3, engine.Options{Workers: 1})
	defer e.Close()
	for range ticks {
		e.Tick(engine.Input{})
	}
	b, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTrialTellsGoodFromBad(t *testing.T) {
	start := settled(t, 1500)
	production := func(source string) (treated, control float64) {
		for seed := range uint64(3) {
			r, err := engine.Trial(start, engine.TrialOptions{
				Loader: programs, Source: []byte(source), Name: "candidate", Version: 1, Seed: seed, Ticks: 900,
			})
			if err != nil {
				t.Fatal(err)
			}
			if !r.Sound || r.Calls == 0 || r.Treated.Members < 20 || r.Control.Members < 20 || r.TickRate <= 0 {
				t.Fatalf("%s: %+v", source, r)
			}
			if r.With.MeanEntities == 0 || r.Without.MeanEntities == 0 || r.Without.Births == 0 {
				t.Fatalf("%s: %+v", source, r)
			}
			treated += r.Treated.Production() / 3
			control += r.Control.Production() / 3
		}
		return treated, control
	}
	if treated, control := production("seek"); treated < control+5 {
		t.Errorf("seeking food: production %.1f, without %.1f", treated, control)
	}
	if treated, control := production("spin"); treated > control-5 {
		t.Errorf("spinning: production %.1f, without %.1f", treated, control)
	}
}

func TestTrialOfNothingChangesNothing(t *testing.T) {
	r, err := engine.Trial(settled(t, 300), engine.TrialOptions{
		Loader: programs, Source: []byte("nothing"), Name: "candidate", Version: 1, Seed: 5, Ticks: 300,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.With != r.Without && r.With.MeanEntities != r.Without.MeanEntities {
		t.Errorf("with %+v, without %+v", r.With, r.Without)
	}
}

func TestTrialOfParameters(t *testing.T) {
	r, err := engine.Trial(settled(t, 900), engine.TrialOptions{
		Params: map[string]float64{"resource_spawn_rate": 0.2}, Seed: 1, Ticks: 900,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.With.MeanEntities <= r.Without.MeanEntities || r.Treated.Intake <= r.Control.Intake {
		t.Errorf("four times the food made no more molbots: %+v", r)
	}
}

func TestTrialOfFaultyTraitIsNotSound(t *testing.T) {
	r, err := engine.Trial(settled(t, 60), engine.TrialOptions{
		Loader: programs, Source: []byte("faulty"), Name: "candidate", Version: 1, Seed: 1, Ticks: 60,
	})
	if err != nil {
		t.Fatal(err)
	}
	if r.Sound || r.Trouble == "" || r.Faults == 0 {
		t.Errorf("got %+v", r)
	}
}

func TestTrialEndsWhenToldTo(t *testing.T) {
	stop := errors.New("cancelled")
	_, err := engine.Trial(settled(t, 60), engine.TrialOptions{
		Loader: programs, Source: []byte("seek"), Name: "candidate", Version: 1, Ticks: 10_000,
		Progress: func(ticks int) error {
			if ticks >= 60 {
				return stop
			}
			return nil
		},
	})
	if !errors.Is(err, stop) {
		t.Errorf("got %v", err)
	}
}

func TestTrialOfNewVersion(t *testing.T) {
	e := small(t, 1)
	e2, err := e.Fork(engine.Options{Loader: programs})
	if err != nil {
		t.Fatal(err)
	}
	defer e2.Close()
	load(t, e2, genesis.TraitLoad{Name: "mover", Version: 1, Source: "spin", Adoption: 0.5})
	do(t, e2, genesis.Command{Kind: genesis.CmdAdopt, Value: 0.8, Trait: &genesis.TraitLoad{Name: "mover", Version: 1}})
	b, err := e2.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	r, err := engine.Trial(b, engine.TrialOptions{
		Loader: programs, Source: []byte("seek"), Name: "mover", Version: 2, Seed: 1, Ticks: 200,
	})
	if err != nil || r.Treated.Members == 0 || r.Control.Members == 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestUnloadableTraitInCheckpoint(t *testing.T) {
	e := engine.New(engine.NewParams(), 1, engine.Options{Loader: programs, Workers: 1})
	defer e.Close()
	load(t, e, genesis.TraitLoad{Name: "mover", Version: 1, Source: "seek", Heritable: true})
	b, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Restore(b, engine.Options{Loader: library{}}); genesis.CodeOf(err) != genesis.CodeRejected {
		t.Errorf("with a loader that refuses: %v", err)
	}
	lenient, err := engine.Restore(b, engine.Options{Loader: library{}, Lenient: true})
	if err != nil {
		t.Fatal(err)
	}
	defer lenient.Close()
	if len(lenient.Dropped()) != 1 || len(lenient.Registry().Traits) != len(e.Registry().Traits)-1 {
		t.Errorf("dropped %v of %d", lenient.Dropped(), len(e.Registry().Traits))
	}
}
