package engine

import "time"

// pace says when the next tick is due.
type pace struct {
	speed   float64 // 0 for as fast as possible
	paused  bool
	steps   int       // ticks to do while paused
	due     time.Time // of the next tick
	restart bool      // due is to be set anew
	dropped uint64    // ticks that were due and never done
}

// How far behind the loop may be and still make up for it, so that the jitter of timers does not slow the world. What
// is further behind is dropped: a loop that tried to make up for everything would spiral.
const (
	catchUpTicks = 15
	catchUpTime  = 100 * time.Millisecond
)

func (p *pace) start(now time.Time) { p.due = now }

func (p *pace) pause() { p.paused, p.steps = true, 0 }

func (p *pace) resume() { p.paused, p.steps, p.restart = false, 0, true }

// next says how long to wait for the next tick; ticking is false while paused.
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

// done sets the time of the next tick after one was done.
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
