package genesis

// LineRuns counts how often the runs of a trait reached a line of its source.
type LineRuns struct {
	Line   int   `json:"line"`
	Tick   int64 `json:"tick"`   // in the last tick
	Minute int64 `json:"minute"` // in the last 3,600 ticks, or since the observation began
}

// Explanation describes what an observed molbot did and why. It answers the command "explain".
type Explanation struct {
	Molbot  string      `json:"molbot"`
	Tick    uint64      `json:"tick"`    // the tick that this describes; 0 before the first one
	Watched uint64      `json:"watched"` // ticks that the counts cover, at most 3,600
	Skipped bool        `json:"skipped"` // the budget ran out before its traits ran in this tick
	X       float64     `json:"x"`       // its position when it sensed [px]
	Y       float64     `json:"y"`
	Traits  []TraitRun  `json:"traits"` // in the order in which they ran, newest first
	Sensed  []Sensed    `json:"sensed"`
	Wanted  []Wanted    `json:"wanted"`
	Outcome TickOutcome `json:"outcome"`
}

// TraitRun describes how a trait ran on an observed molbot.
type TraitRun struct {
	Trait     string     `json:"trait"` // name_vN
	Fuel      int64      `json:"fuel"`
	Fault     string     `json:"fault,omitempty"`
	Uncounted string     `json:"uncounted,omitempty"` // why its lines are not counted
	Lines     []LineRuns `json:"lines"`               // all lines that can run
	Source    string     `json:"source,omitempty"`    // if requested
}

// Sensed is one query of the world by a trait.
type Sensed struct {
	Trait  string  `json:"trait"`
	Line   int     `json:"line"`
	Sense  string  `json:"sense"`
	Radius float64 `json:"radius,omitempty"` // [px], for senses that look around
	Found  bool    `json:"found"`
	DX     float64 `json:"dx"` // vector to what was found, or a direction
	DY     float64 `json:"dy"`
	Value  float64 `json:"value"`
}

// Wanted is one intent of a trait. If two traits want something of the same kind, the newer trait wins.
type Wanted struct {
	Trait  string  `json:"trait"`
	What   string  `json:"what"` // thrust, turn, brake, rest, eat, fast, breed, hold_birth, attack, share, scent, mark
	DX     float64 `json:"dx"`
	DY     float64 `json:"dy"`
	Amount float64 `json:"amount"` // effort, angle of a turn, share, energy, or scent
	Counts bool    `json:"counts"`
}

// TickOutcome is the result of a tick for a molbot.
type TickOutcome struct {
	Alive  bool    `json:"alive"`
	Energy float64 `json:"energy"` // energy gained or lost
	Eaten  float64 `json:"eaten"`  // energy eaten, before costs
	Moved  float64 `json:"moved"`  // [px]
	Bred   bool    `json:"bred"`
	Cause  string  `json:"cause,omitempty"` // cause of its death
}

// TraitLines counts how often each line of a trait ran, over its bearers. It answers the command "heat".
type TraitLines struct {
	Trait   string     `json:"trait"`
	Since   uint64     `json:"since_tick"`
	Tick    uint64     `json:"tick"`
	Runs    int64      `json:"runs"` // runs that were counted, a sample of all
	Bearers int        `json:"bearers"`
	Lines   []LineHeat `json:"lines"` // all lines that can run
}

// LineHeat is how often runs reached a line.
type LineHeat struct {
	Line int   `json:"line"`
	Runs int64 `json:"runs"`
}
