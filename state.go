package genesis

import "time"

// Entity is one molbot, as stored in the hash ent:{id} and returned by REST (docs/specification.md, section 3.3).
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
	State       string             `json:"state"` // alive, or dormant if its traits did not run in this tick
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
	Steps  int      `json:"generations,omitempty"` // from Parent to this molbot: 1 for its child
	Born   uint64   `json:"born_at_tick"`
	Died   uint64   `json:"died_at_tick,omitempty"` // 0 for the living
	Traits []string `json:"traits"`                 // at birth, as name_vN
}

// Phylogeny is the tree of descent. Parents come before their children.
type Phylogeny struct {
	Tick   uint64 `json:"tick"`
	Known  int    `json:"known"`  // molbots on record
	Living int    `json:"living"` // how many of them are alive
	Nodes  []Kin  `json:"nodes"`
}

// Family is the part of the phylogeny around one molbot.
type Family struct {
	Ancestors []Kin `json:"ancestors"` // line of first parents, the parent first
	Children  []Kin `json:"children"`
}

// LoadedTraits is the engine's registry without the ancestors.
type LoadedTraits struct {
	Tick       uint64        `json:"tick"`
	Generation int64         `json:"generation"`
	Traits     []LoadedTrait `json:"traits"`
}

// LoadedTrait is one version of a trait in the engine's registry. Fields without a JSON name don't leave the engine's
// process.
type LoadedTrait struct {
	Name       string  `json:"name"`
	Version    int     `json:"version"`
	MutationID string  `json:"mutation_id"`
	CodeHash   string  `json:"code_hash"`
	Source     string  `json:"source"`
	Heritable  bool    `json:"heritable"` // it was kept
	Bearers    int     `json:"bearers"`
	Generated  bool    `json:"-"` // false for an ancestor
	Canary     bool    `json:"-"`
	Adoption   float64 `json:"-"` // share of newborns that get it in its canary
	Replaces   int     `json:"-"` // version that is restored if this one is unloaded
	LoadedAt   uint64  `json:"-"` // tick
	Score      float64 `json:"-"` // effect in its trial [energy per 1,000 molbot-ticks]
	Pinned     bool    `json:"-"`
}

// KeptCheckpoint is a checkpoint on disk that the world can be restored to.
type KeptCheckpoint struct {
	Tick    uint64    `json:"tick"`
	Bytes   int64     `json:"bytes"`
	SavedAt time.Time `json:"saved_at"`
}

// LoopStats describes how well the loop keeps its tick rate.
type LoopStats struct {
	Tick         uint64  `json:"tick"`
	TargetHz     float64 `json:"target_hz"`
	AchievedHz   float64 `json:"achieved_hz"`   // over the last seconds
	Overruns     uint64  `json:"overruns"`      // ticks that took longer than their interval, since start
	Dropped      uint64  `json:"dropped_ticks"` // ticks that were due but skipped, since start
	TickP50Ms    float64 `json:"tick_p50_ms"`
	TickP99Ms    float64 `json:"tick_p99_ms"`
	CarriedOver  uint64  `json:"carried_over"` // molbots skipped because the budget ran out, since start
	Paused       bool    `json:"paused"`
	Speed        float64 `json:"speed"`
	EntityCount  int     `json:"entity_count"`
	Resources    int     `json:"resource_count"`
	Generation   int64   `json:"registry_generation"`
	BootID       string  `json:"boot_id"`
	UptimeSec    float64 `json:"uptime_sec"`
	MemoryBytes  uint64  `json:"memory_bytes"`
	ActiveTraits int     `json:"active_traits"`

	RegistryBytes uint64 `json:"registry_bytes"` // approximate memory of all loaded programs

	ExpiredCommands uint64 `json:"expired_commands"` // received after their senders had given up, since start

	// Totals since start.
	DecideSec float64 `json:"decide_sec"` // time in the first phase of ticks, in which molbots sense and decide
	CommitSec float64 `json:"commit_sec"` // time in the second phase, which carries out their decisions
	FuelSpent uint64  `json:"fuel_spent"`
	Births    uint64  `json:"births"`
	Deaths    uint64  `json:"deaths"`
	Faults    uint64  `json:"faults"` // of generated traits, up to the last snapshot
}
