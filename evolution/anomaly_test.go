package evolution

import (
	"testing"

	"github.com/ai-genesis/ai-genesis"
)

// usual are the defaults of the settings. TestThresholds in package worker checks that they agree.
var usual = Thresholds{Deaths: 0.30, Growth: 2, Depth: 5}

// calm returns n snapshots of a world without problems.
func calm(n int) []genesis.Snapshot {
	var snaps []genesis.Snapshot
	for i := range n {
		snaps = append(snaps, genesis.Snapshot{
			Tick: uint64(300 * (i + 1)), EntityCount: 200, MaxEntities: 500, DeathStarvation: 30, GeneSpread: 0.3,
			TraitSetHill: 2.5,
		})
	}
	return snaps
}

func TestAnomaly(t *testing.T) {
	last := func(change func(*genesis.Snapshot)) []genesis.Snapshot {
		snaps := calm(5)
		change(&snaps[4])
		return snaps
	}
	all := func(n int, change func(*genesis.Snapshot)) []genesis.Snapshot {
		snaps := calm(n)
		for i := range snaps {
			change(&snaps[i])
		}
		return snaps
	}
	for _, test := range []struct {
		name     string
		snaps    []genesis.Snapshot
		problem  genesis.Problem
		severity genesis.Severity
	}{
		{"no history", nil, "", ""},
		{"calm", calm(5), "", ""},
		{"at the threshold", last(func(s *genesis.Snapshot) { s.DeathStarvation = 60 }), "", ""},
		{"starvation", last(func(s *genesis.Snapshot) { s.DeathStarvation = 61 }), genesis.ProblemStarvation,
			genesis.SeverityLow},
		{"hunger", last(func(s *genesis.Snapshot) { s.DeathStarvation = 130 }), genesis.ProblemStarvation,
			genesis.SeverityHigh},
		{"famine", last(func(s *genesis.Snapshot) { s.DeathStarvation = 200 }), genesis.ProblemStarvation,
			genesis.SeverityCritical},
		{"starvation in the first snapshot", last(func(s *genesis.Snapshot) { s.DeathStarvation = 100 })[4:],
			genesis.ProblemStarvation, genesis.SeverityMedium},
		{"overpopulation", last(func(s *genesis.Snapshot) { s.EntityCount = 420 }), genesis.ProblemOverpopulation,
			genesis.SeverityLow},
		{"growth of a small world", all(5, func(s *genesis.Snapshot) {
			s.EntityCount = 30 +
				int(s.Tick/1500)*70
			s.DeathStarvation = 0
		}), "", ""},
		{"all alike", all(5, func(s *genesis.Snapshot) { s.TraitSetHill = 1.2 }), genesis.ProblemLowDiversity,
			genesis.SeverityLow},
		{"all alike, but not for long", all(4, func(s *genesis.Snapshot) { s.TraitSetHill = 1.2 }), "", ""},
		{"inbred", all(5, func(s *genesis.Snapshot) { s.GeneSpread = 0.04 }), genesis.ProblemLowDiversity,
			genesis.SeverityCritical},
		{"nobody left", last(func(s *genesis.Snapshot) { s.EntityCount, s.DeathStarvation = 0, 5 }),
			genesis.ProblemStarvation, genesis.SeverityCritical},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := Anomaly(usual, "main", test.snaps)
			if ok != (test.problem != "") || ok && (got.ProblemType != test.problem || got.Severity != test.severity) {
				t.Errorf("%v %+v, want %q %q", ok, got, test.problem, test.severity)
			}
			if ok &&
				(got.Reason == "" || got.Origin != genesis.OriginWatcher || got.TriggerID == "" ||
					got.SuggestedArea != got.ProblemType.Area()) {
				t.Errorf("incomplete trigger %+v", got)
			}
		})
	}
}

func TestRememberKeepsTheDepth(t *testing.T) {
	var history []genesis.Snapshot
	for _, snap := range calm(9) {
		history = Remember(history, snap, 5)
	}
	if len(history) != 5 || history[0].Tick != 1500 {
		t.Errorf("%d snapshots from tick %d", len(history), history[0].Tick)
	}
	if history = Remember(history, genesis.Snapshot{Tick: 300}, 5); len(history) != 1 {
		t.Errorf("a world that was set back kept %d snapshots", len(history))
	}
}
