package systems

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Account adds this tick's intake and spending to the period and to the cohorts of canaries. It must run before Die,
// because the dead have no slot.
func Account(w *world.World) {
	b := &w.Bots
	living := w.Living()
	watched := len(w.Heredity.Assignments) > 0
	for _, i := range living {
		w.Period.Intake += b.Intake[i]
		w.Period.Spent += b.Spent[i]
		b.Taken[i] += b.Intake[i]
		b.Paid[i] += b.Spent[i]
		if watched {
			w.EachCohort(i, func(c *genesis.Cohort) {
				c.MolbotTime++
				c.Intake += b.Intake[i]
				c.Spent += b.Spent[i]
			})
		}
	}
	w.Period.BotTicks += int64(len(living))
	if watched {
		w.FollowCohorts()
	}
}
