package host

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

func TestASlowWorldIsToldOnceAndOnceWhenItIsOver(t *testing.T) {
	slow := genesis.LoopStats{AchievedHz: 40, TargetHz: 62.5}
	fine := genesis.LoopStats{AchievedHz: 62, TargetHz: 62.5}
	flatOut := genesis.LoopStats{AchievedHz: 40}
	paused := genesis.LoopStats{TargetHz: 62.5, Paused: true}
	var r rateMonitor
	var told []string
	for _, s := range []genesis.LoopStats{fine, slow, fine, slow, slow, slow, fine, paused, paused, flatOut, flatOut, slow,
		slow, paused} {
		switch is, changed := r.update(s); {
		case changed && is:
			told = append(told, "slow")
		case changed:
			told = append(told, "fine")
		}
	}
	if len(told) != 4 || told[0] != "slow" || told[1] != "fine" || told[2] != "slow" || told[3] != "fine" {
		t.Errorf("told %v", told)
	}
}
