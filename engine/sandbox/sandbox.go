// Package sandbox runs untrusted Go. It vets the source of a trait, lowers it to a typed form that meters itself, and
// runs that form so that the code can neither stop nor slow down nor crash the process.
//
// A source passes through these steps, which vet.go puts in order: static checks (package vet), lowering (lower) to the
// typed form that carries the prices (ir), compilation (exec), and a dry run in which the interpreter (yaegi) must
// agree with the compiled code. An instance (run.go) meters the runs of either runtime and answers the questions of
// running programs (host.go). The vet step of the cycle, the engine's check before it loads a trait, the trials and
// genesis vet all use this code. Package coverage counts which lines run, for the page and for the coder.
//
// The declarations that traits are checked against are embedded, so vetting needs no Go toolchain, module cache or
// file. A trait reaches no clock, network or file, and this package knows nothing about the world: a trait perceives
// only what its trait.Surroundings returns.
package sandbox

import (
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Limits bound one run of a trait on one molbot. Fuel and Bytes are exact: the same program on the same state uses the
// same amount in every run. Timeout is the longest that a run should take on an idle core. It is a last resort, and a
// run is ended only long after it (see patience).
type Limits struct {
	Fuel    int64         // one unit is about a nanosecond of a compiled run; 0 means the value of DefaultLimits
	Depth   int           // nested calls of recursive functions
	Bytes   int64         // allocated by make, append and string concatenation, whether freed or not
	Timeout time.Duration // wall clock
	Runtime Runtime       // "" means the value of DefaultLimits
}

// DefaultLimits leave ample room for a trait that a person would write.
var DefaultLimits = Limits{Fuel: 10_000, Depth: 32, Bytes: 64 << 10, Timeout: 5 * time.Millisecond, Runtime: Auto}

// orDefault replaces the unset fields of l by those of DefaultLimits.
func (l Limits) orDefault() Limits {
	if l.Fuel <= 0 {
		l.Fuel = DefaultLimits.Fuel
	}
	if l.Depth <= 0 {
		l.Depth = DefaultLimits.Depth
	}
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimits.Bytes
	}
	if l.Timeout <= 0 {
		l.Timeout = DefaultLimits.Timeout
	}
	if l.Runtime == "" {
		l.Runtime = DefaultLimits.Runtime
	}
	return l
}

// Sandbox loads traits. It implements trait.Loader and is safe for concurrent use.
type Sandbox struct {
	options Options
}

var _ trait.Loader = (*Sandbox)(nil)

// New returns a sandbox whose programs run within the limits l.
func New(l Limits) *Sandbox { return Narrow(Options{Limits: l}) }

// Narrow returns a sandbox that vets sources with the options o before it loads them.
func Narrow(o Options) *Sandbox {
	o.Limits = o.Limits.orDefault()
	return &Sandbox{options: o}
}
