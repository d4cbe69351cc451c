package genesis

// The events of section 4.2 of docs/specification.md, as they are published on Redis channels. Timestamps are seconds
// since 1970 as floating point.

// TelemetryEvent announces a new snapshot. Channel ch:telemetry.
type TelemetryEvent struct {
	Tick        uint64  `json:"tick"`
	SnapshotKey string  `json:"snapshot_key"`
	Timestamp   float64 `json:"timestamp"`
}

// EvolutionTrigger says why a cycle starts. Channel ch:evolution:trigger, hash evo:trigger:{id}.
type EvolutionTrigger struct {
	TriggerID        string   `json:"trigger_id"`
	ProblemType      Problem  `json:"problem_type"`
	Severity         Severity `json:"severity"`
	AffectedEntities []string `json:"affected_entities"`
	SuggestedArea    string   `json:"suggested_area"` // traits, physics or environment
	SnapshotKey      string   `json:"snapshot_key"`
	Reason           string   `json:"reason,omitempty"` // written by a person
	Origin           Origin   `json:"origin,omitempty"`
	By               string   `json:"by,omitempty"` // the person who asked for it, if any
}

// EvolutionPlan is the change that the architect plans. Channel ch:evolution:plan, hash evo:plan:{id}.
type EvolutionPlan struct {
	PlanID       string             `json:"plan_id"`
	TriggerID    string             `json:"trigger_id"`
	ActionType   ActionType         `json:"action_type"`
	Description  string             `json:"description"`
	TargetClass  string             `json:"target_class,omitempty"`
	TargetMethod string             `json:"target_method,omitempty"`
	TraitName    string             `json:"trait_name,omitempty"` // for new_trait and modify_trait
	Params       map[string]float64 `json:"params,omitempty"`     // for adjust_params
}

// MutationReady announces that a vetted trait was saved. Channel ch:mutation:ready.
type MutationReady struct {
	MutationID string `json:"mutation_id"`
	PlanID     string `json:"plan_id"`
	FilePath   string `json:"file_path"`
	TraitName  string `json:"trait_name"`
	Version    int    `json:"version"`
	CodeHash   string `json:"code_hash"`
}

// MutationApplied announces that the engine has loaded a trait. Channel ch:mutation:applied.
type MutationApplied struct {
	MutationID      string `json:"mutation_id"`
	TraitName       string `json:"trait_name"`
	Version         int    `json:"version"`
	RegistryVersion int64  `json:"registry_version"`
}

// MutationFailed announces that a mutation ended without being kept. Channel ch:mutation:failed.
type MutationFailed struct {
	MutationID string `json:"mutation_id"`
	Error      string `json:"error"`
	Stage      string `json:"stage"` // validation, import, execution, trial or canary
	RollbackTo string `json:"rollback_to,omitempty"`
}

// ParamsChanged announces a new value of a world parameter. Channel ch:world:params_changed.
type ParamsChanged struct {
	ParamName string  `json:"param_name"`
	OldValue  float64 `json:"old_value"`
	NewValue  float64 `json:"new_value"`
}

// EvolutionForce announces a trigger by a person. Channel ch:evolution:force.
type EvolutionForce struct {
	Reason string `json:"reason"`
}

// SystemShutdown announces a stop or a soft restart of the engine. Channel ch:system:shutdown.
type SystemShutdown struct {
	Reason    string  `json:"reason"`
	Tick      uint64  `json:"tick"`
	Timestamp float64 `json:"timestamp"`
}

// FeedMessage is one line of the evolution feed. Channel ch:feed; the stream feed:log has the same fields without
// nesting, including the metadata, and an ISO 8601 timestamp.
type FeedMessage struct {
	Agent     string            `json:"agent"` // watcher, architect, coder, patcher, engine or user
	Action    string            `json:"action"`
	Message   string            `json:"message"`
	Metadata  map[string]string `json:"metadata,omitempty"`
	Timestamp float64           `json:"timestamp"`
}

// The agents that write to the feed.
const (
	AgentWatcher   = "watcher"
	AgentArchitect = "architect"
	AgentCoder     = "coder"
	AgentPatcher   = "patcher"
	AgentEngine    = "engine"
	AgentUser      = "user"
)

// Draft is the part of an answer that the model has written so far. Channel ch:draft. Each draft replaces the previous
// one and none is stored.
type Draft struct {
	CycleID string `json:"cycle_id"`
	Step    string `json:"step"`    // plan or code
	Attempt int    `json:"attempt"` // number of the program; 0 for a plan
	Model   string `json:"model"`
	Text    string `json:"text"`
}
