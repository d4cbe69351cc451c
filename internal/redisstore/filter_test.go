package redisstore_test

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// TestAFilterThatHoldsForHardlyAnything: one search examines a bounded number of records and continues at its cursor
// until it has found the single match; then it ends.
func TestAFilterThatHoldsForHardlyAnything(t *testing.T) {
	s := open(t, embedded(t), "main")
	const all = 4500
	for n := 1; n <= all; n++ {
		c := genesis.Cycle{ID: genesis.CycleID("main", n), Outcome: genesis.OutcomeApplied}
		if n == 2 || n == 1400 {
			c.Outcome = genesis.OutcomeVetoed
		}
		if err := s.QueueCycle(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	var found []string
	searches := 0
	for cursor, more := "", true; more; more = cursor != "" {
		page, next, err := s.CyclesWhere(t.Context(), redisstore.CycleFilter{Outcome: genesis.OutcomeVetoed}, 10, cursor)
		if err != nil || page == nil {
			t.Fatal(page, err)
		}
		for _, c := range page {
			found = append(found, c.ID)
		}
		cursor = next
		searches++
	}
	if len(found) != 2 || found[0] != genesis.CycleID("main", 1400) || found[1] != genesis.CycleID("main", 2) {
		t.Errorf("found %v", found)
	}
	if searches != 3 {
		t.Errorf("%d records were searched in %d searches, want 3 of 2,000 at most", all, searches)
	}
	// A full page ends at its last record.
	page, cursor, err := s.CyclesWhere(t.Context(), redisstore.CycleFilter{Outcome: genesis.OutcomeApplied}, 200, "")
	if err != nil || len(page) != 200 || page[199].ID != genesis.CycleID("main", all-199) {
		t.Fatalf("%d, %v", len(page), err)
	}
	page, _, err = s.CyclesWhere(t.Context(), redisstore.CycleFilter{Outcome: genesis.OutcomeApplied}, 1, cursor)
	if err != nil || len(page) != 1 || page[0].ID != genesis.CycleID("main", all-200) {
		t.Errorf("%+v, %v", page, err)
	}
}
