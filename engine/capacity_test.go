package engine_test

import (
	"slices"
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// TestHarmlessTraitsMakeRoomFirst: of two kept traits the one that is named goes, though it scored far better.
func TestHarmlessTraitsMakeRoomFirst(t *testing.T) {
	e := withPrograms(t, 2)
	adopted := func(name, source string, score float64) {
		load(t, e, genesis.TraitLoad{Name: name, Version: 1, Source: source, Heritable: true, Score: score})
		do(t, e, genesis.Command{Kind: genesis.CmdAdopt, Value: 1, Trait: &genesis.TraitLoad{Name: name, Version: 1}})
	}
	adopted("trait_0", "seek", 50)
	adopted("trait_1", "spin", 1)
	newcomer := genesis.TraitLoad{Name: "trait_2", Version: 1, Source: "hoard", Adoption: 0.5, Score: 5}
	load(t, e, newcomer)
	newcomer.GoFirst = []string{"trait_0_v1", "nobody_v3"}
	if gone := retired(t, do(t, e, genesis.Command{Kind: genesis.CmdKeep, Trait: &newcomer})); !slices.Equal(
		gone, []string{"trait_0_v1"},
	) {
		t.Errorf("retired %v, want the harmless one", gone)
	}
	last := genesis.TraitLoad{Name: "trait_3", Version: 1, Source: "bite", Adoption: 0.5, Score: 5}
	load(t, e, last)
	last.GoFirst = []string{"nobody_v3"}
	if gone := retired(t, do(t, e, genesis.Command{Kind: genesis.CmdKeep, Trait: &last})); len(gone) != 1 {
		t.Errorf("retired %v, want the least useful one though none is harmless", gone)
	}
}
