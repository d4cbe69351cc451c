package synth

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/activities/prompts"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

var (
	measure = flag.Int("measure", 0, "how many searches TestMeasure carries out and puts to trial")
	cycles  = flag.Int("cycles", 1, "cycles in a row of each; kept programs become parents")
	effort  = flag.Float64("effort", 1, "of each search")
	wanted  = flag.String("problem", "manual", "problem of TestMeasure")
)

// trials tries a program as a cycle does: in pairs of forks of a grown world.
func trials(t *testing.T, world []byte, g Genome, background []Genome, pairs, ticks int,
	seed uint64) (effects []float64, births, support float64) {
	t.Helper()
	natives := loader{"probe": g.Native()}
	for i, k := range background {
		natives[fmt.Sprintf("kept_%d", i)] = k.Native()
	}
	var with, without, bw, bo float64
	for k := range pairs {
		r, err := engine.Trial(world, engine.TrialOptions{Loader: natives, Source: []byte("probe"), Name: "probe", Version: 1,
			Seed: seed + uint64(k), Ticks: ticks})
		if err != nil || !r.Sound {
			t.Fatalf("trial: %v %s", err, r.Trouble)
		}
		effects = append(effects, r.Treated.Production()-r.Control.Production())
		with += r.With.MeanEntities
		without += r.Without.MeanEntities
		bw += float64(r.With.Births)
		bo += float64(r.Without.Births)
	}
	return effects, bw / bo, with / without
}

func spread(x []float64) (mean, se float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		se += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(se / float64(len(x)-1) / float64(len(x)))
}

// ask2 builds the request for the plan and that for the program of one cycle, with the prompts of the cycle itself.
func ask2(t *testing.T, seed uint64, cycle int, v genesis.Vitals, params map[string]float64, kept []Genome) (request,
	genesis.EvolutionPlan) {
	t.Helper()
	id := fmt.Sprintf("cycle-main-%06d", cycle)
	p := prompts.Plan{CycleID: id, Problem: genesis.Problem(*wanted), Severity: genesis.SeverityMedium, Tick: 1, Vitals: v}
	for _, name := range prompts.Tunable {
		p.Params = append(p.Params, prompts.Value{Name: name, Value: params[name]})
	}
	system, user, err := prompts.PlanPrompt("", p)
	if err != nil {
		t.Fatal(err)
	}
	in := chatOf(system, user)
	in.Format = prompts.PlanSchema()
	var plan genesis.EvolutionPlan
	if err := json.Unmarshal([]byte(answerPlan(readChat(in, seed))), &plan); err != nil {
		t.Fatal(err)
	}
	line, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	c := prompts.Code{CycleID: id, Attempt: 1, Problem: p.Problem, Trait: plan.TraitName, Action: plan.ActionType,
		Plan: string(line), Examples: prompts.Worked[:max(0, 2-len(kept))]}
	for i, g := range kept[max(0, len(kept)-3):] {
		c.Kept = append(c.Kept, prompts.Example{ID: fmt.Sprintf("kept_%d_v1", i), About: "x", Source: g.Source("")})
	}
	if system, user, err = prompts.CodePrompt("", c); err != nil {
		t.Fatal(err)
	}
	return readChat(chatOf(system, user), seed), plan
}

// TestMeasure measures the results of searches; run it with -measure 20 -v.
func TestMeasure(t *testing.T) {
	if *measure == 0 {
		t.Skip("a measurement, not a test: -measure N")
	}
	passed, harmless, all := 0, 0, 0
	var gains []float64
	for i := range *measure {
		s := newSynth(Options{Seed: uint64(i + 1), Effort: *effort})
		natives := loader{}
		e := engine.New(engine.NewParams(), uint64(1000+i), engine.Options{Workers: 1, Loader: natives})
		var kept []Genome
		for cycle := range *cycles {
			for range 2000 {
				e.Tick(engine.Input{})
			}
			world, err := e.Checkpoint()
			if err != nil {
				t.Fatal(err)
			}
			r, plan := ask2(t, s.Seed, cycle, e.Snapshot().Vitals(), e.Params(), kept)
			start := time.Now()
			found, err := s.search(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			took := time.Since(start)
			effects, births, support := trials(t, world, found.genome, kept, 4, 1200, uint64(77+i))
			mean, se := spread(effects)
			all++
			gate := mean > -.02*70 && mean+.978*se > 0 && births > .8 && support > .92
			pass := mean-.978*se > 0 && births > .8 && support > .92
			if pass {
				passed++
			}
			if gate {
				harmless++
			}
			gains = append(gains, mean)
			if gate {
				name := fmt.Sprintf("kept_%d", len(kept))
				natives[name] = found.genome.Native()
				kept = append(kept, found.genome)
				load := command.Load{Name: fmt.Sprintf("kept_%d", len(kept)), Version: 1, Source: name, Heritable: true}
				if err := give(e, load); err != nil {
					t.Fatal(err)
				}
			}
			t.Logf("%2d.%d %-20s gain in search %+6.1f (changes %.2f), in trial %+6.1f ± %4.1f, births ×%.2f, support ×%.2f, "+
				"%v, gain %v, pass %v, N %d%s, parents %d", i, cycle,
				themeOf(plan.TraitName, "", Genome{}).name, found.gain, found.change, mean, se, births, support,
				took.Round(time.Millisecond), pass, gate, e.Count(), r.food, len(r.parents()))
			if testing.Verbose() && *measure < 3 {
				t.Log("\n" + found.genome.Source(""))
			}
		}
	}
	mean, se := spread(gains)
	t.Logf("%d of %d gain surely, %d pass the gate; mean gain %+.1f ± %.1f", passed, all, harmless, mean, se)
}
