package genesis

// LineRuns is how often runs of a trait came to a line of its source.
type LineRuns struct {
	Line   int   `json:"line"`
	Tick   int64 `json:"tick"`   // in the last tick
	Minute int64 `json:"minute"` // in the last 3,600 ticks, or since the watch began
}

// Explanation tells what a watched molbot did and why: CmdExplain is answered with it.
type Explanation struct {
	Molbot  string      `json:"molbot"`
	Tick    uint64      `json:"tick"`    // that all this is of; 0 before the first one
	Watched uint64      `json:"watched"` // ticks that the counts go back, 3,600 at most
	Skipped bool        `json:"skipped"` // the budget cut this tick before its traits ran
	X       float64     `json:"x"`       // where it was when it sensed [px]
	Y       float64     `json:"y"`
	Traits  []TraitRun  `json:"traits"` // in the order in which they ran, the newest first
	Sensed  []Sensed    `json:"sensed"`
	Wanted  []Wanted    `json:"wanted"`
	Outcome TickOutcome `json:"outcome"`
}

// TraitRun is how a trait ran on a watched molbot.
type TraitRun struct {
	Trait     string     `json:"trait"` // name_vN
	Fuel      int64      `json:"fuel"`
	Fault     string     `json:"fault,omitempty"`
	Uncounted string     `json:"uncounted,omitempty"` // why its lines are not counted
	Lines     []LineRuns `json:"lines"`               // all that can run
	Source    string     `json:"source,omitempty"`    // if asked for
}

// Sensed is one thing that a trait asked of the world.
type Sensed struct {
	Trait  string  `json:"trait"`
	Line   int     `json:"line"`
	Sense  string  `json:"sense"`
	Radius float64 `json:"radius,omitempty"` // [px], of senses that look around
	Found  bool    `json:"found"`
	DX     float64 `json:"dx"` // the way to what was found, or a direction
	DY     float64 `json:"dy"`
	Value  float64 `json:"value"`
}

// Wanted is one thing that a trait wanted. Of two traits that want something of the same kind, the newer one's counts.
type Wanted struct {
	Trait  string  `json:"trait"`
	What   string  `json:"what"` // thrust, turn, brake, rest, eat, fast, breed, hold_birth, attack, share, scent, mark
	DX     float64 `json:"dx"`
	DY     float64 `json:"dy"`
	Amount float64 `json:"amount"` // effort, angle of a turn, share, energy, or scent
	Counts bool    `json:"counts"`
}

// TickOutcome is what came of a tick for a molbot.
type TickOutcome struct {
	Alive  bool    `json:"alive"`
	Energy float64 `json:"energy"` // won or lost
	Eaten  float64 `json:"eaten"`  // taken in, before what was spent
	Moved  float64 `json:"moved"`  // [px]
	Bred   bool    `json:"bred"`
	Cause  string  `json:"cause,omitempty"` // of its death
}

// TraitLines is how often each line of a trait ran over its bearers: CmdHeat is answered with it.
type TraitLines struct {
	Trait   string     `json:"trait"`
	Since   uint64     `json:"since_tick"`
	Tick    uint64     `json:"tick"`
	Runs    int64      `json:"runs"` // that were counted: a sample of all
	Bearers int        `json:"bearers"`
	Lines   []LineHeat `json:"lines"` // all that can run
}

// LineHeat is how often runs came to a line.
type LineHeat struct {
	Line int   `json:"line"`
	Runs int64 `json:"runs"`
}
