package activities

import (
	"context"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis/activities/internal/bandit"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// arm is the model that a cycle asks and the form of the answer.
type arm struct {
	model string // "" for the default one
	rules bool   // the answer is rules instead of Go
}

// arm decides which model plans and writes in a cycle and in which form, by the record of its earlier programs. The
// decision is made once for each cycle, so that a program is repaired by the model that wrote it. With the synthesiser
// there is nothing to decide.
func (m *Models) arm(ctx context.Context, store *redisstore.Store, cycleID, model string) (arm, error) {
	coder, err := m.coderFor(ctx, store, cycleID, model)
	if err != nil || coder == Coder(m.synth) {
		return arm{model: model}, err
	}
	said, err := store.Writer(ctx, cycleID+"/arm")
	if err != nil {
		return arm{}, err
	}
	if said == "" {
		arms, err := m.arms(ctx, store, model)
		if err != nil {
			return arm{}, err
		}
		chosen := arms[bandit.Choose(arms, uint64(seedOf(cycleID, "arm")))]
		if said, err = store.PinWriter(ctx, cycleID+"/arm", chosen.Form+" "+chosen.Model); err != nil {
			return arm{}, err
		}
	}
	form, name, _ := strings.Cut(said, " ")
	if name == m.Model {
		name = "" // the default model is pulled if it is missing
	}
	return arm{model: name, rules: form == bandit.Rules}, nil
}

// arms lists the available models in each form that the settings allow, with their records.
func (m *Models) arms(ctx context.Context, store *redisstore.Store, model string) (arms []bandit.Arm, err error) {
	names := m.present()
	if model != "" {
		names = []string{model}
	}
	counters, err := store.Counters(ctx)
	if err != nil {
		return nil, err
	}
	rates, seconds := redisstore.VetRates(counters), map[string]float64{}
	for _, c := range counters {
		if c.Name == redisstore.CountLLMSeconds && c.Labels[0] == "code" {
			seconds[c.Labels[1]] += c.Value
		}
	}
	for _, name := range names {
		for _, form := range m.forms() {
			a := bandit.Arm{Model: name, Form: form}
			at := slices.IndexFunc(rates, func(r redisstore.VetRate) bool {
				return r.Form == form && r.Model == strings.TrimSuffix(name, ":latest")
			})
			if at >= 0 {
				r := rates[at]
				a.Fresh, a.Vetted, a.New, a.Proved = float64(r.Fresh), r.PostRepair*float64(r.Fresh), float64(r.New), float64(
					r.Proved,
				)
				a.Seconds = seconds[redisstore.Writer(name, form)] / a.Fresh
			}
			arms = append(arms, a)
		}
	}
	return arms, nil
}

// forms lists the forms that the settings allow.
func (m *Models) forms() []string {
	switch m.Form {
	case bandit.Go, bandit.Rules:
		return []string{m.Form}
	case "auto":
		return []string{bandit.Go, bandit.Rules}
	}
	return []string{bandit.Go}
}

// present lists the models that the server has. The default model is always included.
func (m *Models) present() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	names := []string{m.Model}
	for _, name := range m.Others {
		if m.others[name] {
			names = append(names, name)
		}
	}
	return names
}
