package genesis

// Snapshot is the telemetry of one interval of ticks: the hash ws:snapshot:{tick} of section 3.4 of
// docs/specification.md, and below the line what the watcher and the canary need besides.
type Snapshot struct {
	Tick             uint64  `json:"tick"`
	Timestamp        string  `json:"timestamp"` // ISO 8601; empty in a world without a clock
	EntityCount      int     `json:"entity_count"`
	AvgEnergy        float64 `json:"avg_energy"`
	BirthsLastPeriod int     `json:"births_last_period"`
	DeathsLastPeriod int     `json:"deaths_last_period"`
	DeathStarvation  int     `json:"death_starvation"`
	DeathAge         int     `json:"death_age"`
	DeathCollision   int     `json:"death_collision"`
	ResourceDensity  float64 `json:"resource_density"` // food items per 1,000 px²
	TraitDiversity   int     `json:"trait_diversity"`  // traits alive
	DominantTrait    string  `json:"dominant_trait"`
	Temperature      float64 `json:"temperature"` // mean over the world [°C]

	DeathOther    int           `json:"death_other"`  // attacks and commands
	Production    float64       `json:"production"`   // energy taken in minus spent, per 1,000 molbot-ticks
	GeneSpread    float64       `json:"gene_spread"`  // mean over genes of standard deviation / founder range
	TraitSetHill  float64       `json:"trait_hill"`   // Hill number (order 1) of the trait sets
	MaxEntities   int           `json:"max_entities"` // the cap at that time
	Traits        []TraitCensus `json:"traits"`       // by name
	FuelSpent     int64         `json:"fuel_spent"`
	CarriedOver   int           `json:"carried_over"` // molbots cut from a tick by the budget, in the period
	RegistryGen   int64         `json:"registry_generation"`
	AvgGeneration float64       `json:"avg_generation"`
	MolbotTicks   int64         `json:"molbot_ticks"` // lived in the period by all together
	Intake        float64       `json:"intake"`       // energy eaten in the period
	Spent         float64       `json:"spent"`        // energy spent in the period
	Collisions    int           `json:"collisions"`
	Attacks       int           `json:"attacks"`
	Gifts         int           `json:"gifts"`
	Faults        int64         `json:"faults"` // of all traits
}

// TraitCensus is one trait's part of a snapshot's period. Who lives counts by what it carries at the period's end, who
// died by what it carried then.
type TraitCensus struct {
	Name       string `json:"name"`
	Version    int    `json:"version"`
	Generated  bool   `json:"generated"` // false for an ancestor
	Heritable  bool   `json:"heritable"`
	Bearers    int    `json:"bearers"`
	Calls      int64  `json:"calls"`
	Faults     int64  `json:"faults"`
	FuelSpent  int64  `json:"fuel_spent"`
	Tripped    bool   `json:"tripped"` // faults stopped it before anybody asked
	LastFault  string `json:"last_fault,omitempty"`
	MutationID string `json:"mutation_id,omitempty"`

	Births      int     `json:"births"`       // children of bearers
	Starved     int     `json:"starved"`      // deaths of bearers by their cause
	Aged        int     `json:"aged"`         //
	Collided    int     `json:"collided"`     //
	Killed      int     `json:"killed"`       // by attacks and commands
	MolbotTicks int64   `json:"molbot_ticks"` // lived by bearers
	Intake      float64 `json:"intake"`       // energy that bearers ate
	Spent       float64 `json:"spent"`        // energy that bearers spent
}

// Cohort sums what happened to a group of molbots since its trait was loaded.
type Cohort struct {
	Members    int     `json:"members"`     // ever
	Alive      int     `json:"alive"`       // now
	MolbotTime int64   `json:"molbot_time"` // [molbot-ticks]
	Intake     float64 `json:"intake"`      // energy eaten
	Spent      float64 `json:"spent"`       // energy spent
	Births     int     `json:"births"`      // children born to members
	Deaths     int     `json:"deaths"`
	Starved    int     `json:"starved"`
}

// Production is energy taken in minus energy spent per 1,000 molbot-ticks; 0 for an empty cohort.
func (c Cohort) Production() float64 {
	if c.MolbotTime == 0 {
		return 0
	}
	return 1000 * (c.Intake - c.Spent) / float64(c.MolbotTime)
}

// CanaryReading compares the molbots that got a trait by coin with those that the same coin refused it.
type CanaryReading struct {
	Tick    uint64 `json:"tick"`
	Trait   string `json:"trait"`
	Version int    `json:"version"`
	Treated Cohort `json:"treated"`
	Control Cohort `json:"control"`
	Faults  int64  `json:"faults"`
	Calls   int64  `json:"calls"`
	Tripped bool   `json:"tripped"`
	Reason  string `json:"reason,omitempty"` // why the engine switched it off, for other reasons than faults
	Loaded  bool   `json:"loaded"`           // false: the trait is not in the registry (any more)

	Entities int      `json:"entities"` // molbots now
	Tests    []EValue `json:"tests,omitempty"`
}
