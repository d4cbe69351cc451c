package engine_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// settledWorld is a checkpoint of a world in equilibrium.
func settledWorld(t *testing.T, ticks int) []byte {
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
	start := settledWorld(t, 1500)
	production := func(source string) (treated, control float64) {
		for seed := range uint64(3) {
			r, err := engine.Trial(start, engine.TrialOptions{
				Loader: programs, Source: []byte(source), Name: "candidate", Version: 1, Seed: seed, Ticks: 900,
			})
			if err != nil {
				t.Fatal(err)
			}
			if !r.Sound || r.Calls == 0 || r.Treated.Members < 20 || r.Control.Members < 20 {
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
	r, err := engine.Trial(settledWorld(t, 300), engine.TrialOptions{
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
	r, err := engine.Trial(settledWorld(t, 900), engine.TrialOptions{
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
	r, err := engine.Trial(settledWorld(t, 60), engine.TrialOptions{
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
	_, err := engine.Trial(settledWorld(t, 60), engine.TrialOptions{
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
	load(t, e2, command.Load{Name: "mover", Version: 1, Source: "spin", Adoption: 0.5})
	do(t, e2, command.Adopt{Trait: command.TraitRef{Name: "mover", Version: 1}, Share: 0.8})
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
	load(t, e, command.Load{Name: "mover", Version: 1, Source: "seek", Heritable: true})
	b, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Restore(b, engine.Options{Loader: library{}}); genesis.CodeOf(err) != genesis.CodeRejected {
		t.Errorf("with a loader that refuses: %v", err)
	}
	if _, err := engine.Restore(b, engine.Options{Lenient: true}); err != nil { // without a runtime
		t.Error(err)
	}
}

// A world is restored with stricter rules, under which none to five of its traits are rejected. The rejected traits do
// nothing, commands find them as before, and a command removes each.
func TestALenientRestoreWithSomeTraitsRefused(t *testing.T) {
	sources := []string{"seek", "spin", "hoard", "bite", "busy"}
	strictest := library{}
	for _, source := range sources {
		strictest[source] = programs[source]
	}
	for refused := range 6 {
		t.Run(fmt.Sprint(refused), func(t *testing.T) {
			e := engine.New(engine.NewParams(), 1, engine.Options{Loader: programs, Workers: 2})
			defer e.Close()
			load(t, e, command.Load{Name: "trait_a", Version: 1, Source: "seek", Heritable: true, Pinned: true})
			load(t, e, command.Load{Name: "trait_b", Version: 1, Source: "spin", Heritable: true})
			load(t, e,
				command.Load{Name: "trait_b", Version: 2, Source: "hoard", Adoption: 0.5}) // trait_b_v1 waits
			load(t, e, command.Load{Name: "trait_c", Version: 1, Source: "bite", Adoption: 0.5})
			load(t, e, command.Load{Name: "trait_d", Version: 1, Source: "busy", Heritable: true})
			for _, name := range []string{"trait_a", "trait_b", "trait_c", "trait_d"} {
				do(t, e, command.Adopt{Trait: command.TraitRef{Name: name}, Share: 0.5})
			}
			b, err := e.Checkpoint()
			if err != nil {
				t.Fatal(err)
			}
			stricter := maps.Clone(strictest)
			for _, source := range sources[:refused] {
				delete(stricter, source)
			}
			var hash uint64
			for workers := 1; workers <= 2; workers++ {
				r, err := engine.Restore(b, engine.Options{Loader: stricter, Workers: workers, Lenient: true})
				if err != nil {
					t.Fatal(err)
				}
				defer r.Close()
				for range 200 {
					r.Tick(engine.Input{})
				}
				list := r.Refused()
				if len(list) != refused || len(r.Registry().Traits) != len(e.Registry().Traits) {
					t.Fatalf("%d are refused, %d loaded of %d", len(list), len(r.Registry().Traits), len(e.Registry().Traits))
				}
				for _, gone := range list {
					if !strings.Contains(gone.Off.Reason, "no program") {
						t.Errorf("%s leaves because %q", gone.Name, gone.Off.Reason)
					}
					do(t, r, gone.Off)
				}
				for range 200 {
					r.Tick(engine.Input{})
				}
				if workers == 1 {
					hash = r.Hash()
				} else if r.Hash() != hash {
					t.Error("two workers make another world than one")
				}
				if !r.Sound() || len(r.Refused()) != 0 {
					t.Errorf("sound %v, still refused %v", r.Sound(), r.Refused())
				}
				after, err := r.Checkpoint()
				if err != nil {
					t.Fatal(err)
				}
				strict, err := engine.Restore(after, engine.Options{Loader: stricter})
				if err != nil {
					t.Fatalf("the world without them: %v", err)
				}
				strict.Close()
			}
		})
	}
}

// Every trial forks such a world if the rules of its worker are stricter than those of the engine.
func TestATrialOfAWorldWithRefusedTraits(t *testing.T) {
	e := engine.New(engine.NewParams(), 1, engine.Options{Loader: programs, Workers: 1})
	defer e.Close()
	for _, name := range []string{"seek", "spin", "hoard"} {
		load(t, e, command.Load{Name: name, Version: 1, Source: name, Heritable: true})
	}
	b, err := e.Checkpoint()
	if err != nil {
		t.Fatal(err)
	}
	for _, trait := range []command.Load{{Name: "biter", Version: 1}, {Name: "seek", Version: 2},
		{Name: "seek", Version: 1}} {
		r, err := engine.Trial(b, engine.TrialOptions{
			Loader: library{
				"bite": programs["bite"],
			}, Source: []byte("bite"), Name: trait.Name, Version: trait.Version, Seed: 1, Ticks: 100,
		})
		if err != nil || r.Treated.Members == 0 {
			t.Errorf("%s: %+v, %v", trait.Name, r, err)
		}
	}
}

// TestATrialThatIsFilmed checks that filming shows both forks and does not change the result.
func TestATrialThatIsFilmed(t *testing.T) {
	start := settledWorld(t, 600)
	o := engine.TrialOptions{Loader: programs, Source: []byte("seek"), Name: "candidate", Version: 1, Seed: 7, Ticks: 600}
	plain, err := engine.Trial(start, o)
	if err != nil {
		t.Fatal(err)
	}
	ticks := map[bool][]uint64{}
	o.FilmEvery, o.Film = 100, func(with bool, f *genesis.Frame) {
		if len(f.Entities) == 0 {
			t.Error("an empty picture")
		}
		ticks[with] = append(ticks[with], f.Tick)
	}
	filmed, err := engine.Trial(start, o)
	if err != nil {
		t.Fatal(err)
	}
	if plain != filmed {
		t.Errorf("filmed %+v, not %+v", filmed, plain)
	}
	for _, with := range []bool{false, true} {
		if fmt.Sprint(ticks[with]) != "[600 700 800 900 1000 1100]" {
			t.Errorf("with the change %v: pictures of ticks %v", with, ticks[with])
		}
	}
}
