package engine_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

func withPrograms(t *testing.T, maxTraits int) *engine.Engine {
	e := engine.New(engine.NewParams(), 1, engine.Options{Loader: programs, Workers: 2, MaxTraits: maxTraits})
	t.Cleanup(e.Close)
	return e
}

func refused(t *testing.T, e *engine.Engine, cmd command.Payload, code genesis.Code) {
	t.Helper()
	p, err := e.Prepare(command.Command{Payload: cmd})
	if err == nil {
		if reply := e.Apply(p); reply.Err != nil {
			err = reply.Err
		}
	}
	if genesis.CodeOf(err) != code {
		t.Errorf("%s: got %v, want %s", cmd.Kind(), err, code)
	}
}

func TestFences(t *testing.T) {
	e := withPrograms(t, 0)
	seek := command.Load{Name: "mover", Version: 1, Source: "seek", Adoption: 0.5}
	stale := seek
	stale.Generation = 99
	refused(t, e, stale, genesis.CodeStale)
	wrong := seek
	wrong.CodeHash = strings.Repeat("0", 64)
	refused(t, e, wrong, genesis.CodeInvalid)
	another := command.TraitRef{Name: seek.Name, Version: seek.Version, CodeHash: wrong.CodeHash}
	reply := load(t, e, seek)
	if again := load(t, e, seek); again.Generation != reply.Generation {
		t.Errorf("the same load twice: generation %d, then %d", reply.Generation, again.Generation)
	}
	next := command.Load{Name: "mover", Version: 2, Source: "spin"}
	refused(t, e, next, genesis.CodeConflict)
	refused(t, e, command.Unload{Trait: another}, genesis.CodeStale)
	r := e.Registry()
	if r.Generation != reply.Generation || r.Traits[0].Name != "mover" || !r.Traits[0].Canary ||
		r.Traits[0].Source != "seek" {
		t.Errorf("registry: %+v", r.Traits[0])
	}
}

// TestFilesOfTheRegistry checks that during a canary the file of a name is that of the new version.
func TestFilesOfTheRegistry(t *testing.T) {
	e := withPrograms(t, 0)
	load(t, e, command.Load{Name: "mover", Version: 1, Source: "seek", Heritable: true})
	load(t, e, command.Load{Name: "mover", Version: 2, Source: "spin", Adoption: 0.5})
	if n := len(e.Registry().Traits); n < 2 {
		t.Fatalf("%d traits are loaded", n)
	}
	if got, want := e.Registry().Files("main"), genesis.MutationPath("main", "mover", 2); len(got) != 1 ||
		got["mover"] != want {
		t.Errorf("%v, want %s", got, want)
	}
}

func TestFullRegistryMakesRoom(t *testing.T) {
	e := withPrograms(t, 2)
	for i, source := range []string{"seek", "spin"} {
		load(t, e, command.Load{Name: fmt.Sprint("trait_", i), Version: 1, Source: source, Heritable: true})
	}
	do(t, e, command.Adopt{Trait: command.TraitRef{Name: "trait_0", Version: 1}, Share: 1})
	newcomer := command.Load{Name: "trait_2", Version: 1, Source: "hoard", Adoption: 0.5}
	if gone := retired(t, load(t, e, newcomer)); len(gone) != 0 || len(generated(e)) != 3 {
		t.Errorf("a canary retired %v: %v are loaded", gone, generated(e))
	}
	do(t, e, command.Unload{Trait: newcomer.Ref()})
	if left := generated(e); !slices.Equal(left, []string{"trait_1_v1", "trait_0_v1"}) {
		t.Errorf("%v are loaded after a canary that was rolled back", left)
	}
	load(t, e, newcomer)
	gone := retired(t, do(t, e, command.Keep{Trait: newcomer.Ref()}))
	if left := generated(e); !slices.Equal(gone, []string{"trait_1_v1"}) ||
		!slices.Equal(left, []string{"trait_2_v1", "trait_0_v1"}) {
		t.Errorf("retired %v, want the kept trait with the fewest bearers; left %v", gone, left)
	}
}

// Every trait in its canary must find a place when it is kept, so pinned traits and other canaries count.
func TestNoRoomBesidePinnedTraits(t *testing.T) {
	e := withPrograms(t, 2)
	load(t, e, command.Load{Name: "trait_0", Version: 1, Source: "seek", Heritable: true, Pinned: true})
	load(t, e, command.Load{Name: "trait_1", Version: 1, Source: "spin", Heritable: true})
	load(t, e, command.Load{Name: "trait_2", Version: 1, Source: "hoard", Adoption: 0.5})
	third := command.Load{Name: "trait_3", Version: 1, Source: "bite", Adoption: 0.5}
	refused(t, e, third, genesis.CodeConflict)
	load(t, e,
		command.Load{Name: "trait_1", Version: 2, Source: "bite", Adoption: 0.5}) // replaces its version 1
	refused(t, e, command.Load{
		Name: "trait_4", Version: 1, Source: "bite", Heritable: true,
	}, genesis.CodeConflict)
	if left := generated(e); len(left) != 4 {
		t.Errorf("%v are loaded", left)
	}
}

// The loss of a trait that is displaced belongs to the effect of the new one, so the trial runs without it from the
// start.
func TestTrialMakesRoom(t *testing.T) {
	e := withPrograms(t, 1)
	load(t, e, command.Load{Name: "trait_0", Version: 1, Source: "seek", Heritable: true})
	if err := e.Change(engine.TrialOptions{Name: "trait_1", Version: 1, Source: []byte("spin"),
		Adoption: 0.5}); err != nil {
		t.Fatal(err)
	}
	if left := generated(e); !slices.Equal(left, []string{"trait_1_v1"}) {
		t.Errorf("%v are loaded in the fork with the trait", left)
	}
}

func retired(t *testing.T, reply command.Reply) []string {
	t.Helper()
	switch data := reply.Data.(type) {
	case command.Retired:
		return data.Retired
	case command.Loaded:
		return data.Retired.Retired
	}
	t.Fatalf("the answer is %T", reply.Data)
	return nil
}

// generated lists the loaded traits except the ancestors, newest first.
func generated(e *engine.Engine) (ids []string) {
	for _, t := range e.Registry().Traits {
		if t.Generated {
			ids = append(ids, genesis.TraitID(t.Name, t.Version))
		}
	}
	return ids
}

func TestAncestorCanBeReplaced(t *testing.T) {
	e := withPrograms(t, 0)
	load(t, e, command.Load{Name: "wander", Version: 2, Source: "seek", Adoption: 0.5})
	do(t, e, command.Keep{Trait: command.TraitRef{Name: "wander", Version: 2}})
	for range 10 {
		e.Tick(engine.Input{})
	}
	for _, c := range e.Snapshot().Traits {
		if c.Name == "wander" && (c.Version != 2 || c.Bearers == 0) {
			t.Errorf("got %+v", c)
		}
	}
}

func TestCanaryCountsCohorts(t *testing.T) {
	e := withPrograms(t, 0)
	load(t, e, command.Load{Name: "mover", Version: 1, Source: "seek", Adoption: 0.3, MutationID: "mut_mover_v1"})
	for range 2000 {
		e.Tick(engine.Input{})
	}
	r := e.Canary("mover", 1)
	born := r.Treated.Members + r.Control.Members
	if share := float64(r.Treated.Members) / float64(born); born < 100 || share < 0.2 || share > 0.4 {
		t.Errorf("%d of %d newborns were treated, want about 0.3", r.Treated.Members, born)
	}
	for name, c := range map[string]genesis.Cohort{"treated": r.Treated, "control": r.Control} {
		if c.Alive != c.Members-c.Deaths || c.MolbotTime == 0 || c.Intake == 0 || c.Spent == 0 || c.Starved > c.Deaths {
			t.Errorf("%s: %+v", name, c)
		}
	}
	if !r.Loaded || r.Calls == 0 || r.Faults != 0 {
		t.Errorf("got %+v", r)
	}
	do(t, e, command.Unload{Trait: command.TraitRef{Name: "mover", Version: 1}})
	if after := e.Canary("mover", 1); after.Loaded || after.Treated != r.Treated {
		t.Errorf("after the canary: %+v", after)
	}
	if none := e.Canary("nobody", 1); none.Loaded || none.Treated.Members != 0 {
		t.Errorf("a trait that never was: %+v", none)
	}
}

func TestFrameAndEntities(t *testing.T) {
	e := withPrograms(t, 0)
	for range 30 {
		e.Tick(engine.Input{})
	}
	var frame, back genesis.Frame
	e.Frame(&frame)
	b, err := frame.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := back.UnmarshalBinary(b); err != nil {
		t.Fatal(err)
	}
	entities := e.Entities()
	if len(back.Entities) != e.Count() || len(entities) != e.Count() || len(back.Resources) != e.Resources() {
		t.Fatalf("%d molbots, %d in the frame, %d entities", e.Count(), len(back.Entities), len(entities))
	}
	for i, entity := range entities {
		f := back.Entities[i]
		if genesis.MolbotID(f.Serial) != entity.ID ||
			strings.Join(back.Types[f.Type], ",") != strings.Join(entity.Traits, ",") {
			t.Errorf("frame has %+v, entity is %+v", f, entity)
		}
		if len(entity.DNAHash) != 6 || len(entity.Color) != 7 || len(entity.Genes) == 0 || entity.State != "alive" {
			t.Errorf("entity: %+v", entity)
		}
	}
}

func TestNoAllocationInQuietTick(t *testing.T) {
	e := crowd(t, 500, 1, true)
	for range 500 {
		e.Tick(engine.Input{})
	}
	if n := testing.AllocsPerRun(200, func() { e.Tick(engine.Input{}) }); n >= 1 {
		t.Errorf("%v allocations per tick", n)
	}
}

func TestSlowMachineIsNoFaultOfTheTrait(t *testing.T) {
	e := withPrograms(t, 0)
	l := command.Load{Name: "mover", Version: 1, Source: "late", Heritable: true}
	load(t, e, l)
	do(t, e, command.Adopt{Trait: l.Ref(), Share: 1})
	for range 200 {
		if out := e.Tick(engine.Input{}); len(out.Tripped) > 0 {
			t.Fatalf("tripped: %+v", out.Tripped)
		}
	}
	if r := e.Canary("mover", 1); r.Faults == 0 || !r.Loaded {
		t.Errorf("faults are not counted: %+v", r)
	}
	for _, entity := range e.Entities() {
		if len(entity.Deactivated) > 0 {
			t.Fatalf("deactivated on %s", entity.ID)
		}
	}
}
