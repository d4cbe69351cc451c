package evolution

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// Thresholds are what the settings say of trouble.
type Thresholds struct {
	Deaths float64 // starvation: share of the population that starved in one snapshot
	Growth float64 // overpopulation: growth over the least of the last snapshots
	Depth  int     // snapshots that a world is compared with
}

// Anomaly finds what is wrong with the world in its last snapshots, oldest first; ok is false if nothing is. The worst
// problem comes first: molbots that die now, then a world that fills up, then one that grows dull.
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

// severity grades how many times over its threshold a figure is.
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

// starvation: the share of the population that starved within the last snapshot.
func starvation(s Thresholds, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	now := snaps[len(snaps)-1]
	share := float64(now.DeathStarvation) / float64(max(now.EntityCount, 1))
	if share <= s.Deaths {
		return "", 0, ""
	}
	return genesis.ProblemStarvation, share / max(s.Deaths, 0.01),
		fmt.Sprintf("%d starved, %d are left", now.DeathStarvation, now.EntityCount)
}

// overpopulation: growth over the least of the last snapshots, in a world that is not empty anyway.
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

// sameness: genes or sets of traits that have been all alike for the whole depth of the history.
func sameness(s Thresholds, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	if len(snaps) < s.Depth {
		return "", 0, ""
	}
	spread, hill := 0.0, 0.0 // the best of the depth
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

// Remember appends a snapshot and keeps the last depth of them. A tick that is not later than the last one means
// another world, or one that was set back: what was before does not compare.
func Remember(history []genesis.Snapshot, snap genesis.Snapshot, depth int) []genesis.Snapshot {
	if n := len(history); n > 0 && snap.Tick <= history[n-1].Tick {
		history = nil
	}
	history = append(history, snap)
	return history[max(0, len(history)-depth):]
}
