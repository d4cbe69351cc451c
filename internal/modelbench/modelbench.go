// Package modelbench measures how well language models plan and write traits. It asks each model with the prompts of a
// real cycle, through the same activities that a worker runs, about worlds that each have a problem. The programs are
// vetted, sent back with their errors as often as in a cycle, and tried in forks of the world. No program is loaded
// into a real world.
package modelbench

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities"
	"github.com/ai-genesis/ai-genesis/engine/sandbox"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// Options configure a run of the bench.
type Options struct {
	Models   []string
	Forms    []string // "go", "rules"
	Ollama   string   // address of the Ollama server
	Rounds   int      // number of plans, and of programs in each form, for each model
	Repairs  int      // how often a program is sent back with its errors
	Pairs    int      // pairs of forks in a trial; 0 skips the trials
	Ticks    int      // length of a trial
	Grow     int      // age of the worlds [ticks]
	Seed     uint64
	Timeout  time.Duration // like the setting llm_timeout_sec
	Progress io.Writer
}

// bench runs the steps of a cycle.
type bench struct {
	Options
	stores *activities.Stores
	store  *redisstore.Store
	vet    *activities.Cycles
	trials *activities.Trials
	worlds []situation
	number int // number of the last cycle
}

// Run measures the models one after the other. If ctx ends, the report contains what was measured until then.
func Run(ctx context.Context, o Options) (Report, error) {
	report := Report{Version: 1, Rounds: o.Rounds, Pairs: o.Pairs, Ticks: o.Ticks, Seed: o.Seed}
	server := miniredis.NewMiniRedis()
	if err := server.Start(); err != nil {
		return report, fmt.Errorf("start a Redis for the measurement: %w", err)
	}
	defer server.Close()
	url := "redis://" + server.Addr() + "/0"
	store, err := redisstore.Open(ctx, url, genesis.DefaultWorld)
	if err != nil {
		return report, err
	}
	defer store.Close()
	b := &bench{Options: o, stores: activities.NewStores(url), store: store}
	defer b.stores.Close()
	b.vet = activities.NewCycles(b.stores, sandbox.Options{}, nil)
	b.trials = activities.NewTrials(b.stores, sandbox.New(sandbox.DefaultLimits))
	b.progress("growing %d worlds of %d ticks ...", len(kinds), o.Grow)
	if b.worlds, err = grow(ctx, store, o.Seed, o.Grow); err != nil {
		return report, err
	}
	for _, name := range o.Models {
		m, err := b.model(ctx, name)
		if report.Models = append(report.Models, m); err != nil {
			return report, err
		}
	}
	report.Complete = true
	return report, nil
}

func (b *bench) progress(format string, args ...any) { fmt.Fprintf(b.Progress, format+"\n", args...) }

// model measures one model. In each round it asks for a plan and then for a program in each form.
func (b *bench) model(ctx context.Context, name string) (m Model, err error) {
	m.Name = name
	writers := activities.ModelOptions{Mode: "ollama", Model: name, Ollama: b.Ollama, Timeout: b.Timeout,
		OnCall: m.countAnswer}
	asked := map[string]*activities.LLM{}
	for _, form := range append([]string{"go"}, b.Forms...) {
		w := writers
		w.Form = form
		models, err := activities.NewModels(w)
		if err != nil {
			return m, err
		}
		asked[form] = activities.NewLLM(b.stores, models)
	}
	for _, form := range b.Forms {
		m.Forms = append(m.Forms, Form{Form: form})
	}
	for round := range b.Rounds {
		where := b.worlds[round%len(b.worlds)]
		plan, err := b.plan(ctx, asked["go"], &m, where)
		if err != nil {
			return m, err
		}
		for i := range m.Forms {
			f := &m.Forms[i]
			if err := b.program(ctx, asked[f.Form], f, where, plan); err != nil {
				return m, err
			}
		}
		b.progress("%s: round %d of %d: %s", name, round+1, b.Rounds, m.line())
	}
	return m, nil
}

// next names the next cycle.
func (b *bench) next() genesis.WorldRef {
	b.number++
	return genesis.WorldRef{World: genesis.DefaultWorld, CycleID: genesis.CycleID(genesis.DefaultWorld, b.number)}
}

// plan asks for a plan. If the model does not return a plan for a new trait, the plan of the situation is used instead,
// so that all models write the same number of programs.
func (b *bench) plan(ctx context.Context, steps *activities.LLM, m *Model, where situation) (genesis.EvolutionPlan,
	error) {
	ref := b.next()
	said, err := steps.Plan(ctx, genesis.PlanInput{
		WorldRef: ref, Number: b.number, Trigger: where.trigger(), Observation: where.observed, Asked: where.asks(),
	})
	if err := unrelatedError(ctx, err); err != nil {
		return where.plan, err
	}
	if m.Plans++; err != nil {
		m.note("plan: " + err.Error())
		return where.plan, nil
	}
	m.PlansRead++
	if said.Plan.ActionType != genesis.ActionNewTrait {
		return where.plan, nil
	}
	return said.Plan, nil
}
