package engine_test

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// places are the environments in which the niches are tried.
var places = []struct {
	name   string
	params map[string]float64
}{
	{"default", nil},
	{"cold", map[string]float64{"temperature": 8}},
	{"rich", map[string]float64{"resource_spawn_rate": 0.12}},
	{"stormy", map[string]float64{"Gale": 2, "StormReach": 0.4}},
	{"dark", map[string]float64{"NightSight": 0.02, "Day": 4000, "DayFood": 1}},
	{"bland", map[string]float64{
		"resource_spawn_rate": 0.02, "Harm": 0, "Unripe": 1, "GutWidth": 2, "Gale": 0, "DayFood": 0, "NightSight": 1,
	}},
}

// TestDepth checks that evolution does not end when every molbot seeks food: then it must still pay to choose the food.
// With GENESIS_DEPTH=all, or names of places, it prints the selection of each hand-written trait of niches there, with
// its 95 % interval over GENESIS_DEPTH_FORKS worlds of GENESIS_DEPTH_TICKS. GENESIS_DEPTH_TRAITS selects traits,
// GENESIS_DEPTH_SEED is the first seed of the worlds, and GENESIS_DEPTH_SET=name=value,… changes parameters.
// GENESIS_DEPTH_QUICK=1 measures production instead of selection. That needs fewer worlds but misses the effect of a
// trait on the bearers' children.
func TestDepth(t *testing.T) {
	shelf := library{"seek": trait.Native(seek)}
	for _, n := range niches {
		shelf[n.name] = n.run
	}
	if where := os.Getenv("GENESIS_DEPTH"); where != "" {
		depthTable(t, shelf, where, fromEnv("GENESIS_DEPTH_FORKS", 6), fromEnv("GENESIS_DEPTH_TICKS", 3300))
		return
	}
	production := worth(t, shelf, "choosy", starts(t, shelf, nil, 3), 1200)
	if mean, half := interval(production); mean <= 0 {
		t.Errorf("choosing food is worth %+.1f ± %.1f %% of intake to those who seek it", mean, half)
	}
}

func depthTable(t *testing.T, shelf library, where string, forks, ticks int) {
	for _, place := range places {
		if where != "all" && !named(where, place.name) {
			continue
		}
		checkpoints := starts(t, shelf, place.params, forks)
		for _, n := range niches {
			if only := os.Getenv("GENESIS_DEPTH_TRAITS"); only == "" || named(only, n.name) {
				fmt.Printf("%-8s %-10s %s\n", place.name, n.name, measured(t, shelf, n.name, checkpoints, ticks))
			}
		}
	}
}

// named reports whether a comma-separated list contains a name.
func named(list, name string) bool { return slices.Contains(strings.Split(list, ","), name) }

// measured formats the value of a trait, with + or - if it is significant.
func measured(t *testing.T, shelf library, name string, checkpoints [][]byte, ticks int) string {
	if os.Getenv("GENESIS_DEPTH_QUICK") != "" {
		mean, half := interval(worth(t, shelf, name, checkpoints, ticks/2))
		return fmt.Sprintf("production %+5.1f ± %4.1f %%", mean, half)
	}
	mean, half := interval(selection(t, shelf, name, checkpoints, ticks))
	sign := ""
	switch {
	case mean > half:
		sign = " +"
	case mean < -half:
		sign = " -"
	}
	return fmt.Sprintf("selection %+.2f ± %.2f%s", mean, half, sign)
}

// starts are worlds in equilibrium in which every molbot seeks food.
func starts(t *testing.T, shelf library, params map[string]float64, n int) (checkpoints [][]byte) {
	for seed := range n {
		p := engine.NewParams()
		for name, v := range params {
			set(&p, name, v)
		}
		tune(t, &p)
		e := engine.New(p, uint64(fromEnv("GENESIS_DEPTH_SEED", 1)+seed), engine.Options{Workers: 1, Loader: shelf})
		l := command.Load{Name: "seek", Version: 1, Source: "seek", Heritable: true}
		load(t, e, l)
		do(t, e, command.Adopt{Trait: l.Ref(), Share: 1})
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

// set changes a parameter or a number of the biology.
func set(p *engine.Params, name string, v float64) {
	if !p.Set(name, v) {
		reflect.ValueOf(&p.Biology).Elem().FieldByName(name).SetFloat(v)
	}
}

// tune applies GENESIS_DEPTH_SET: name=value pairs, separated by commas.
func tune(t *testing.T, p *engine.Params) {
	for pair := range strings.SplitSeq(os.Getenv("GENESIS_DEPTH_SET"), ",") {
		if name, text, ok := strings.Cut(pair, "="); ok {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			set(p, name, v)
		}
	}
}

// selection gives a heritable trait to half of the molbots and measures how fast its share grows: the change of the log
// odds per generation of 1,100 ticks, in one fork of each checkpoint.
func selection(t *testing.T, shelf library, name string, checkpoints [][]byte, ticks int) (perGeneration []float64) {
	for seed, b := range checkpoints {
		e, err := engine.Restore(b, engine.Options{Workers: 1, Loader: shelf})
		if err != nil {
			t.Fatal(err)
		}
		e.Reseed(uint64(seed + 100))
		l := command.Load{Name: name, Version: 1, Source: name, Heritable: true}
		load(t, e, l)
		do(t, e, command.Adopt{Trait: l.Ref(), Share: 0.5})
		before := odds(e, name)
		for range ticks {
			e.Tick(engine.Input{})
		}
		perGeneration = append(perGeneration, 1100*(odds(e, name)-before)/float64(ticks))
		e.Close()
	}
	return perGeneration
}

// odds is the log odds that a molbot bears the trait.
func odds(e *engine.Engine, name string) float64 {
	for _, t := range e.Registry().Traits {
		if t.Name == name {
			return math.Log((float64(t.Bearers) + 0.5) / (float64(e.Count()-t.Bearers) + 0.5))
		}
	}
	return 0
}

// worth tries a trait in forks of each checkpoint, with half of the molbots as bearers, and returns the difference in
// production between the halves as a share of intake [%].
func worth(t *testing.T, shelf library, name string, checkpoints [][]byte, ticks int) (production []float64) {
	for seed, b := range checkpoints {
		e, err := engine.Restore(b, engine.Options{Workers: 1, Loader: shelf})
		if err != nil {
			t.Fatal(err)
		}
		e.Reseed(uint64(seed + 100))
		l := command.Load{Name: name, Version: 1, Source: name, Adoption: 0.5}
		load(t, e, l)
		do(t, e, command.Adopt{Trait: l.Ref(), Share: 0.5})
		for range ticks {
			e.Tick(engine.Input{})
		}
		r := e.Canary(name, 1)
		e.Close()
		intake := 1000 * r.Control.Intake / float64(max(1, r.Control.MolbotTime))
		production = append(production, 100*(r.Treated.Production()-r.Control.Production())/intake)
	}
	return production
}

// interval returns the mean and half the width of its 95 % interval.
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
