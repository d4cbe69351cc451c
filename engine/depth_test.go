package engine_test

import (
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// places are the circumstances in which the niches are tried.
var places = []struct {
	name   string
	params map[string]float64
}{
	{"default", nil},
	{"cold", map[string]float64{"temperature": 10}},
	{"poor", map[string]float64{"resource_spawn_rate": 0.03}},
	{"rich", map[string]float64{"resource_spawn_rate": 0.1}},
	{"ice", map[string]float64{"friction": 0.3}},
}

// TestDepth asks whether there is something left to find once everybody seeks food: to choose it must pay. With
// GENESIS_DEPTH=all, or the name of a place, it prints what each hand-written trait of niches is worth there: selection
// per generation, and production as a share of intake, each with its 95 % interval over GENESIS_DEPTH_FORKS forks.
func TestDepth(t *testing.T) {
	shelf := library{"seek": trait.Native(seek)}
	for _, n := range niches {
		shelf[n.name] = n.run
	}
	if where := os.Getenv("GENESIS_DEPTH"); where != "" {
		depthTable(t, shelf, where, fromEnv("GENESIS_DEPTH_FORKS", 6), fromEnv("GENESIS_DEPTH_TICKS", 1500))
		return
	}
	_, production := worth(t, shelf, "choosy", starts(t, shelf, nil, 3), 1200)
	if mean, half := interval(production); mean <= 0 {
		t.Errorf("choosing food is worth %+.1f ± %.1f %% of intake to those who seek it", mean, half)
	}
}

func depthTable(t *testing.T, shelf library, where string, forks, ticks int) {
	for _, place := range places {
		if where != "all" && where != place.name {
			continue
		}
		checkpoints := starts(t, shelf, place.params, forks)
		for _, n := range niches {
			selection, production := worth(t, shelf, n.name, checkpoints, ticks)
			s, sHalf := interval(selection)
			p, pHalf := interval(production)
			fmt.Printf("%-8s %-10s selection %+.2f ± %.2f, production %+5.1f ± %4.1f %%\n", place.name, n.name, s, sHalf, p, pHalf)
		}
	}
}

// starts are worlds in balance in which everybody seeks food.
func starts(t *testing.T, shelf library, params map[string]float64, n int) (checkpoints [][]byte) {
	for seed := range n {
		p := engine.NewParams()
		for name, v := range params {
			p.Set(name, v)
		}
		e := engine.New(p, uint64(seed+1), engine.Options{Workers: 1, Loader: shelf})
		l := genesis.TraitLoad{Name: "seek", Version: 1, Source: "seek", Heritable: true}
		load(t, e, l)
		do(t, e, genesis.Command{Kind: genesis.CmdAdopt, Trait: &l, Value: 1})
		for range 2500 + 1000*(seed%6) {
			e.Tick(engine.Input{})
		}
		b, err := e.Checkpoint()
		if err != nil {
			t.Fatal(err)
		}
		e.Close()
		checkpoints = append(checkpoints, b)
	}
	return checkpoints
}

// worth tries a trait in forks of each checkpoint, in half of the molbots against the other half.
func worth(t *testing.T, shelf library, name string, checkpoints [][]byte, ticks int) (selection, production []float64) {
	for seed, b := range checkpoints {
		e, err := engine.Restore(b, engine.Options{Workers: 1, Loader: shelf})
		if err != nil {
			t.Fatal(err)
		}
		e.Reseed(uint64(seed + 100))
		l := genesis.TraitLoad{Name: name, Version: 1, Source: name, Adoption: 0.5}
		load(t, e, l)
		do(t, e, genesis.Command{Kind: genesis.CmdAdopt, Trait: &l, Value: 0.5})
		for range ticks {
			e.Tick(engine.Input{})
		}
		r := e.Canary(name, 1)
		e.Close()
		intake := 1000 * r.Control.Intake / float64(max(1, r.Control.MolbotTime))
		selection = append(selection, growth(r.Treated)-growth(r.Control))
		production = append(production, 100*(r.Treated.Production()-r.Control.Production())/intake)
	}
	return selection, production
}

// growth is births minus deaths per molbot and generation of 1,100 ticks.
func growth(c genesis.Cohort) float64 {
	return 1100 * float64(c.Births-c.Deaths) / float64(max(1, c.MolbotTime))
}

// interval is a mean with half its 95 % interval.
func interval(values []float64) (mean, half float64) {
	n := float64(len(values))
	for _, v := range values {
		mean += v / n
	}
	for _, v := range values {
		half += (v - mean) * (v - mean)
	}
	return mean, 2 * math.Sqrt(half/(n*(n-1)))
}
