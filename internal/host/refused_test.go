package host

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// turner returns a trait. With math, it is rejected once imports are forbidden.
func turner(n int, math bool) string {
	header, angle := "", fmt.Sprintf("%d", n+1)
	if math {
		header, angle = "\t\"math\"\n\n", fmt.Sprintf("math.Abs(%d)", n+1)
	}
	return fmt.Sprintf("//go:build ignore\n\n// Turner: turns.\npackage turner\n\nimport "+
		"(\n%s\t\"github.com/ai-genesis/ai-genesis/engine/trait\"\n)\n\n"+
		"func Execute(m *trait.Molbot) {\n\tm.Turn(%s, 0.1)\n}\n", header, angle)
}

// A world must start from its newest checkpoint with zero to five of its traits rejected by rules that became stricter,
// after a kill and after a normal stop. Commands in the journal remove the traits, the feed reports it, and the past
// can be computed as far as possible.
func TestAWorldComesUpWhateverBecameOfTheRules(t *testing.T) {
	for refused := range 6 {
		if testing.Short() && refused != 0 && refused != 5 {
			continue
		}
		t.Run(fmt.Sprint(refused), func(t *testing.T) {
			r := start(t, t.TempDir())
			trait := func(n, version int) command.Load {
				return command.Load{Name: fmt.Sprintf("turner_%d", n), Version: version, Source: turner(10*version+n,
					n < refused)}
			}
			named := func(n, version int) command.TraitRef {
				return command.TraitRef{Name: fmt.Sprintf("turner_%d", n), Version: version}
			}
			for n := range 4 {
				load := trait(n, 1)
				load.Heritable = n%2 == 0
				load.Adoption = float64(n%2) * 0.5
				r.do(load)
				r.do(command.Adopt{Trait: named(n, 1), Share: 0.5})
			}
			newer := trait(0, 2) // turner_0_v1 waits in reserve
			newer.Adoption = 0.5
			r.do(newer)
			saved := r.do(command.Checkpoint{}).Tick
			r.await("a tick after the checkpoint", func() bool { return r.tick() > saved })
			// All of these commands name traits that may be rejected. The last ones are guarded by the generation that
			// they produced.
			r.do(command.Pin{Trait: named(2, 1), Pinned: true})
			r.do(command.Keep{Trait: named(1, 1)})
			r.do(command.Unload{Trait: named(0, 2)}) // a rollback: version 1 is back
			generation := r.do(command.Keep{Trait: named(3, 1)}).Generation
			last := trait(4, 1)
			last.Heritable, last.Generation = true, generation
			generation = r.do(last).Generation
			fine := command.Load{Name: "fine", Version: 1, Source: turner(99, false), Heritable: true,
				Generation: generation}
			end := r.do(fine).Tick
			killed := r.copied()
			if err := r.stop(); err != nil {
				t.Fatal(err)
			}
			for name, dir := range map[string]string{"killed": killed, "stopped": r.dir} {
				comesUp(t, name, dir, refused, saved, end)
			}
		})
	}
}

// loaded returns the names of the generated traits in the engine.
func (r *rig) loaded() (names []string) {
	r.t.Helper()
	list, ok := r.do(command.ListLoaded{}).Data.(genesis.LoadedTraits)
	if !ok {
		r.t.Fatal("the engine does not say what is loaded")
	}
	for _, t := range list.Traits {
		names = append(names, t.Name)
	}
	return names
}

func comesUp(t *testing.T, name, dir string, refused int, saved, end uint64) {
	t.Helper()
	r := start(t, dir, "GENESIS_ALLOWED_IMPORTS=")
	var names []string
	r.await("the registry", func() bool {
		names = r.loaded()
		return len(names) == 6-refused
	})
	if !slices.Contains(names, "fine") {
		t.Errorf("%s: %v are loaded, the allowed one is lost", name, names)
	}
	if tick := r.tick(); tick < end {
		t.Errorf("%s: it went on at tick %d, before %d", name, tick, end)
	}
	told := 0
	r.await("the feed", func() bool {
		page, err := r.store.FeedPage(t.Context(), "", 100)
		told = 0
		for _, line := range page {
			if line.Action == "trait_tripped" && strings.Contains(line.Message, "the sandbox now rejects it") {
				told++
			}
		}
		return err == nil && told == refused
	})
	if aside, _ := filepath.Glob(filepath.Join(dir, "worlds", "main", "*.refused")); len(aside) > 0 {
		t.Errorf("%s: checkpoints were put aside: %v", name, aside)
	}
	now := r.do(command.Checkpoint{}).Tick
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	s := settingsOf(t, dir)
	s.AllowedImports = ""
	past, err := Rebuild(t.Context(), s, now, now-1, quiet())
	if err != nil || past.Checked == 0 {
		t.Errorf("%s: computed again: %+v, %v", name, past, err)
	} else {
		past.World.Close()
	}
	_, err = Rebuild(t.Context(), s, saved, saved, quiet())
	if refused == 0 && err != nil || refused > 0 && (genesis.CodeOf(err) != genesis.CodeRejected ||
		!strings.Contains(err.Error(), "turner_0_v1")) {
		t.Errorf("%s: the tick of the checkpoint with %d refused: %v", name, refused, err)
	}
	r = start(t, dir, "GENESIS_ALLOWED_IMPORTS=") // a second start
	if tick := r.tick(); tick < now {
		t.Errorf("%s: the second start went on at %d, before %d", name, tick, now)
	}
	if refused > 0 { // back to a time when they were loaded
		r.do(command.Restore{Tick: int(saved)})
		if names := r.loaded(); slices.Contains(names, "turner_0") {
			t.Errorf("%s: back at tick %d there are %v", name, saved, names)
		}
	}
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
}
