package engine

import (
	"fmt"
	"math/bits"

	"github.com/ai-genesis/ai-genesis"
)

// Limits for the faults of a trait. Exceeding one of them unloads the trait.
const (
	tripCalls  = 40 // runs from which the rate of faults is judged
	tripRate   = 0.05
	tripFaults = 4 // faults from which the share of bearers is judged
	tripShare  = 0.25
)

// maxReadings is the number of readings that are kept of finished canaries.
const maxReadings = 32

// Canary compares the molbots that were assigned a trait with those that were not. The last reading of a finished
// canary stays available for some time; Loaded says whether the trait is still in the registry.
func (e *Engine) Canary(name string, version int) genesis.CanaryReading {
	bit, loaded := e.registry.find(name, version)
	if loaded && e.w.Heredity.Assignment(bit) != nil {
		return e.reading(bit)
	}
	for i := len(e.readings) - 1; i >= 0; i-- {
		if r := e.readings[i]; r.Trait == name && r.Version == version {
			r.Tick, r.Loaded = e.w.Tick, loaded
			return r
		}
	}
	if loaded {
		return e.reading(bit)
	}
	return genesis.CanaryReading{Tick: e.w.Tick, Trait: name, Version: version}
}

func (e *Engine) reading(bit int) genesis.CanaryReading {
	t := e.registry.entries[bit]
	r := genesis.CanaryReading{
		Tick: e.w.Tick, Trait: t.name, Version: t.version, Loaded: true, Faults: t.total.faults, Calls: t.total.calls,
		Entities: e.w.Count(),
	}
	if c := e.w.Heredity.Assignment(bit); c != nil {
		r.Treated, r.Control = c.Treated, c.Control
		r.Treated.Alive = countBits(e.w.Bots.Treated, bit)
		r.Control.Alive = countBits(e.w.Bots.Control, bit)
		r.Tests = c.BirthCohort.Tests.EValues()
	}
	return r
}

func countBits(masks []uint64, bit int) (n int) {
	for _, mask := range masks {
		n += int(mask >> bit & 1)
	}
	return n
}

func remember(readings []genesis.CanaryReading, r genesis.CanaryReading) []genesis.CanaryReading {
	r.Loaded = false
	readings = append(readings, r)
	if len(readings) > maxReadings {
		readings = readings[1:]
	}
	return readings
}

// trip unloads the traits that faulted in this tick and exceed a limit.
func (e *Engine) trip() {
	for suspects := e.suspects; suspects != 0; suspects &= suspects - 1 {
		bit := bits.TrailingZeros64(suspects)
		reason, bad := e.tooFaulty(bit)
		if !bad {
			continue
		}
		t := e.registry.entries[bit]
		e.out.Tripped = append(e.out.Tripped, Trip{t.name, t.version, t.mutationID, reason})
		e.tripTrait(bit, "") // no reason: the counts of faults are the reason
	}
	e.suspects = 0
}

// tripTrait unloads a trait and marks its canary, if it is in one, as tripped.
func (e *Engine) tripTrait(bit int, reason string) {
	e.readings = remember(e.readings, e.reading(bit))
	last := len(e.readings) - 1
	e.readings[last].Tripped, e.readings[last].Reason = true, reason
	e.unload(bit)
	e.readings = e.readings[:last+1] // drop the second reading, which unload has added
}

// disableTrait removes a trait for a reason. It also works for a version that waits behind a newer one; if the newer
// one then fails, there is no version to restore.
func (e *Engine) disableTrait(bit int, reason string) {
	if !e.registry.entries[bit].waiting {
		e.tripTrait(bit, reason)
		return
	}
	for k := range e.w.Heredity.Assignments {
		if c := &e.w.Heredity.Assignments[k]; c.Replaces == bit {
			c.Replaces = -1
		}
	}
	e.w.Strip(1<<bit, 0)
	e.drop(bit)
	e.changed()
}

// tooFaulty reports whether a trait exceeds one of two limits: the rate of faults in its runs, or the share of bearers
// on which it is deactivated. The rate alone is not enough, because a trait no longer runs on a molbot where it
// faulted.
func (e *Engine) tooFaulty(bit int) (reason string, bad bool) {
	t := e.registry.entries[bit]
	if t.total.calls >= tripCalls && float64(t.total.faults) > tripRate*float64(t.total.calls) {
		return fmt.Sprintf("%d of %d runs faulted, the last one by %s", t.total.faults, t.total.calls, t.lastFault), true
	}
	bearers, off := e.w.Bearers(bit)
	if off > 0 && t.total.faults >= tripFaults && float64(off) >= tripShare*float64(bearers) {
		return fmt.Sprintf("deactivated on %d of %d bearers, the last time by %s", off, bearers, t.lastFault), true
	}
	return "", false
}
