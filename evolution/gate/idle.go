package gate

import "github.com/ai-genesis/ai-genesis"

// Idle lists the lines of a program that never ran in its trial, in words for the coder. It is "" if all lines ran or
// no pair counted them.
func Idle(pairs []genesis.TrialResult) string {
	for _, p := range pairs {
		if p.Idle != "" {
			return "Lines that no molbot ever came to in the trial: " + p.Idle
		}
	}
	return ""
}
