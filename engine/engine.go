// Package engine is the simulation: a pure core that computes one tick from the previous one, and a thin loop around it
// that owns the only clock. The same seed and the same commands give the same world at every tick, for any number of
// goroutines.
//
// A tick has two phases. In the first, all molbots sense and decide in parallel; they read the state at the end of the
// last tick and write nothing but their own intents. In the second, the systems of the schedule carry out the intents
// one after the other. This split makes the result independent of the order in which goroutines run.
//
// The package doesn't depend on Temporal, Redis or HTTP. The runtime for generated code is injected as a trait.Loader.
package engine

import (
	"runtime"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// Options configure an Engine. The zero value works for a world without generated traits.
type Options struct {
	Loader           trait.Loader // runs generated traits; nil: loading them fails
	Workers          int          // goroutines of the first phase; 0 or less: GOMAXPROCS
	SnapshotInterval int          // [ticks]; 0: 300
	MaxTraits        int          // generated traits kept at once; 0: 30
	CallFuel         int64        // fuel for the host's work in one run of a trait; 0: 20,000
	Lenient          bool         // Restore loads rejected traits as mute instead of failing; see Refused
}

func (o Options) withDefaults() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.SnapshotInterval <= 0 {
		o.SnapshotInterval = 300
	}
	if o.MaxTraits <= 0 {
		o.MaxTraits = 30
	}
	// Ancestors, canaries and waiting versions need bits as well.
	o.MaxTraits = min(o.MaxTraits, world.MaxTraits/2)
	if o.CallFuel <= 0 {
		o.CallFuel = 20_000
	}
	return o
}

// Engine runs one world. It is not safe for concurrent use, except that Prepare may run concurrently with other
// methods.
type Engine struct {
	w        *world.World
	senses   senses
	options  Options
	registry registry
	readings []genesis.CanaryReading // of finished canaries, newest last
	lineage  lineage
	transit  transit

	setOfMask map[uint64]uint32 // index into lineage.sets, valid until the registry changes

	workers   []*worker
	phase     phase
	out       Output
	suspects  uint64 // traits that faulted in this tick
	hashing   []byte
	types     typeTable
	drawn     uint64     // number of the first event that has not been in a frame
	observers *observers // not part of the state; nil until the first observation
	mark      func()     // called before and after the first phase, for the loop's clock; nil without a loop
}

// Input is what one tick depends on in addition to the world.
type Input struct {
	Commands   []Prepared // carried out before the tick, in order
	FuelBudget int64      // for the first phase; 0 is unlimited
}

// Output is the result of one tick. It is valid until the next tick.
type Output struct {
	Tick        uint64
	Replies     []command.Reply // to Input.Commands, in order
	Snapshot    *genesis.Snapshot
	Births      int64
	Deaths      int64
	CarriedOver int   // molbots that the budget cut; they come first in the next tick
	Fuel        int64 // spent in the first phase
	Tripped     []Trip
}

// Trip reports that the engine itself removed a trait from the world, because it faulted too often or was switched off.
type Trip struct {
	Name       string
	Version    int
	MutationID string
	Reason     string
}

// New creates a world with founders, ancestral traits and food. Parameters must be
// within their ranges; check input from people with genesis.CheckParam.
func New(p Params, seed uint64, o Options) *Engine {
	e := assemble(world.New(p, seed), o)
	if err := e.installAncestors(); err != nil {
		panic(err) // compiled-in traits can't fail
	}
	e.populate()
	e.recordLives()
	return e
}

func assemble(w *world.World, o Options) *Engine {
	e := &Engine{w: w, senses: senses{w}, options: o.withDefaults(), setOfMask: map[uint64]uint32{}}
	for n := range e.options.Workers {
		e.workers = append(e.workers, &worker{number: n})
	}
	return e
}

// populate places the founders and as much food as a world in equilibrium has.
func (e *Engine) populate() {
	w := e.w
	random := world.Keyed(w.Seed, 0, 1, world.ForBirthplace)
	founders := min(int(w.P.MaxEntities), max(int(w.P.MinPopulation), int(0.3*w.P.MaxEntities)))
	for range founders {
		w.Found(random.Float()*w.P.Width, random.Float()*w.P.Height, world.Spawned)
	}
	const inBalance = 0.4 // share of the food that would lie around if nobody ate
	for n := range uint64(inBalance * w.P.SpawnRate * w.P.Area() * w.P.Biology.Rot) {
		w.Sprout(n)
	}
}

// Close frees the programs of the loaded traits.
func (e *Engine) Close() {
	for _, t := range e.registry.entries {
		if t != nil {
			t.close()
		}
	}
}

// Tick carries out the commands and advances the world by one tick.
func (e *Engine) Tick(in Input) Output {
	e.out = Output{Replies: e.out.Replies[:0], Tripped: e.out.Tripped[:0]}
	for _, cmd := range in.Commands {
		e.out.Replies = append(e.out.Replies, e.Apply(cmd))
	}
	out, _ := e.try(in.FuelBudget)
	return out
}

// try advances the world by one tick, unless the watch aborts it. Then whole is false and the world has not changed.
func (e *Engine) try(fuel int64) (out Output, whole bool) {
	w := e.w
	e.out = Output{Replies: e.out.Replies, Tripped: e.out.Tripped[:0]}
	w.Tick++
	births, deaths := w.Period.Births, w.Period.Dead()
	w.Reindex(len(e.registry.order) > 0)
	if e.observers != nil {
		e.observers.begin(w)
	}
	e.marked()
	whole = e.decide(fuel)
	e.marked()
	if !whole {
		w.Tick--
		return e.out, false
	}
	for _, s := range schedule {
		s.run(w)
	}
	if e.observers != nil {
		e.observers.end(w)
	}
	e.recordLives()
	e.trip()
	e.out.Tick = w.Tick
	e.out.Births, e.out.Deaths = w.Period.Births-births, w.Period.Dead()-deaths
	if w.Tick%uint64(e.options.SnapshotInterval) == 0 {
		s := e.Snapshot()
		e.out.Snapshot = &s
		e.newPeriod()
	}
	return e.out, true
}

func (e *Engine) marked() {
	if e.mark != nil {
		e.mark()
	}
}

// Now is the current tick.
func (e *Engine) Now() uint64 { return e.w.Tick }

// Count is the number of living molbots.
func (e *Engine) Count() int { return e.w.Count() }

// Resources is the number of food items.
func (e *Engine) Resources() int { return e.w.Food.Count() }

// Params are the world's parameters by name.
func (e *Engine) Params() map[string]float64 { return e.w.P.Map() }

// Param is the value of one parameter, 0 for an unknown name.
func (e *Engine) Param(name string) float64 {
	value, _ := e.w.P.Value(name)
	return value
}

// Reseed changes the random numbers from now on. Trials use it to give forks of the same world different chances. Land
// and current weather don't change.
func (e *Engine) Reseed(seed uint64) { e.w.Seed = seed }

// Sound reports whether the energy ledger balances and every number of the state is finite and within its bounds.
func (e *Engine) Sound() bool { return e.Ledger().Balanced() && e.w.Sound() }

// Ledger is the account of all energy since the world began.
func (e *Engine) Ledger() Ledger {
	l := Ledger{Expected: e.w.Ledger.Balance(), Actual: e.w.Energy(), Turnover: e.w.Ledger.Turnover()}
	for entry, energy := range e.w.Ledger.Sums {
		l.Entries = append(l.Entries, LedgerEntry{
			Name: world.Entry(entry).String(), Energy: energy, Incoming: world.Entry(entry) <= world.Scattered,
		})
	}
	return l
}

// Ledger shows where the world's energy came from and where it went.
type Ledger struct {
	Entries  []LedgerEntry
	Expected float64 // energy that came in minus energy that went out
	Actual   float64 // energy in bodies and food
	Turnover float64 // all energy that ever came in
}

// LedgerEntry is one line of the ledger.
type LedgerEntry struct {
	Name     string
	Energy   float64
	Incoming bool
}

// Balanced reports whether the expected and the actual energy agree, except for rounding errors.
func (l Ledger) Balanced() bool {
	difference := l.Actual - l.Expected
	return difference*difference <= 1e-18*(1+l.Turnover)*(1+l.Turnover)
}
