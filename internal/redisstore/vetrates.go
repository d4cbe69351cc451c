package redisstore

import (
	"maps"
	"slices"
)

// VetRate is how much of what a model wrote vet let pass, in all cycles that have ended.
type VetRate struct {
	Model      string  `json:"model"`
	Fresh      int     `json:"fresh"`       // programs written anew
	FirstPass  float64 `json:"first_pass"`  // share of them that vet let pass as they were written
	PostRepair float64 `json:"post_repair"` // share of them that vet let pass in the end, once mended or not
}

// VetRates reads the rates of each model, by its name, out of the counters.
func VetRates(counters []Counter) []VetRate {
	counted := map[string]map[string]float64{}
	for _, c := range counters {
		if c.Name != CountVet {
			continue
		}
		what, model := c.Labels[0], c.Labels[1]
		if counted[model] == nil {
			counted[model] = map[string]float64{}
		}
		counted[model][what] = c.Value
	}
	rates := []VetRate{}
	for _, model := range slices.Sorted(maps.Keys(counted)) {
		n := counted[model]
		if fresh := n[VetFresh]; fresh > 0 {
			first := n[VetFirst]
			rates = append(rates, VetRate{model, int(fresh), first / fresh, (first + n[VetRepaired]) / fresh})
		}
	}
	return rates
}
