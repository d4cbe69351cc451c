package evolution

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Thresholds hold the settings that decide when the watcher reports a problem.
type Thresholds struct {
	Deaths float64 // starvation: share of the population that starved within one snapshot
	Growth float64 // overpopulation: population divided by the smallest of the last snapshots
	Depth  int     // number of snapshots that are compared
}

// Anomaly reports the most urgent problem of the world, or ok == false if there is none. snaps holds the last
// snapshots, oldest first. Starvation is checked first because molbots are dying now, then overpopulation, then low
// diversity, which can wait.
func Anomaly(s Thresholds, world string, snaps []genesis.Snapshot) (t genesis.EvolutionTrigger, ok bool) {
	if len(snaps) == 0 {
		return t, false
	}
	now := snaps[len(snaps)-1]
	t = genesis.EvolutionTrigger{
		TriggerID:        fmt.Sprintf("evo_trigger_%s_%d", world, now.Tick),
		Origin:           genesis.OriginWatcher,
		AffectedEntities: []string{},
	}
	for _, check := range []func(Thresholds, []genesis.Snapshot) (genesis.Problem, float64, string){
		starvation, overpopulation, sameness,
	} {
		if problem, size, reason := check(s, snaps); problem != "" {
			t.ProblemType, t.Severity, t.Reason, t.SuggestedArea = problem, severity(size), reason, problem.Area()
			return t, true
		}
	}
	return t, false
}

// severity grades a problem by the ratio of the measured value to its threshold.
func severity(size float64) genesis.Severity {
	switch {
	case size >= policy.CriticalSize:
		return genesis.SeverityCritical
	case size >= policy.HighSize:
		return genesis.SeverityHigh
	case size >= policy.MediumSize:
		return genesis.SeverityMedium
	}
	return genesis.SeverityLow
}

// starvation checks the share of the population that starved within the last snapshot.
func starvation(s Thresholds, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	now := snaps[len(snaps)-1]
	share := float64(now.DeathStarvation) / float64(max(now.EntityCount, 1))
	if share <= s.Deaths {
		return "", 0, ""
	}
	return genesis.ProblemStarvation, share / max(s.Deaths, 0.01),
		fmt.Sprintf("%d starved, %d are left", now.DeathStarvation, now.EntityCount)
}

// overpopulation compares the population with the smallest one of the last snapshots. Growth in a nearly empty world is
// recovery, not a problem, so a population below policy.CrowdFloor of the cap never counts.
func overpopulation(s Thresholds, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	now, least := snaps[len(snaps)-1], snaps[0].EntityCount
	for _, snap := range snaps {
		least = min(least, snap.EntityCount)
	}
	growth := float64(now.EntityCount) / float64(max(least, 1))
	if growth <= s.Growth || float64(now.EntityCount) < policy.CrowdFloor*float64(now.MaxEntities) {
		return "", 0, ""
	}
	return genesis.ProblemOverpopulation, growth / s.Growth,
		fmt.Sprintf("%d molbots, up from %d", now.EntityCount, least)
}

// sameness reports low diversity if the genes or the sets of traits were too similar in all of the last s.Depth
// snapshots. A single low value may be chance, so the highest value of the history decides.
func sameness(s Thresholds, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	if len(snaps) < s.Depth {
		return "", 0, ""
	}
	spread, hill := 0.0, 0.0 // the highest values in the history
	for _, snap := range snaps {
		spread, hill = max(spread, snap.GeneSpread), max(hill, snap.TraitSetHill)
	}
	switch {
	case spread < policy.MinGenes:
		return genesis.ProblemLowDiversity, policy.MinGenes / max(
			spread,
			0.01,
		), fmt.Sprintf("gene variation is %.2f at most", spread)
	case hill < policy.MinTraitSets:
		return genesis.ProblemLowDiversity, 1, fmt.Sprintf("nearly all molbots carry the same traits (diversity %.2f)", hill)
	}
	return "", 0, ""
}

// Remember appends a snapshot and keeps the last depth of them. If its tick is not later than the previous one, the
// world was reset or restored, so the older snapshots are not comparable and are dropped.
func Remember(history []genesis.Snapshot, snap genesis.Snapshot, depth int) []genesis.Snapshot {
	if n := len(history); n > 0 && snap.Tick <= history[n-1].Tick {
		history = nil
	}
	history = append(history, snap)
	return history[max(0, len(history)-depth):]
}
