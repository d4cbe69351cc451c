package genesis

// Entity is one molbot as the hash ent:{id} and REST show it (seed section 3.3).
type Entity struct {
	ID          string             `json:"id"`
	X           float64            `json:"x"` // px
	Y           float64            `json:"y"`
	Energy      float64            `json:"energy"`
	MaxEnergy   float64            `json:"max_energy"`
	Age         uint64             `json:"age"` // ticks
	Generation  int                `json:"generation"`
	DNAHash     string             `json:"dna_hash"`
	Traits      []string           `json:"traits"` // as name_vN
	Deactivated []string           `json:"deactivated_traits,omitempty"`
	State       string             `json:"state"` // alive, dormant (its traits did not run this tick)
	ParentID    string             `json:"parent_id"`
	BornAtTick  uint64             `json:"born_at_tick"`
	Color       string             `json:"color"` // #RRGGBB
	Radius      float64            `json:"radius"`
	Genes       map[string]float64 `json:"genes,omitempty"`
}

// LoopStats tells how the loop keeps its rate.
type LoopStats struct {
	Tick         uint64  `json:"tick"`
	TargetHz     float64 `json:"target_hz"`
	AchievedHz   float64 `json:"achieved_hz"` // over the last seconds
	Overruns     uint64  `json:"overruns"`    // ticks that took longer than their time, since start
	TickP50Ms    float64 `json:"tick_p50_ms"`
	TickP99Ms    float64 `json:"tick_p99_ms"`
	CarriedOver  uint64  `json:"carried_over"` // molbots cut from a tick by the budget, since start
	Paused       bool    `json:"paused"`
	Speed        float64 `json:"speed"`
	EntityCount  int     `json:"entity_count"`
	Resources    int     `json:"resource_count"`
	Generation   int64   `json:"registry_generation"`
	BootID       string  `json:"boot_id"`
	UptimeSec    float64 `json:"uptime_sec"`
	MemoryBytes  uint64  `json:"memory_bytes"`
	ActiveTraits int     `json:"active_traits"`
}
