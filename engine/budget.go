package engine

import (
	"math"
	"time"
)

// budget converts the time available for the first phase of a tick into fuel. A limit in time would cut the phase at a
// different molbot in every run; a limit in fuel cuts at the same one, so a replay with the journalled budgets gives
// the same world on any machine. It measures the time of a unit of fuel and proposes a new budget only when the old one
// is far off.
type budget struct {
	fuel    int64 // per tick; 0 for no limit
	time    time.Duration
	perFuel float64 // time of a unit of fuel [ns], 0 before the first measurement
	begun   time.Time
	took    time.Duration
	peak    int64   // highest fuel of a tick since the last proposal
	late    int     // number of consecutive ticks whose first phase took too long
	unit    float64 // time of a unit in the baseline program, and so in this runtime [ns]
	least   float64 // lowest time of a unit in the late ticks [ns]
}

const (
	calibrateEvery = 64   // ticks
	calibrateFrom  = 500  // minimum fuel of a tick that is worth measuring
	calibrateRate  = 0.05 // weight of a new measurement
	calibrateOff   = 0.25 // relative error from which the budget is changed
	lateTicks      = 3    // number of consecutive late ticks after which the budget is changed at once
	// worst ratio that the prices of fuel allow between a unit and a unit of the baseline, on an otherwise idle machine
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

// measure updates the estimate with the fuel that the last tick's first phase spent.
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
	// Limit the weight of a single slow tick: it may be due to a pause of the machine, which must not cut the budget.
	perFuel = math.Min(perFuel, 4*b.perFuel)
	b.perFuel += calibrateRate * (perFuel - b.perFuel)
}

// count counts consecutive late ticks and keeps the lowest time of a unit in them. If the fuel spent can't explain the
// time even at the worst allowed price, something else delayed the tick, and a smaller budget would not help.
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

// forget discards the measurements.
func (b *budget) forget() { b.perFuel, b.took, b.late = 0, 0, 0 }

// due reports whether it is time for a proposal. It doesn't wait for the regular interval if ticks are late, because 64
// late ticks can take seconds.
func (b *budget) due(tick uint64) bool { return tick%calibrateEvery == 0 || b.late >= lateTicks }

// propose returns the measured budget. changed is false if the current budget is close enough, or if no tick comes near
// either of them: then neither has any effect, and the change would only fill the journal.
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
