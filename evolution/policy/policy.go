// Package policy holds all numbers that evolution decides by: what a trial must show, what settles a canary, when the
// watcher reports a problem, and the defaults of a cycle. The shipped cycle and the bench read the same numbers. It is
// a package of its own because evolution and evolution/gate both need it. It contains nothing but constants.
package policy

import "time"

// Defaults of a cycle that no setting changes. The defaults of settings are in internal/config, with their names and
// ranges.
const (
	Repairs    = 2    // how often vet's problems are returned to the coder
	Samples    = 2    // fresh programs after a first one that failed
	MinSupport = 0.92 // population if all had the trait / if nobody had; a trial in doubt is extended

	TrialAdoption = 0.5 // share of the molbots of a trial; one half gives the strongest comparison within a fork
)

// Limits of the gate. Each figure alone can be gamed (intake rewards sprinting, survival rewards not breeding, births
// reward spawning starvelings, relative fitness rewards biting), so a program must pass all of them.
const (
	GateLevel        = 0.05  // probability, over all looks at a trial, that a program without effect passes as a gain
	ShownTail        = 0.025 // on each side of the intervals that people see, which are 95 % intervals
	MinBirths        = 0.8   // births with / births without: the only check that detects a program that never breeds
	FewBirths        = 20    // births without, in a pair, below which the ratio is meaningless
	MaxFaults        = 0.005 // share of calls: a decent program has none
	MinEffect        = -0.02 // share of the control's intake that a harmless program may appear to cost
	MinEffectVariety = -0.10 // the same if variety is asked for
	// bearers against a world without the trait, as a share of its intake: detects harm to others
	MinDirect         = -0.05
	OnePairError      = 0.10 // standard error, as a share of intake, assumed for a single pair
	MinSupportCrowded = 0.8  // population ratio that is allowed against overpopulation
	MaxCrowding       = 0.8  // share to which the time near the cap must fall, if the world was crowded
	Crowded           = 0.05 // share of time near the cap from which a world counts as crowded
	MoreVariety       = 0.3  // against low diversity: Hill number of the trait sets, with minus without
	MinBearers        = 0.15
	MaxBearers        = 0.85 // against low diversity the bearers may neither vanish nor take over
	MinProbability    = 0.15 // predictive probability of passing from which a trial in doubt is extended
	MinVarietyParams  = 0.9  // Hill number with / without, for a change of parameters against low diversity
)

// How much of its losses a failed trial reports to the coder.
const (
	MaxCostsShown = 3    // number of costs that are reported, largest difference first
	CostShare     = 0.02 // share of the food eaten, below which a difference is noise
)

// What counts as new. Two programs are compared by the share of situations in which they act differently, among those
// in which at least one of them acts.
const (
	TooSimilar   = 0.10 // below it two programs count as the same
	TooUsual     = 0.20 // the same against stagnation
	ComparedWith = 500  // number of newest mutations that a program is compared with
)

// Limits of a canary. The evidence is in e-values: if the trait makes no difference, each e-value reaches 20 in at most
// 5 % of canaries, however often one looks.
const (
	Decisive           = 20.0 // e-value that decides the canary
	Suspicious         = 3.0  // e-value of harm above which an undecided canary is rolled back
	MaxCanaryFaults    = 0.01 // share of calls
	EnoughCalls        = 500
	MinCanaryPopulated = 0.75 // population, as a share of the smallest of its forks without the trait
)

// How a canary is read.
const (
	Readings      = 12               // per window, in a world that keeps its rate
	RarestReading = 10 * time.Second // maximum time between two readings,
	// unless the window would then need more than this many. Past it, the interval doubles every 100 readings, because
	// a reading takes 17 events and a workflow may have 51,200.
	MaxReadings    = 1000
	LongestReading = 5 * time.Minute // between readings while the world stands still
	Standstill     = 24 * time.Hour  // a canary in a paused world is given up after that

	Shadows      = 4      // forks without the trait that run next to a canary
	ShadowEvery  = 300    // interval at which their populations are noted [ticks]
	MaxLoadDelay = 36_000 // limit of the ticks between fork and load that the forks live through in addition [ticks]
	ShadowFrom   = 600    // a trait needs time to affect the population [ticks]
)

// Limits of a change of parameters after its canary window. There is no control cohort, so only obvious harm can be
// told from chance.
const (
	PlainLoss   = 0.6  // population after / before
	CrowdLoss   = 0.35 // the same, if the change was meant to reduce the population
	PlainHunger = 2.0  // starved share after / before
	SomeHunger  = 0.10 // starved share below which the ratio is meaningless
)

// Limits on repetitions within a cycle.
const (
	FreeRejections = 2  // programs of a cycle that may be rejected as known without counting as a try
	StaleRetries   = 3  // times that a load observes the world again
	MaxLost        = 10 // times that data lost by Redis is made again
	MaxTriesShown  = 6  // newest programs of a cycle that the coder is told about
	TryChars       = 200
)

// Limits of the watcher in addition to the settings. With them each problem occurs a few times in 100,000 ticks of a
// default world.
const (
	CrowdFloor   = 0.4  // share of the cap below which growth is not overpopulation
	MinGenes     = 0.15 // mean gene variation
	MinTraitSets = 1.5  // Hill number of the trait sets
	CriticalSize = 3.0  // times the threshold
	HighSize     = 2.0
	MediumSize   = 1.3
)
