package redisstore

import "github.com/ai-genesis/ai-genesis"

// Tally counts the outcomes of a world's cycles since the world began.
type Tally struct {
	Cycles map[genesis.Outcome]int `json:"cycles"` // ended cycles by outcome
	Kept   map[string]int          `json:"kept"`   // kept traits by what their canary showed: helps or harmless
}

// TallyOf extracts the tally from the counters.
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
