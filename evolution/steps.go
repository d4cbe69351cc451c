package evolution

import (
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// Steps carries out what a cycle decides. Each of them waits for its result, and for the parts that it needs. An error
// ends the cycle, and it is the caller's business which: a refused program and a failed trial are results.
type Steps interface {
	// Enter moves the cycle to a stage and tells of it.
	Enter(genesis.Stage, Note) error
	// Tell writes the record as it stands, with a line of the feed if the note has a message.
	Tell(Note) error
	// Does reports whether this cycle does what a later build brought in under a name. Only cycles of old don't.
	Does(change string) bool

	// Observe reads the world and forks it.
	Observe(genesis.WorldRef) (genesis.Observation, error)
	Plan(genesis.PlanInput) (genesis.PlanResult, error)
	Code(genesis.CodeInput) (genesis.CodeResult, error)
	Vet(genesis.VetInput) (genesis.VetResult, error)
	// Trial runs pairs of forks; first is how many were run before them.
	Trial(pairs []genesis.TrialInput, first int) ([]genesis.TrialResult, error)
	// Approve waits for a person's word, where the policy asks for one. A veto is an error.
	Approve(what string) error
	Save(genesis.SaveInput) (genesis.SaveResult, error)
	// Load brings a saved trait into the world; stale means that the registry has changed since the world was observed.
	Load(genesis.LoadInput) (out genesis.LoadResult, stale bool, err error)
	// Beside has forks live beside the world while it is watched, and ends them with the watch, which goes by the steps
	// that it gets.
	Beside(genesis.ShadowInput, func(Steps, Shadow) error) error
	// Rest lets the world live for a while; the words are for people.
	Rest(d time.Duration, why string) error
	ReadCanary(genesis.MutationRef) (genesis.CanaryReading, error)
	Keep(genesis.MutationRef) error
	// Rollback undoes Save and Load. It does nothing where they did nothing.
	Rollback(genesis.MutationRef) error

	SetParams(genesis.SetParamInput) (genesis.SetParamResult, error)
	// RestoreParams undoes SetParams.
	RestoreParams(genesis.SetParamInput) error
}

// Shadow are forks that live beside the world.
type Shadow interface {
	// Result is what they came to; ready is false while they live. An error means that they came to nothing.
	Result() (out genesis.ShadowResult, ready bool, err error)
	// Wait waits for the result.
	Wait() (genesis.ShadowResult, error)
}

// Note is one line for the feed, and what goes with it.
type Note struct {
	Agent, Action, Message string
	Data                   map[string]string
	Event                  *genesis.CycleEvent
}

// Changes that later builds brought to a cycle, by which Does knows them.
const (
	KnownCostNoTry    = "known-programs-cost-no-try"
	FutileTrialsEnd   = "futile-trials-end"
	CanaryAsksAsTrial = "canary-asks-as-its-trial"
	ParamsBesideForks = "params-beside-forks"
)
