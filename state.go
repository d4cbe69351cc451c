package genesis

import "time"

// Entity is one molbot as the hash ent:{id} and REST show it (docs/specification.md, section 3.3).
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

// Kin is one molbot of the phylogeny, living or dead.
type Kin struct {
	ID     string   `json:"id"`
	Parent string   `json:"parent,omitempty"`
	Mate   string   `json:"mate,omitempty"`        // the other parent
	Steps  int      `json:"generations,omitempty"` // from Parent to it: 1 for its child
	Born   uint64   `json:"born_at_tick"`
	Died   uint64   `json:"died_at_tick,omitempty"` // 0 for the living
	Traits []string `json:"traits"`                 // at birth, as name_vN
}

// Phylogeny tells who descends from whom. Parents come before their children.
type Phylogeny struct {
	Tick   uint64 `json:"tick"`
	Known  int    `json:"known"`  // molbots on record
	Living int    `json:"living"` // of them
	Nodes  []Kin  `json:"nodes"`
}

// Family is one molbot's part of the phylogeny.
type Family struct {
	Ancestors []Kin `json:"ancestors"` // the parent first, along the line of first parents
	Children  []Kin `json:"children"`
}

// LoadedTraits is the engine's registry without the ancestors.
type LoadedTraits struct {
	Tick       uint64        `json:"tick"`
	Generation int64         `json:"generation"`
	Traits     []LoadedTrait `json:"traits"`
}

// LoadedTrait is one version of a trait in the engine's registry. What has no name in JSON stays in the engine's
// process.
type LoadedTrait struct {
	Name       string  `json:"name"`
	Version    int     `json:"version"`
	MutationID string  `json:"mutation_id"`
	CodeHash   string  `json:"code_hash"`
	Source     string  `json:"source"`
	Heritable  bool    `json:"heritable"` // kept
	Bearers    int     `json:"bearers"`
	Generated  bool    `json:"-"` // false for an ancestor
	Canary     bool    `json:"-"`
	Adoption   float64 `json:"-"` // share of newborns, in a canary
	Replaces   int     `json:"-"` // version that comes back if this one is unloaded
	LoadedAt   uint64  `json:"-"` // tick
	Score      float64 `json:"-"` // effect in its trial [energy per 1,000 molbot-ticks]
	Pinned     bool    `json:"-"`
}

// KeptCheckpoint is a checkpoint on disk to which the world can be taken back.
type KeptCheckpoint struct {
	Tick    uint64    `json:"tick"`
	Bytes   int64     `json:"bytes"`
	SavedAt time.Time `json:"saved_at"`
}

// LoopStats tells how the loop keeps its rate.
type LoopStats struct {
	Tick         uint64  `json:"tick"`
	TargetHz     float64 `json:"target_hz"`
	AchievedHz   float64 `json:"achieved_hz"`   // over the last seconds
	Overruns     uint64  `json:"overruns"`      // ticks that took longer than their time, since start
	Dropped      uint64  `json:"dropped_ticks"` // ticks that were due and are not made up for, since start
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

	RegistryBytes uint64 `json:"registry_bytes"` // memory of the programs of all loaded traits, about

	ExpiredCommands uint64 `json:"expired_commands"` // came so late that their senders had given up, since start

	// Sums since start.
	DecideSec float64 `json:"decide_sec"` // time in the first phase of ticks: molbots sense and decide
	CommitSec float64 `json:"commit_sec"` // time in the second phase: what they decided happens
	FuelSpent uint64  `json:"fuel_spent"`
	Births    uint64  `json:"births"`
	Deaths    uint64  `json:"deaths"`
	Faults    uint64  `json:"faults"` // of generated traits, up to the last snapshot
}
