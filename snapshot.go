package genesis

// Snapshot is the telemetry of one interval of ticks: the hash ws:snapshot:{tick} of section 3.4 of
// docs/specification.md. The fields below the blank line are additions for the watcher and the canary.
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
	Production    float64       `json:"production"`   // energy eaten minus energy spent, per 1,000 molbot-ticks
	GeneSpread    float64       `json:"gene_spread"`  // mean over genes of standard deviation / founder range
	TraitSetHill  float64       `json:"trait_hill"`   // Hill number (order 1) of the trait sets
	MaxEntities   int           `json:"max_entities"` // the cap at that time
	Traits        []TraitCensus `json:"traits"`       // by name
	FuelSpent     int64         `json:"fuel_spent"`
	CarriedOver   int           `json:"carried_over"` // molbots skipped because the budget ran out, in the period
	RegistryGen   int64         `json:"registry_generation"`
	AvgGeneration float64       `json:"avg_generation"`
	MolbotTicks   int64         `json:"molbot_ticks"` // sum over all molbots of the ticks lived in the period
	Intake        float64       `json:"intake"`       // energy eaten in the period
	Spent         float64       `json:"spent"`        // energy spent in the period
	Collisions    int           `json:"collisions"`
	Attacks       int           `json:"attacks"`
	Gifts         int           `json:"gifts"`
	Faults        int64         `json:"faults"` // of all traits
}

// TraitCensus is the part of a snapshot that concerns one trait. A molbot counts as a bearer by the traits that it
// carries at the end of the period, or carried when it died.
type TraitCensus struct {
	Name       string `json:"name"`
	Version    int    `json:"version"`
	Generated  bool   `json:"generated"` // false for an ancestor
	Heritable  bool   `json:"heritable"`
	Bearers    int    `json:"bearers"`
	Calls      int64  `json:"calls"`
	Faults     int64  `json:"faults"`
	FuelSpent  int64  `json:"fuel_spent"`
	Tripped    bool   `json:"tripped"` // the engine unloaded it because of its faults
	LastFault  string `json:"last_fault,omitempty"`
	MutationID string `json:"mutation_id,omitempty"`

	Births      int     `json:"births"`       // children of bearers
	Starved     int     `json:"starved"`      // deaths of bearers by cause
	Aged        int     `json:"aged"`         //
	Collided    int     `json:"collided"`     //
	Killed      int     `json:"killed"`       // by attacks and commands
	MolbotTicks int64   `json:"molbot_ticks"` // lived by bearers
	Intake      float64 `json:"intake"`       // energy that bearers ate
	Spent       float64 `json:"spent"`        // energy that bearers spent
}

// Cohort sums up what happened to a group of molbots since its trait was loaded.
type Cohort struct {
	Members    int     `json:"members"`     // in total
	Alive      int     `json:"alive"`       // now
	MolbotTime int64   `json:"molbot_time"` // [molbot-ticks]
	Intake     float64 `json:"intake"`      // energy eaten
	Spent      float64 `json:"spent"`       // energy spent
	Births     int     `json:"births"`      // children born to members
	Deaths     int     `json:"deaths"`
	Starved    int     `json:"starved"`
}

// Production is energy eaten minus energy spent per 1,000 molbot-ticks; 0 for an empty cohort.
func (c Cohort) Production() float64 {
	if c.MolbotTime == 0 {
		return 0
	}
	return 1000 * (c.Intake - c.Spent) / float64(c.MolbotTime)
}

// CanaryReading compares the molbots that were assigned a trait at random with those that were not.
type CanaryReading struct {
	Tick    uint64 `json:"tick"`
	Trait   string `json:"trait"`
	Version int    `json:"version"`
	Treated Cohort `json:"treated"`
	Control Cohort `json:"control"`
	Faults  int64  `json:"faults"`
	Calls   int64  `json:"calls"`
	Tripped bool   `json:"tripped"`
	Reason  string `json:"reason,omitempty"` // why the engine switched it off, if not because of faults
	Loaded  bool   `json:"loaded"`           // false: the trait is not, or no longer, in the registry

	Entities int      `json:"entities"` // molbots now
	Tests    []EValue `json:"tests,omitempty"`
}
