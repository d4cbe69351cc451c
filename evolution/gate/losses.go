package gate

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// compared is a figure of the worlds with a change and without it.
type compared struct {
	name          string
	with, without float64
}

// Losses describes in words what a change cost in its trial, for the coder's next attempt: what the molbots ate by day
// and by night, what they spent energy on, and what they died of, with the change and without. It is "" if nothing was
// measured.
func Losses(pairs []genesis.TrialResult) string {
	mean := func(name string, of func(genesis.Arm) float64) compared {
		c := compared{name: name}
		for _, p := range pairs {
			c.with, c.without = c.with+of(p.With)/float64(len(pairs)), c.without+of(p.Without)/float64(len(pairs))
		}
		return c
	}
	day, night := mean("day", func(a genesis.Arm) float64 { return a.Day }), mean("night",
		func(a genesis.Arm) float64 { return a.Night })
	if day.without+night.without == 0 {
		return ""
	}
	told := []string{
		fmt.Sprintf("the worlds with it ate %.1f per 1,000 molbot-ticks by day (without it %.1f) and %.1f by night (%.1f)",
			day.with, day.without, night.with, night.without),
	}
	costs := []compared{
		mean(
			"living", func(a genesis.Arm) float64 { return a.Costs.Living },
		), mean("moving", func(a genesis.Arm) float64 { return a.Costs.Moving }),
		mean(
			"sensing", func(a genesis.Arm) float64 { return a.Costs.Sensing },
		), mean("storms", func(a genesis.Arm) float64 { return a.Costs.Storms }),
		mean("attacks and scent", func(a genesis.Arm) float64 { return a.Costs.Acting }),
		mean("breeding", func(a genesis.Arm) float64 { return a.Costs.Breeding }),
		mean("collisions", func(a genesis.Arm) float64 { return a.Costs.Collision }),
		mean(
			"bites", func(a genesis.Arm) float64 { return a.Costs.Bites },
		), mean("bad food", func(a genesis.Arm) float64 { return a.Costs.BadFood }),
	}
	slices.SortStableFunc(costs,
		func(a, b compared) int { return cmp.Compare(math.Abs(b.with-b.without), math.Abs(a.with-a.without)) })
	for _, c := range costs[:policy.MaxCostsShown] {
		if math.Abs(c.with-c.without) > policy.CostShare*(day.without+night.without)/2 {
			told = append(told, fmt.Sprintf("%s cost %.1f (%.1f)", c.name, c.with, c.without))
		}
	}
	deaths := []string{}
	for _, c := range []compared{
		mean("starved", func(a genesis.Arm) float64 { return float64(a.Causes.Starved) }),
		mean("of age", func(a genesis.Arm) float64 { return float64(a.Causes.Aged) }),
		mean("by collision", func(a genesis.Arm) float64 { return float64(a.Causes.Collided) }),
		mean("killed", func(a genesis.Arm) float64 { return float64(a.Causes.Killed) }),
	} {
		if c.with+c.without > 0 {
			deaths = append(deaths, fmt.Sprintf("%.0f %s (%.0f)", c.with, c.name, c.without))
		}
	}
	if len(deaths) > 0 {
		told = append(told, "deaths: "+strings.Join(deaths, ", "))
	}
	return strings.Join(told, "; ")
}
