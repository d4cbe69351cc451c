package engine

import (
	"maps"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// checkParams rejects names and values that no world accepts.
func checkParams(params map[string]float64) error {
	if len(params) == 0 {
		return genesis.Errorf(genesis.CodeInvalid, "set_params needs a parameter")
	}
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if err := genesis.CheckParam(name, params[name]); err != nil {
			return err
		}
	}
	return nil
}

// setParams sets all parameters, or none if they conflict. It checks the resulting set, so the order of the parameters
// does not matter.
func (e *Engine) setParams(params map[string]float64) ([]genesis.ParamsChanged, error) {
	next := e.w.P
	changes := make([]genesis.ParamsChanged, 0, len(params))
	for _, name := range slices.Sorted(maps.Keys(params)) {
		old, _ := next.Value(name)
		next.Set(name, params[name])
		changes = append(changes, genesis.ParamsChanged{ParamName: name, OldValue: old, NewValue: params[name]})
	}
	_, floor := params["min_population"]
	_, ceiling := params["max_entities"]
	if (floor || ceiling) && next.MinPopulation > next.MaxEntities {
		if floor {
			return nil, genesis.Errorf(genesis.CodeInvalid, "min_population can't be above max_entities, which is %g",
				next.MaxEntities)
		}
		return nil, genesis.Errorf(genesis.CodeInvalid, "max_entities can't be below min_population, which is %g",
			next.MinPopulation)
	}
	e.w.P = next
	return changes, nil
}
