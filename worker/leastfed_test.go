package worker

import (
	"fmt"
	"testing"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

func TestHungriest(t *testing.T) {
	store, err := redisstore.Open(t.Context(), "redis://"+miniredis.RunT(t).Addr()+"/0", "main")
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close() // nothing is buffered
	if ids := leastFed(t.Context(), store); ids == nil || len(ids) != 0 {
		t.Errorf("of an empty world: %v", ids)
	}
	var all []genesis.Entity
	for i := range 30 {
		all = append(all, genesis.Entity{ID: fmt.Sprintf("mol_%06x", i), Energy: float64(100 - i), Traits: []string{}})
	}
	if err := store.WriteEntities(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	ids := leastFed(t.Context(), store)
	if len(ids) != maxNamedMolbots || ids[0] != all[29].ID || ids[19] != all[10].ID {
		t.Errorf("%v", ids)
	}
}

func TestAreaFollowsTheProblem(t *testing.T) {
	for problem, want := range map[genesis.Problem]string{
		genesis.ProblemStarvation: "environment", genesis.ProblemOverpopulation: "physics",
		genesis.ProblemLowDiversity: "traits",
	} {
		if got := problem.Area(); got != want {
			t.Errorf("%s: %s, want %s", problem, got, want)
		}
	}
}
