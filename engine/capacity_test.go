package engine_test

import (
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestHarmlessTraitsMakeRoomFirst checks that a trait named in GoFirst is retired before another one, even with a far
// better score.
func TestHarmlessTraitsMakeRoomFirst(t *testing.T) {
	e := withPrograms(t, 2)
	adopted := func(name, source string, score float64) {
		load(t, e, command.Load{Name: name, Version: 1, Source: source, Heritable: true, Score: score})
		do(t, e, command.Adopt{Trait: command.TraitRef{Name: name, Version: 1}, Share: 1})
	}
	adopted("trait_0", "seek", 50)
	adopted("trait_1", "spin", 1)
	newcomer := command.Load{Name: "trait_2", Version: 1, Source: "hoard", Adoption: 0.5, Score: 5}
	load(t, e, newcomer)
	keep := command.Keep{Trait: newcomer.Ref(), GoFirst: []string{"trait_0_v1", "nobody_v3"}}
	if gone := retired(t, do(t, e, keep)); !slices.Equal(gone, []string{"trait_0_v1"}) {
		t.Errorf("retired %v, want the harmless one", gone)
	}
	last := command.Load{Name: "trait_3", Version: 1, Source: "bite", Adoption: 0.5, Score: 5}
	load(t, e, last)
	keep = command.Keep{Trait: last.Ref(), GoFirst: []string{"nobody_v3"}}
	if gone := retired(t, do(t, e, keep)); len(gone) != 1 {
		t.Errorf("retired %v, want the least useful one though none is harmless", gone)
	}
}
