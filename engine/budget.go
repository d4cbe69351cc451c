package engine

import (
	"math"
	"time"
)

// budget turns the time for the first phase into fuel, so that the cut falls at the same place in a replay, whatever
// the machine's speed. It measures what a unit of fuel takes and proposes a new number only when it is off by much.
type budget struct {
	fuel    int64 // of a tick; 0 for no limit
	time    time.Duration
	perFuel float64 // [ns], 0 before the first measurement
	begun   time.Time
	took    time.Duration
	peak    int64   // most fuel of a tick since the last proposal
	late    int     // ticks in a row whose fuel took too long
	unit    float64 // [ns] that a unit takes in the baseline program, so of this runtime
	least   float64 // that a unit of theirs took [ns]
}

const (
	calibrateEvery = 64   // ticks
	calibrateFrom  = 500  // less fuel in a tick measures nothing
	calibrateRate  = 0.05 // weight of a new measurement
	calibrateOff   = 0.25 // how far off the budget must be to change
	lateTicks      = 3    // in a row, after which the budget is not waited for
	// times the baseline's that a unit takes by the law of prices, where no other process has the processor
	maxUnit = 8
)

func newBudget(time time.Duration) budget { return budget{time: time, unit: unitTime} }

// mark is called before and after the first phase.
func (b *budget) mark() {
	if b.begun.IsZero() {
		b.begun = time.Now()
		return
	}
	b.took = time.Since(b.begun)
	b.begun = time.Time{}
}

// measure takes what the last tick's first phase spent.
func (b *budget) measure(fuel int64) {
	b.peak = max(b.peak, fuel)
	b.count(fuel)
	if fuel < calibrateFrom || b.took <= 0 {
		return
	}
	perFuel := float64(b.took) / float64(fuel)
	if b.perFuel == 0 {
		b.perFuel = perFuel
		return
	}
	// One slow tick (a stop of the machine) must not cut the budget down.
	perFuel = math.Min(perFuel, 4*b.perFuel)
	b.perFuel += calibrateRate * (perFuel - b.perFuel)
}

// count counts the ticks in a row that were late, and keeps the least that a unit took in them. Where so little fuel
// can't have taken that long, something else did, and a smaller budget would not help.
func (b *budget) count(fuel int64) {
	if b.took <= b.time*5/4 || maxUnit*b.unit*float64(fuel) < float64(b.time) {
		b.late = 0
		return
	}
	rate := float64(b.took) / float64(fuel)
	if b.late == 0 {
		b.least = rate
	}
	b.late, b.least = b.late+1, min(b.least, rate)
}

// forget begins to measure anew.
func (b *budget) forget() { b.perFuel, b.took, b.late = 0, 0, 0 }

// due reports whether it is time for a proposal. Where ticks are late, 64 of them would take seconds.
func (b *budget) due(tick uint64) bool { return tick%calibrateEvery == 0 || b.late >= lateTicks }

// propose is the budget as measured; changed is false if the present one is near enough, or if no tick comes near to
// either: then neither cuts anything, and the journal need not tell of it.
func (b *budget) propose() (fuel int64, changed bool) {
	peak := b.peak
	b.peak = 0
	if b.late >= lateTicks {
		b.perFuel, b.late = max(b.perFuel, b.least), 0
	}
	if b.perFuel == 0 {
		return 0, false
	}
	fuel = int64(float64(b.time) / b.perFuel)
	if peak < fuel/2 && (b.fuel == 0 || peak < b.fuel/2) {
		return fuel, false
	}
	off := math.Abs(float64(fuel-b.fuel)) / math.Max(1, float64(b.fuel))
	return fuel, off > calibrateOff
}
