package evolution

import (
	"slices"
	"strings"
	"testing"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// TestWhatRedisLostIsMadeAgain checks that the step that made the lost data is repeated and the cycle is applied.
func TestWhatRedisLostIsMadeAgain(t *testing.T) {
	const fork, program, record = genesis.LostFork, genesis.LostProgram, genesis.LostRecord
	pairs := strings.Repeat("pair ", 4)
	for _, test := range []struct {
		name, step string
		lost       []genesis.Lost
		done       string // what is done from that step on
	}{
		{"a program before its vet", "vet", []genesis.Lost{program}, "vet code vet " + pairs},
		{"a fork", "pair", []genesis.Lost{fork}, "vet pair observe " + pairs + "approve"},
		{"a fork and a program", "pair", []genesis.Lost{program, fork}, "pair code vet pair observe " + pairs + "approve"},
		{"a program after its trial", "save", []genesis.Lost{program},
			"save code vet " + pairs + "approve save observe load"},
		{"a record before the load", "load", []genesis.Lost{record, record}, "load save load save load rest read"},
		{"a record in its canary", "read", []genesis.Lost{record}, "read save read rest"},
		{"a record before it is kept", "keep", []genesis.Lost{record}, "keep save keep"},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := &fake{tick: 1000, lose: map[string][]genesis.Lost{test.step: slices.Clone(test.lost)}}
			c, _ := lived(t, f)
			if !strings.Contains(strings.Join(f.done, " "), test.done) || c.Record.Outcome != genesis.OutcomeApplied ||
				len(c.Record.MutationIDs) != 1 {
				t.Errorf("%s: %s after %v", c.Record.Outcome, c.Record.Reason, f.done)
			}
			if told := count(f.actions, "made_again"); told != len(test.lost) {
				t.Errorf("people are told of %d losses, want %d", told, len(test.lost))
			}
		})
	}
}

func count(actions []string, which string) (n int) {
	for _, a := range actions {
		if a == which {
			n++
		}
	}
	return n
}

// TestARedisThatLosesEverythingEndsACycle checks that the number of repetitions is limited.
func TestARedisThatLosesEverythingEndsACycle(t *testing.T) {
	f := &fake{lose: map[string][]genesis.Lost{"vet": slices.Repeat([]genesis.Lost{genesis.LostProgram}, 100)}}
	c, e := lived(t, f)
	if e.Outcome != genesis.OutcomeFailed || f.count("code") != policy.MaxLost+1 {
		t.Errorf("%s: %s after %d programs", e.Outcome, c.Record.Reason, f.count("code"))
	}
	f = &fake{lose: map[string][]genesis.Lost{"load": {genesis.LostProgram}}} // as Save does for a saved program
	if c, e := lived(t, f); e.Outcome != genesis.OutcomeFailed || f.undone == nil || f.count("code") != 1 {
		t.Errorf("%s: %s", e.Outcome, c.Record.Reason)
	}
}

// TestAPersonsProgramIsVettedAgain checks that a lost program of a person is vetted again from its text, because the
// coder can't write it again.
func TestAPersonsProgramIsVettedAgain(t *testing.T) {
	f := &fake{lose: map[string][]genesis.Lost{"save": {genesis.LostProgram}}}
	c := &Cycle{In: genesis.CycleInput{ByHand: &genesis.ByHand{TraitName: "forager", Text: "text", SkipTrial: true},
		Policy: genesis.CyclePolicy{CanaryTicks: 1200, TickRateMs: 16}}}
	if err := c.Run(f); err != nil {
		t.Fatal(err)
	}
	if f.count("vet") != 2 || f.count("code") != 0 || f.count("save") != 2 || f.texts[1] != "text" {
		t.Errorf("%v, %q", f.done, f.texts)
	}
}
