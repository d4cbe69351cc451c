package redisstore

import (
	"maps"
	"slices"
	"strings"
)

// VetRate says how many programs of a model passed vet, over all ended cycles.
type VetRate struct {
	Model      string  `json:"model"`
	Form       string  `json:"form"`        // form of the answers: go or rules
	Fresh      int     `json:"fresh"`       // programs written from scratch
	FirstPass  float64 `json:"first_pass"`  // share of them that passed vet as written
	PostRepair float64 `json:"post_repair"` // share of them that passed vet in the end, repaired or not
	New        int     `json:"new"`         // programs that passed vet and were new
	Proved     int     `json:"proved"`      // new programs that passed their trial
}

// VetRates extracts the rates of each model from the counters, sorted by model.
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
			r := VetRate{Model: model, Form: "go", Fresh: int(fresh), FirstPass: first / fresh, PostRepair: (first +
				n[VetRepaired]) / fresh,
				New: int(n[VetNew]), Proved: int(n[VetProved])}
			if plain, ok := strings.CutSuffix(model, byRules); ok {
				r.Model, r.Form = plain, FormRules
			}
			rates = append(rates, r)
		}
	}
	return rates
}
