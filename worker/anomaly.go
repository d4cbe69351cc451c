package worker

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/config"
)

// Limits of the watcher beside the settings' (WORLD's findings: each anomaly then occurs a few times in 100,000 ticks).
const (
	crowdFloor   = 0.4  // share of the cap below which growth is no overpopulation
	leastSpread  = 0.15 // mean gene variation
	leastHill    = 1.5  // Hill number of the trait sets
	criticalSize = 3.0  // times the threshold
	highSize     = 2.0
	mediumSize   = 1.3
)

// anomaly finds what is wrong with the world in its last snapshots, oldest first; ok is false if nothing is. The worst
// problem comes first: molbots that die now, then a world that fills up, then one that grows dull.
func anomaly(s config.Settings, snaps []genesis.Snapshot) (t genesis.EvolutionTrigger, ok bool) {
	if len(snaps) == 0 {
		return t, false
	}
	now := snaps[len(snaps)-1]
	t = genesis.EvolutionTrigger{
		TriggerID:        fmt.Sprintf("evo_trigger_%s_%d", s.World, now.Tick),
		Origin:           genesis.OriginWatcher,
		AffectedEntities: []string{},
	}
	for _, check := range []func(config.Settings, []genesis.Snapshot) (genesis.Problem, float64, string){
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
	case size >= criticalSize:
		return genesis.SeverityCritical
	case size >= highSize:
		return genesis.SeverityHigh
	case size >= mediumSize:
		return genesis.SeverityMedium
	}
	return genesis.SeverityLow
}

// starvation: the share of the population that starved within the last snapshot.
func starvation(s config.Settings, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	now := snaps[len(snaps)-1]
	share := float64(now.DeathStarvation) / float64(max(now.EntityCount, 1))
	if share <= s.AnomalyDeathThreshold {
		return "", 0, ""
	}
	return genesis.ProblemStarvation, share / max(s.AnomalyDeathThreshold, 0.01),
		fmt.Sprintf("%d starved, %d are left", now.DeathStarvation, now.EntityCount)
}

// overpopulation: growth over the least of the last snapshots, in a world that is not empty anyway.
func overpopulation(s config.Settings, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	now, least := snaps[len(snaps)-1], snaps[0].EntityCount
	for _, snap := range snaps {
		least = min(least, snap.EntityCount)
	}
	growth := float64(now.EntityCount) / float64(max(least, 1))
	if growth <= s.AnomalyOverpopThreshold || float64(now.EntityCount) < crowdFloor*float64(now.MaxEntities) {
		return "", 0, ""
	}
	return genesis.ProblemOverpopulation, growth / s.AnomalyOverpopThreshold,
		fmt.Sprintf("%d molbots, up from %d", now.EntityCount, least)
}

// sameness: genes or sets of traits that have been all alike for the whole depth of the history.
func sameness(s config.Settings, snaps []genesis.Snapshot) (genesis.Problem, float64, string) {
	if len(snaps) < s.WatcherHistoryDepth {
		return "", 0, ""
	}
	spread, hill := 0.0, 0.0 // the best of the depth
	for _, snap := range snaps {
		spread, hill = max(spread, snap.GeneSpread), max(hill, snap.TraitSetHill)
	}
	switch {
	case spread < leastSpread:
		return genesis.ProblemLowDiversity, leastSpread / max(spread, 0.01), fmt.Sprintf("gene variation is %.2f at most", spread)
	case hill < leastHill:
		return genesis.ProblemLowDiversity, 1, fmt.Sprintf("nearly all molbots carry the same traits (diversity %.2f)", hill)
	}
	return "", 0, ""
}
