package evobench

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// scenario is a kind of world with a particular problem, and the metric that shows how severe it is.
type scenario struct {
	name    string
	problem genesis.Problem
	metric  string // in words
	better  float64
	make    func(p *engine.Params)
	unload  []string // ancestors that do not live here
	value   func(genesis.Snapshot) float64
}

// scenarios are the worlds of the bench. They have the default size, because in smaller worlds chance decides what
// spreads.
var scenarios = []scenario{
	{name: "starving", problem: genesis.ProblemStarvation, better: -1,
		metric: "starved per snapshot, as a share of the population",
		make:   func(p *engine.Params) { p.SpawnRate *= .65 },
		value: func(s genesis.Snapshot) float64 {
			return float64(s.DeathStarvation) / float64(max(1, s.EntityCount))
		}},
	{name: "overcrowded", problem: genesis.ProblemOverpopulation, better: -1,
		metric: "share of snapshots above 0.8 of the cap",
		make:   func(p *engine.Params) { p.SpawnRate *= 1.6 },
		value: func(s genesis.Snapshot) float64 {
			if float64(s.EntityCount) > .8*float64(s.MaxEntities) {
				return 1
			}
			return 0
		}},
	{name: "monotone", problem: genesis.ProblemLowDiversity, better: 1,
		metric: "Hill number of the trait sets",
		make:   func(p *engine.Params) { p.Biology.OldGain, p.Biology.OldLoss, p.Biology.Mutation = 0, 0, .02 },
		unload: []string{"drift", "bask", "shy"},
		value:  func(s genesis.Snapshot) float64 { return s.TraitSetHill }},
}

// ScenarioNames lists the scenarios.
func ScenarioNames() []string {
	var names []string
	for _, s := range scenarios {
		names = append(names, s.name)
	}
	return names
}

func scenarioNamed(name string) (scenario, bool) {
	for _, s := range scenarios {
		if s.name == name {
			return s, true
		}
	}
	return scenario{}, false
}

// settled is the age at which a world's lives part [ticks].
const settled = 6000

// params returns the scenario's parameters.
func (s scenario) params() engine.Params {
	p := engine.NewParams()
	s.make(&p)
	return p
}
