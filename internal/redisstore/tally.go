package redisstore

import "github.com/ai-genesis/ai-genesis"

// Tally is what became of the cycles of a world, since it began.
type Tally struct {
	Cycles map[genesis.Outcome]int `json:"cycles"` // that have ended
	Kept   map[string]int          `json:"kept"`   // traits, by what their canary showed: helps or harmless
}

// TallyOf reads the tally out of the counters.
func TallyOf(counters []Counter) Tally {
	t := Tally{Cycles: map[genesis.Outcome]int{}, Kept: map[string]int{}}
	for _, c := range counters {
		switch c.Name {
		case CountCycles:
			t.Cycles[genesis.Outcome(c.Labels[0])] = int(c.Value)
		case CountKept:
			t.Kept[c.Labels[0]] = int(c.Value)
		}
	}
	return t
}
