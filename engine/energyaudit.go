package engine

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// energyAudit records what the molbots of a fork gain energy from, what they spend it on and what they die of.
type energyAudit struct {
	ledger       [world.Entries]float64 // the ledger at the start
	intake       float64                // total up to the last tick
	time         int64
	eaten, lived [2]float64 // index 0 by night, 1 by day: energy, molbot-ticks
}

func newEnergyAudit(w *world.World) energyAudit {
	return energyAudit{ledger: w.Ledger.Sums, intake: w.Period.Intake, time: w.Period.BotTicks}
}

// note records the last tick.
func (b *energyAudit) note(w *world.World) {
	half := 0
	if w.Sky.Daylight >= .5 {
		half = 1
	}
	b.eaten[half] += w.Period.Intake - b.intake
	b.lived[half] += float64(w.Period.BotTicks - b.time)
	b.intake, b.time = w.Period.Intake, w.Period.BotTicks
}

// close writes the totals to arm.
func (b *energyAudit) close(w *world.World, arm *genesis.Arm) {
	lived := max(1, b.lived[0]+b.lived[1])
	spent := func(e world.Entry) float64 { return 1000 * (w.Ledger.Sums[e] - b.ledger[e]) / lived }
	arm.Costs = genesis.Costs{
		Living: spent(world.Metabolism), Storms: spent(world.Exposure), Moving: spent(world.Motion),
		Sensing: spent(world.Sensing),
		Acting:  spent(world.Action), Breeding: spent(world.Breeding), Collision: spent(world.Injury),
		Bites:   spent(world.Predation),
		BadFood: spent(world.Digestion),
	}
	d := w.Period.Deaths
	arm.Causes = genesis.Causes{
		Starved: int(d[world.Starvation]), Aged: int(d[world.Age]), Collided: int(d[world.Collision]),
		Killed: int(d[world.Other]),
	}
	arm.Night, arm.Day = 1000*b.eaten[0]/max(1, b.lived[0]), 1000*b.eaten[1]/max(1, b.lived[1])
}
