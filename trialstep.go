package genesis

// TrialInput asks for a trial in one pair of forks.
type TrialInput struct {
	WorldRef
	Fork      Ref                `json:"fork"`
	Source    Ref                `json:"source"`
	TraitName string             `json:"trait_name"`
	Version   int                `json:"version"`
	Replaces  int                `json:"replaces"` // version of the trait that it replaces, 0 for none
	Params    map[string]float64 `json:"params,omitempty"`
	Seed      uint64             `json:"seed"`
	Ticks     int                `json:"ticks"`
	Adoption  float64            `json:"adoption"`
	Film      bool               `json:"film,omitempty"` // keep pictures of both forks
}

// TrialResult compares the fork with the change to the fork without it.
type TrialResult struct {
	Seed    uint64 `json:"seed"`
	Treated Cohort `json:"treated"` // molbots that were assigned the trait at random
	Control Cohort `json:"control"` // molbots of the same fork that were not
	With    Arm    `json:"with"`
	Without Arm    `json:"without"`

	EarlyTreated Cohort `json:"early_treated"` // the treated at tick 600
	EarlyWithout Cohort `json:"early_without"` // every molbot of the fork without the change, at the same tick

	Faults   int64   `json:"faults"`
	Calls    int64   `json:"calls"`
	Fuel     int64   `json:"fuel"`
	Sound    bool    `json:"sound"` // the energy balance is correct and no value is NaN
	Trouble  string  `json:"trouble,omitempty"`
	TickRate float64 `json:"tick_rate"` // [world ticks per second]
	Film     *Ref    `json:"film,omitempty"`
	// lines of the program that never ran for a counted molbot of the filmed pair, such as 4, 7–9
	Idle string `json:"idle,omitempty"`
}

// ShadowInput asks for forks that continue without the trait under canary.
type ShadowInput struct {
	WorldRef
	Fork  Ref    `json:"fork"`
	From  uint64 `json:"from,omitempty"` // tick at which the world was forked
	Seed  uint64 `json:"seed"`
	Forks int    `json:"forks"`
	Ticks int    `json:"ticks"`
	Every int    `json:"every"` // [ticks]
}

// ShadowResult holds the smallest population of the forks at their first tick, then after every Every ticks.
type ShadowResult struct {
	From  uint64 `json:"from,omitempty"` // world tick of the first entry; 0 if an earlier version wrote it
	Least []int  `json:"least"`
	// the largest share of the population of any fork that starved within Every ticks
	Hungriest []float64 `json:"hungriest,omitempty"`
}

// Arm is the summary of one fork.
type Arm struct {
	MeanEntities float64 `json:"mean_entities"`
	EndEntities  int     `json:"end_entities"`
	Births       int     `json:"births"`
	Deaths       int     `json:"deaths"`
	Starved      int     `json:"starved"`
	Production   float64 `json:"production"`
	TimeCrowded  float64 `json:"time_crowded"` // share of ticks with a population above 0.8 of the cap
	TraitHill    float64 `json:"trait_hill"`

	Costs  Costs   `json:"costs,omitzero"`
	Causes Causes  `json:"causes,omitzero"`
	Day    float64 `json:"day,omitempty"`   // energy eaten by day [per 1,000 molbot-ticks]
	Night  float64 `json:"night,omitempty"` // energy eaten by night [per 1,000 molbot-ticks]
}

// Costs break down what the molbots of a fork spent energy on [per 1,000 molbot-ticks].
type Costs struct {
	Living    float64 `json:"living"`
	Storms    float64 `json:"storms"`
	Moving    float64 `json:"moving"`
	Sensing   float64 `json:"sensing"`
	Acting    float64 `json:"acting"` // attacks and scent
	Breeding  float64 `json:"breeding"`
	Collision float64 `json:"collision"`
	Bites     float64 `json:"bites"`
	BadFood   float64 `json:"bad_food"`
}

// Causes count deaths by cause.
type Causes struct {
	Starved  int `json:"starved"`
	Aged     int `json:"aged"`
	Collided int `json:"collided"`
	Killed   int `json:"killed"`
}
