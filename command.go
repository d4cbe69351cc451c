package genesis

import "encoding/json"

// CommandKind says what a command asks of the engine.
type CommandKind string

// The engine's commands. They arrive in its mailbox between ticks and are journalled before they are acknowledged.
const (
	CmdSetParam   CommandKind = "set_param"   // Param, Value
	CmdSetParams  CommandKind = "set_params"  // Params: all of them, or none
	CmdPause      CommandKind = "pause"       //
	CmdResume     CommandKind = "resume"      //
	CmdStep       CommandKind = "step"        // Count ticks, while paused
	CmdSpeed      CommandKind = "speed"       // Value: 0.1 to 100, 0 for as fast as possible
	CmdCheckpoint CommandKind = "checkpoint"  //
	CmdSpawn      CommandKind = "spawn"       // Count molbots (at X, Y unless both are 0)
	CmdScatter    CommandKind = "scatter"     // Count food items (around X, Y unless both are 0)
	CmdKill       CommandKind = "kill"        // Molbot
	CmdLoad       CommandKind = "load_trait"  // Trait
	CmdKeep       CommandKind = "keep_trait"  // Trait.Name, Trait.Version: the canary ends, the trait becomes heritable
	CmdUnload     CommandKind = "unload"      // Trait.Name, Trait.Version: out of the registry and of every bearer
	CmdAdopt      CommandKind = "adopt_trait" // Trait.Name, Value: share of the living that get it at once (trials)
	// Value: a weather front, so many °C warmer or, below 0, colder; with X above 0 it is there at once
	CmdFront   CommandKind = "front"
	CmdRestore CommandKind = "restore"   // Count: the tick of a kept checkpoint
	CmdReset   CommandKind = "reset"     // Count: the seed of a new world in the place of this one
	CmdPin     CommandKind = "pin_trait" // Trait.Name, Trait.Version, Value: 1 to pin it, 0 to let it go
	CmdDepart  CommandKind = "depart"    // Molbot leaves for the world Param, by the journey Migration
	CmdArrive  CommandKind = "arrive"    // Traveller comes in by the journey Migration
	CmdSettle  CommandKind = "settle"    // the journey Migration is over; Value: 1 to take its traveller back
	// Trait.Name, Trait.Version: out of the world because of Param, a reason; the engine's own
	CmdSwitchOff CommandKind = "switch_off"
	// Value: fuel of a tick from now on, 0 for no limit; the loop's own, for the journal
	CmdBudget CommandKind = "fuel_budget"

	// Questions: they change nothing and are not journalled.
	CmdLineage CommandKind = "lineage" // the Phylogeny, of Count nodes at most; with Molbot its Family
	CmdLoaded  CommandKind = "loaded"  // the LoadedTraits
	CmdLayer   CommandKind = "layer"   // Param: a field of the environment of Count columns; Value: its channel
	// Count pictures of the past, the first of tick Value, each Param ticks after the other; 0: only how far back there
	// are any
	CmdFilm CommandKind = "film"
	// Molbot: its Explanation, with sources where Param is "sources"; it is watched from then on, and for a while after
	CmdExplain CommandKind = "explain"
	// Param: a trait as name_vN: its TraitLines, counted from then on, and for a while after
	CmdHeat CommandKind = "heat"
	// Trait.Source, with Trait.Name around a function alone: the Verdict; Param "mend" mends first
	CmdVet CommandKind = "vet"
)

// Command asks the engine for one change. Fields that its kind does not name are left out.
type Command struct {
	ID     string      `json:"id"` // a repeated id is answered from memory and not carried out again
	Kind   CommandKind `json:"kind"`
	Param  string      `json:"param,omitempty"`
	Value  float64     `json:"value,omitempty"`
	Count  int         `json:"count,omitempty"`
	X      float64     `json:"x,omitempty"`
	Y      float64     `json:"y,omitempty"`
	Molbot string      `json:"molbot,omitempty"`
	Trait  *TraitLoad  `json:"trait,omitempty"`

	Params map[string]float64 `json:"params,omitempty"`

	Migration string     `json:"migration,omitempty"`
	Traveller *Traveller `json:"traveller,omitempty"`
}

// TraitLoad is the part of a command that concerns a trait.
type TraitLoad struct {
	Name       string  `json:"name"`
	Version    int     `json:"version"`
	MutationID string  `json:"mutation_id,omitempty"`
	Source     string  `json:"source,omitempty"`
	CodeHash   string  `json:"code_hash,omitempty"`
	Adoption   float64 `json:"adoption,omitempty"`   // share of newborns that get it by a fresh coin
	Heritable  bool    `json:"heritable,omitempty"`  // inherited by children from the start
	Generation int64   `json:"generation,omitempty"` // registry generation the caller has seen; 0 skips the fence
	Score      float64 `json:"score,omitempty"`      // effect in its trial, to tell which trait is the least useful
	Pinned     bool    `json:"pinned,omitempty"`     // never retired to make room
	// GoFirst are traits by id that make room before all others, as nothing shows that they help.
	GoFirst []string `json:"go_first,omitempty"`
}

// Reply answers a command.
type Reply struct {
	ID         string          `json:"id"`
	Tick       uint64          `json:"tick"`       // tick at which it took effect
	Generation int64           `json:"generation"` // registry generation after it
	Data       json.RawMessage `json:"data,omitempty"`
	Err        *Error          `json:"error,omitempty"`
}
