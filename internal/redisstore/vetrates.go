package redisstore

import (
	"maps"
	"slices"
	"strings"
)

// VetRate is how much of what a model wrote vet let pass, in all cycles that have ended.
type VetRate struct {
	Model      string  `json:"model"`
	Form       string  `json:"form"`        // in which it was asked: go or rules
	Fresh      int     `json:"fresh"`       // programs written anew
	FirstPass  float64 `json:"first_pass"`  // share of them that vet let pass as they were written
	PostRepair float64 `json:"post_repair"` // share of them that vet let pass in the end, once mended or not
	New        int     `json:"new"`         // programs that vet let pass and that were new
	Proved     int     `json:"proved"`      // and that passed their trial
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
