package gateway

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// TestExplain asks why a molbot does what it does, and how often the lines of a trait run. The engine answers; the
// gateway rejects malformed requests.
func TestExplain(t *testing.T) {
	t.Parallel()
	h := start(t, nil)
	h.alive()
	why := genesis.Explanation{
		Molbot: "mol_000001", Tick: 7, Watched: 7,
		Traits: []genesis.TraitRun{{Trait: "graze_v1", Fuel: 12, Lines: []genesis.LineRuns{{Line: 8, Tick: 1, Minute: 7}},
			Source: "package graze"}},
		Sensed:  []genesis.Sensed{{Trait: "graze_v1", Line: 8, Sense: "NearestFood", Radius: 50, Found: true, DX: 3, DY: -4}},
		Wanted:  []genesis.Wanted{{Trait: "graze_v1", What: "eat", Counts: true}},
		Outcome: genesis.TickOutcome{Alive: true, Energy: 0.4, Eaten: 0.44},
	}
	heat := genesis.TraitLines{Trait: "graze_v1", Since: 1, Tick: 7, Runs: 90, Bearers: 30,
		Lines: []genesis.LineHeat{{Line: 8, Runs: 90}}}
	seen := h.engine(func(c command.Command) command.Reply {
		if _, lines := c.Payload.(command.Heat); lines {
			return answering(heat)(c)
		}
		return answering(why)(c)
	})
	var gotWhy genesis.Explanation
	h.get("/api/world/molbots/mol_000001/explain?sources=true", &gotWhy)
	if len(gotWhy.Traits) != 1 || gotWhy.Traits[0].Lines[0].Minute != 7 || !gotWhy.Sensed[0].Found ||
		gotWhy.Wanted[0].What != "eat" {
		t.Errorf("%+v", gotWhy)
	}
	var gotHeat genesis.TraitLines
	h.get("/api/world/traits/graze_v1/lines", &gotHeat)
	if gotHeat.Runs != 90 || len(gotHeat.Lines) != 1 {
		t.Errorf("%+v", gotHeat)
	}
	for _, path := range []string{
		"/api/world/molbots/nobody/explain", "/api/world/molbots/mol_000001/explain?sources=maybe",
		"/api/world/molbots/mol_000001/explain?deep=1",
		"/api/world/traits/Graze!/lines", "/api/world/traits/graze_v1/lines?all=1",
	} {
		same(t, h.call("GET", path, "").StatusCode, 400)
	}
	var asked []command.Payload
	for _, c := range seen() {
		asked = append(asked, c.Payload)
	}
	same(t, asked, []command.Payload{
		command.Explain{Molbot: "mol_000001", Sources: true}, command.Heat{Trait: "graze_v1"},
	})
}
