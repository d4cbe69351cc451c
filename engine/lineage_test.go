package engine_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

func TestLineageLeadsBackToFounders(t *testing.T) {
	e := engine.New(engine.NewParams(), 2, engine.Options{Workers: 1})
	defer e.Close()
	for range 4000 {
		e.Tick(engine.Input{})
	}
	before := e.Lineage(0)
	if forgotten := e.PruneLineage(); forgotten == 0 || forgotten >= len(before) {
		t.Fatalf("%d of %d forgotten", forgotten, len(before))
	}
	known := map[string]genesis.Kin{}
	living, children := 0, 0
	shrinks(t, e)
	for _, k := range e.Lineage(0) {
		if _, ok := known[k.Parent]; k.Parent != "" && !ok {
			t.Errorf("%s descends from %s, who is unknown", k.ID, k.Parent)
		}
		if k.Parent != "" && known[k.Parent].Born >= k.Born {
			t.Errorf("%s was born at %d, before its parent", k.ID, k.Born)
		}
		known[k.ID] = k
		if k.Died == 0 {
			living++
		}
		if k.Parent != "" {
			children++
		}
		if len(k.Traits) == 0 {
			t.Errorf("%s has no traits", k.ID)
		}
	}
	if living != e.Count() || children == 0 {
		t.Errorf("%d live, the lineage knows %d, %d of them children", e.Count(), living, children)
	}
	for _, entity := range e.Entities() {
		if known[entity.ID].Parent != entity.ParentID {
			t.Errorf("%s has parent %s, the lineage says %s", entity.ID, entity.ParentID, known[entity.ID].Parent)
		}
	}
}

// shrinks checks that a phylogeny keeps to its limit and stays connected.
func shrinks(t *testing.T, e *engine.Engine) {
	t.Helper()
	all := len(e.Lineage(0))
	for _, most := range []int{1, 2, 50, 3 * e.Count(), all, 10 * all} {
		kin := e.Lineage(most)
		if len(kin) == 0 || len(kin) > most {
			t.Errorf("%d nodes where %d are wanted", len(kin), most)
		}
		known, living := map[string]bool{}, 0
		for _, k := range kin {
			if k.Parent != "" && (!known[k.Parent] || k.Steps < 1) {
				t.Errorf("among %d: %s is %d generations from %s", most, k.ID, k.Steps, k.Parent)
			}
			known[k.ID] = true
			if k.Died == 0 {
				living++
			}
		}
		if most > 2*e.Count() && living != e.Count() {
			t.Errorf("among %d: %d living of %d", most, living, e.Count())
		}
	}
}
