package gate

import "github.com/ai-genesis/ai-genesis"

// Idle says in words which lines of a program never ran in its trial, by the pair that counted them. It is "" if all of
// them ran, or if no pair counted.
func Idle(pairs []genesis.TrialResult) string {
	for _, p := range pairs {
		if p.Idle != "" {
			return "Lines that no molbot ever came to in the trial: " + p.Idle
		}
	}
	return ""
}
