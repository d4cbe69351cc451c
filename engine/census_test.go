package engine_test

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine"
)

// TestCensusCurve runs worlds with the default settings and only the ancestral traits. It prints the population over
// time, how long it was at its minimum and maximum, and how often each anomaly began. GENESIS_CENSUS_TICKS and
// GENESIS_CENSUS_SEEDS set the length, 1,000,000 and 10 for docs/world.md; GENESIS_CENSUS_FROM is the first seed.
func TestCensusCurve(t *testing.T) {
	ticks, seeds := fromEnv("GENESIS_CENSUS_TICKS", 3000), fromEnv("GENESIS_CENSUS_SEEDS", 2)
	first := fromEnv("GENESIS_CENSUS_FROM", 1)
	for seed := first; seed < first+seeds; seed++ {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) { live(t, uint64(seed), ticks) })
	}
}

func fromEnv(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// live runs one world.
func live(t *testing.T, seed uint64, ticks int) {
	p := engine.NewParams()
	tune(t, &p)
	e := engine.New(p, seed, engine.Options{Workers: 1})
	defer e.Close()
	c := census{bar: max(1, ticks/60), least: math.MaxInt}
	for range ticks {
		out := e.Tick(engine.Input{})
		c.count(e.Count(), int(e.Param("min_population")), int(e.Param("max_entities")))
		if out.Snapshot != nil {
			c.watch(*out.Snapshot)
		}
	}
	if !e.Sound() {
		l := e.Ledger()
		t.Errorf("the world is not sound: ledger says %v, bodies and food hold %v", l.Expected, l.Actual)
	}
	t.Logf(
		"seed %2d %s %3d to %3d, mean %3d; at the floor %.2f %%, at the cap %.2f %%; starvation %d, overpopulation %d, low "+
			"diversity %d",
		seed, c.curve(e.Param("max_entities")), c.least, c.most, c.sum/ticks, c.share(c.atFloor), c.share(c.atCap),
		c.began[starving], c.began[crowding], c.began[dull],
	)
	if c.atCap+c.atFloor > ticks/10 {
		t.Errorf("the population sits at its cap (%d of %d ticks) or floor (%d)", c.atCap, ticks, c.atFloor)
	}
}

// The anomalies of the specification.
const (
	starving = iota
	crowding
	dull
	anomalies
)

// census follows a population.
type census struct {
	bar, ticks, sum, least, most, atFloor, atCap int

	bars    []int // sums over bar ticks
	history []genesis.Snapshot
	on      [anomalies]bool
	began   [anomalies]int
}

func (c *census) count(n, floor, limit int) {
	if c.ticks%c.bar == 0 {
		c.bars = append(c.bars, 0)
	}
	c.ticks++
	c.sum += n
	c.bars[len(c.bars)-1] += n
	c.least, c.most = min(c.least, n), max(c.most, n)
	if n >= limit {
		c.atCap++
	}
	if n <= floor {
		c.atFloor++
	}
}

// watch counts how often an anomaly begins, by the rules of evolution/anomaly.go with the default settings.
func (c *census) watch(now genesis.Snapshot) {
	const depth = 5
	c.history = append(c.history, now)
	c.history = c.history[max(0, len(c.history)-depth):]
	least, spread, hill := now.EntityCount, 0.0, 0.0
	for _, s := range c.history {
		least = min(least, s.EntityCount)
		spread, hill = max(spread, s.GeneSpread), max(hill, s.TraitSetHill)
	}
	for which, is := range [anomalies]bool{
		starving: float64(now.DeathStarvation) > 0.3*float64(max(now.EntityCount, 1)),
		crowding: now.EntityCount > 2*least && float64(now.EntityCount) >= 0.4*float64(now.MaxEntities),
		dull:     len(c.history) == depth && (spread < 0.15 || hill < 1.5),
	} {
		if is && !c.on[which] {
			c.began[which]++
		}
		c.on[which] = is
	}
}

// curve draws the means as bars; a full bar is the limit.
func (c *census) curve(limit float64) string {
	heights := []rune(" ▁▂▃▄▅▆▇█")
	var b strings.Builder
	for _, sum := range c.bars[:min(60, len(c.bars))] {
		share := float64(sum) / float64(c.bar) / limit
		b.WriteRune(heights[int(math.Ceil(share*8))])
	}
	return b.String()
}

func (c *census) share(ticks int) float64 { return 100 * float64(ticks) / float64(c.ticks) }
