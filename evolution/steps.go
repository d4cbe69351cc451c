package evolution

import (
	"time"

	"github.com/ai-genesis/ai-genesis"
)

// Steps carries out what a Cycle decides. In production the steps are Temporal activities; in the bench they run in the
// same process. Every step waits for its result and for the parts of the system that it needs, so an error means that
// the cycle can't go on. A rejected program or a failed trial is a result, not an error.
type Steps interface {
	// Enter moves the cycle to a stage and reports it in the feed.
	Enter(genesis.Stage, Note) error
	// Tell writes the current record, and adds a line to the feed if the note has a message.
	Tell(Note) error
	// Does reports whether this cycle includes a change that a later build introduced. It is false only for cycles that
	// an older build started: they must replay as they were recorded.
	Does(change string) bool

	// Observe reads the world and forks it.
	Observe(genesis.WorldRef) (genesis.Observation, error)
	Plan(genesis.PlanInput) (genesis.PlanResult, error)
	Code(genesis.CodeInput) (genesis.CodeResult, error)
	Vet(genesis.VetInput) (genesis.VetResult, error)
	// Trial runs pairs of forks; first is the number of pairs that ran before them.
	Trial(pairs []genesis.TrialInput, first int) ([]genesis.TrialResult, error)
	// Approve waits for a person's approval if the policy requires one. A veto is returned as an error.
	Approve(what string) error
	Save(genesis.SaveInput) (genesis.SaveResult, error)
	// Load brings a saved trait into the world; stale means that the registry has changed since the world was observed.
	Load(genesis.LoadInput) (out genesis.LoadResult, stale bool, err error)
	// Beside runs forks next to the live world while the function watches it, and ends them when the function returns.
	// The function must use the Steps that it is given.
	Beside(genesis.ShadowInput, func(Steps, Shadow) error) error
	// Rest waits for a while; why is shown to people.
	Rest(d time.Duration, why string) error
	ReadCanary(genesis.MutationRef) (genesis.CanaryReading, error)
	Keep(genesis.MutationRef) error
	// Rollback undoes Save and Load. It does nothing if they did nothing.
	Rollback(genesis.MutationRef) error

	SetParams(genesis.SetParamInput) (genesis.SetParamResult, error)
	// RestoreParams undoes SetParams.
	RestoreParams(genesis.SetParamInput) error
}

// Shadow is a set of forks that run next to the live world.
type Shadow interface {
	// Result is their result; ready is false while they run. An error means that they produced none.
	Result() (out genesis.ShadowResult, ready bool, err error)
	// Wait waits for the result.
	Wait() (genesis.ShadowResult, error)
}

// Note is one line of the feed with its metadata and event.
type Note struct {
	Agent, Action, Message string
	Data                   map[string]string
	Event                  *genesis.CycleEvent
}

// Names of the changes that later builds made to the cycle, for Does.
const (
	KnownCostNoTry    = "known-programs-cost-no-try"
	FutileTrialsEnd   = "futile-trials-end"
	CanaryAsksAsTrial = "canary-asks-as-its-trial"
	ParamsBesideForks = "params-beside-forks"
)
