package gate

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

func TestIdleLinesInWords(t *testing.T) {
	for want, pairs := range map[string][]genesis.TrialResult{
		"": {{}, {}},
		"Lines that no molbot ever came to in the trial: 4":      {{Idle: "4"}},
		"Lines that no molbot ever came to in the trial: 4, 7–9": {{}, {Idle: "4, 7–9"}},
	} {
		if got := Idle(pairs); got != want {
			t.Errorf("%+v: %q, want %q", pairs, got, want)
		}
	}
}
