package engine_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine"
)

// TestCensusCurve prints how many molbots live over time. GENESIS_CENSUS_TICKS and GENESIS_CENSUS_SEEDS make it long.
func TestCensusCurve(t *testing.T) {
	ticks, seeds := fromEnv("GENESIS_CENSUS_TICKS", 3000), fromEnv("GENESIS_CENSUS_SEEDS", 2)
	for seed := 1; seed <= seeds; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { census(t, uint64(seed), ticks) })
	}
}

func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

func census(t *testing.T, seed uint64, ticks int) {
	e := engine.New(engine.NewParams(), seed, engine.Options{Workers: 1})
	defer e.Close()
	low, high, atCap, atFloor := 1<<30, 0, 0, 0
	for range ticks {
		out := e.Tick(engine.Input{})
		n := e.Count()
		low, high = min(low, n), max(high, n)
		if n >= int(e.Param("max_entities")) {
			atCap++
		}
		if n <= int(e.Param("min_population")) {
			atFloor++
		}
		if s := out.Snapshot; s != nil && s.Tick%uint64(max(300, ticks/60/300*300)) == 0 {
			t.Logf("%7d  n %3d  births %3d  starved %3d  aged %3d  collided %2d  other %2d  energy %4.1f  food %4d  "+
				"spread %.2f  hill %.1f  gen %4.1f  temp %4.1f", s.Tick, s.EntityCount, s.BirthsLastPeriod, s.DeathStarvation,
				s.DeathAge, s.DeathCollision, s.DeathOther, s.AvgEnergy, e.Resources(), s.GeneSpread, s.TraitSetHill,
				s.AvgGeneration, s.Temperature)
		}
	}
	if !e.Sound() {
		l := e.Ledger()
		t.Errorf("the world is not sound: ledger says %v, bodies and food hold %v", l.Expected, l.Actual)
	}
	t.Logf("seed %d: least %d, most %d, at the cap %.1f %%, at the floor %.1f %%", seed, low, high,
		100*float64(atCap)/float64(ticks), 100*float64(atFloor)/float64(ticks))
	if atCap+atFloor > ticks/10 {
		t.Errorf("the population sits at its cap (%d of %d ticks) or floor (%d)", atCap, ticks, atFloor)
	}
}
