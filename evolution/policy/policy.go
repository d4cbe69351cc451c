// Package policy holds every number by which evolution decides, once: what a trial has to show, what settles a canary,
// what the watcher calls trouble, and the defaults of a cycle. The cycle that ships and the bench that measures it read
// the same ones. It stands below package evolution and evolution/gate, which both need it. Nothing but constants may
// enter.
package policy

import "time"

// Defaults of a cycle's policy that no setting changes. The settings' own defaults stand in internal/config, with their
// names and ranges.
const (
	Repairs    = 2    // times that vet's words are given back to the coder
	Samples    = 2    // fresh programs after a first one that failed
	MinSupport = 0.92 // population if all had the trait / if nobody had; a trial in doubt is extended

	TrialAdoption = 0.5 // share of the living and of the newborns in a trial: the strongest comparison within a fork
)

// Limits of the gate. Each figure alone can be gamed (intake rewards sprinting, survival rewards not breeding, births
// reward spawning starvelings, relative fitness rewards biting), so a program has to pass all of them.
const (
	GateLevel        = 0.05  // chance, over all looks at a trial, that a program without effect passes for one that gains
	ShownTail        = 0.025 // on each side of the intervals that people see: they are of 95 %
	MinBirths        = 0.8   // births with / births without: never-breed is found by nothing else
	FewBirths        = 20    // births without in a pair, below which the ratio says nothing
	MaxFaults        = 0.005 // share of calls: a decent program has none
	MinEffect        = -0.02 // share of the control's intake that a harmless program may seem to cost
	MinEffectVariety = -0.10 // the same, when variety is asked for
	// bearers against a world without the trait, as a share of its intake: catches harm to others
	MinDirect         = -0.05
	OnePairError      = 0.10 // standard error, as a share of intake, assumed where one pair gives no spread
	MinSupportCrowded = 0.8  // against overpopulation the world may shrink this far
	MaxCrowding       = 0.8  // and its time near the cap has to fall to this share, if it was crowded at all
	Crowded           = 0.05 // share of the time near the cap from which a world counts as crowded
	MoreVariety       = 0.3  // Hill number of the trait sets, with minus without, against low diversity,
	MinBearers        = 0.15
	MaxBearers        = 0.85 // with bearers neither gone nor everywhere
	MinProbability    = 0.15 // least predictive probability of passing that a trial in doubt is extended for
	MinVarietyParams  = 0.9  // Hill number with / without, for a change of parameters against low diversity
)

// What a trial that failed tells the coder of its losses.
const (
	MaxCostsShown = 3    // of what a trial's molbots spent energy on, those that differ most
	CostShare     = 0.02 // of what is eaten, below which a difference says nothing
)

// What counts as new: the share of the situations in which one of two programs acts, and in which they act differently.
const (
	TooSimilar   = 0.10 // below it two programs count as the same
	TooUsual     = 0.20 // the same, against stagnation
	ComparedWith = 500  // newest mutations that a program is compared with
)

// Limits of a canary. The evidence is in e-values: under "the trait makes no difference" each passes 20 in at most 5 %
// of canaries, however often one looks.
const (
	Decisive           = 20.0 // e-value that settles it
	Suspicious         = 3.0  // e-value of harm that an undecided canary may not have
	MaxCanaryFaults    = 0.01 // share of calls
	EnoughCalls        = 500
	MinCanaryPopulated = 0.75 // population, as a share of the least of its forks without the trait
)

// The watch of a canary.
const (
	Readings      = 12               // of a canary's window in a world that keeps its rate
	RarestReading = 10 * time.Second // but no rarer than this,
	// unless the window would need more; after so many they become rarer and rarer: 17 events each, of 51,200
	MaxReadings    = 1000
	LongestReading = 5 * time.Minute // between readings of a world that stands still
	Standstill     = 24 * time.Hour  // a canary in a paused world is given up after that

	Shadows      = 4      // forks without the trait that live beside a canary
	ShadowEvery  = 300    // how often their populations are noted [ticks]
	MaxLoadDelay = 36_000 // for so long they live through what the world did between fork and load [ticks]
	ShadowFrom   = 600    // a population takes a while to show what a trait does to it [ticks]
)

// Limits of a change of parameters after its canary window: without a control, only plain harm can be told from chance.
const (
	PlainLoss   = 0.6  // population after / before
	CrowdLoss   = 0.35 // the same, when the change was meant to thin the world out
	PlainHunger = 2.0  // starved share after / before
	SomeHunger  = 0.10 // starved share below which the ratio says nothing
)

// Tries of a cycle.
const (
	FreeRejections = 2  // programs of a cycle that may be rejected as known before that costs a try
	StaleRetries   = 3  // times that a load looks at the world again
	MaxLost        = 10 // times that what Redis has lost is made again
	MaxTriesShown  = 6  // newest programs of a cycle that the coder hears of,
	TryChars       = 200
)

// Limits of the watcher beside the settings' (each anomaly then occurs a few times in 100,000 ticks of a default
// world).
const (
	CrowdFloor   = 0.4  // share of the cap below which growth is no overpopulation
	MinGenes     = 0.15 // mean gene variation
	MinTraitSets = 1.5  // Hill number of the trait sets
	CriticalSize = 3.0  // times the threshold
	HighSize     = 2.0
	MediumSize   = 1.3
)
