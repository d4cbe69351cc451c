package engine_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis/engine"
)

func TestLineageLeadsBackToFounders(t *testing.T) {
	e := engine.New(engine.NewParams(), 2, engine.Options{Workers: 1})
	defer e.Close()
	for range 4000 {
		e.Tick(engine.Input{})
	}
	before := e.Lineage()
	if forgotten := e.PruneLineage(); forgotten == 0 || forgotten >= len(before) {
		t.Fatalf("%d of %d forgotten", forgotten, len(before))
	}
	known := map[string]engine.Kin{}
	living, children := 0, 0
	for _, k := range e.Lineage() {
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
		if k.Traits == "" {
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
