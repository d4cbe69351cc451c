// Package sandbox is everything about running foreign Go: it vets the source of a trait, lowers it to one typed form
// with the meter in it, and runs it so that nothing the code does can stop, slow down or kill the process.
//
// The steps, in the order that vet.go holds: what the source alone tells (package vet), lowering (lower) to the typed
// form (ir), which has the prices, compiling (exec), and a dry run in which the interpreter (yaegi) must agree. An
// instance (run.go) meters the runs of either runtime and answers what programs ask (host.go). The same code serves the
// cycle's vet step, the engine's second look before it loads, trials, and genesis vet. Package coverage counts which
// lines run, for the page and the coder. No Go toolchain, module cache or file is needed: the declarations that traits
// are checked against are embedded. No clock, network or file may enter, and nothing here knows the world: a trait sees
// what trait.Surroundings answers.
package sandbox

import (
	"time"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Limits bound one run of a trait on one molbot. Fuel and Bytes decide, and they are exact: the same program on the
// same state uses the same in every run. Timeout is what a run takes at most on an idle core; it is only a last resort,
// and the clock ends a run long after it.
type Limits struct {
	Fuel    int64         // a unit is about a nanosecond of a compiled run; 0 for DefaultLimits' value
	Depth   int           // calls of recursive functions within each other
	Bytes   int64         // allocated by make, append and strings, freed or not
	Timeout time.Duration // wall clock
	Runtime Runtime       // "" for DefaultLimits' value
}

// DefaultLimits are ample for a trait that a person would write.
var DefaultLimits = Limits{Fuel: 10_000, Depth: 32, Bytes: 64 << 10, Timeout: 5 * time.Millisecond, Runtime: Auto}

// orDefault fills what l leaves open.
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

// Sandbox loads traits. It implements trait.Loader and is safe for use from several goroutines.
type Sandbox struct {
	options Options
}

var _ trait.Loader = (*Sandbox)(nil)

// New returns a sandbox whose programs run within l.
func New(l Limits) *Sandbox { return Narrow(Options{Limits: l}) }

// Narrow returns a sandbox that vets by o before it loads.
func Narrow(o Options) *Sandbox {
	o.Limits = o.Limits.orDefault()
	return &Sandbox{options: o}
}
