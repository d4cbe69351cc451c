package engine

import "time"

// pace determines when the next tick is due.
type pace struct {
	speed   float64 // 0 for as fast as possible
	paused  bool
	steps   int       // ticks to run while paused
	due     time.Time // of the next tick
	restart bool      // due must be set again
	dropped uint64    // ticks that were due and skipped
}

// How far the loop may be behind and still catch up, so that timer jitter does not slow the world. Ticks beyond that
// are dropped: a loop that tried to catch up without a limit would never recover from an overload.
const (
	catchUpTicks = 15
	catchUpTime  = 100 * time.Millisecond
)

func (p *pace) start(now time.Time) { p.due = now }

func (p *pace) pause() { p.paused, p.steps = true, 0 }

func (p *pace) resume() { p.paused, p.steps, p.restart = false, 0, true }

// next returns the time until the next tick. ticking is false while paused.
func (p *pace) next(interval time.Duration, now time.Time) (wait time.Duration, ticking bool) {
	switch {
	case p.paused:
		return 0, p.steps > 0
	case p.restart:
		p.restart, p.due = false, now
	}
	if interval == 0 {
		return 0, true
	}
	return p.due.Sub(now), true
}

// done sets the time of the next tick.
func (p *pace) done(interval time.Duration, now time.Time) {
	if p.paused {
		p.steps = max(0, p.steps-1)
		p.due = now
		return
	}
	p.due = p.due.Add(interval)
	if behind := now.Sub(p.due); interval > 0 && behind > max(catchUpTime, catchUpTicks*interval) {
		p.dropped += uint64(behind / interval)
		p.due = now
	}
}
