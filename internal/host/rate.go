package host

import (
	"context"
	"time"

	"github.com/ai-genesis/ai-genesis"
)

const (
	rateEvery = 5 * time.Second // approximate interval over which the rate is measured
	rateLow   = 0.9             // share of the wanted rate
)

// watchRate reports when the machine can't sustain the tick rate, and when it can again. Nothing else depends on it:
// the world runs slower, the fuel budget defers molbots to the next tick, and lost ticks are not made up for.
func (h *Host) watchRate(ctx context.Context) error {
	var r rateMonitor
	return every(ctx, rateEvery, func() error {
		s := h.loop.Stats()
		slow, changed := r.update(s)
		args := []any{
			"achieved_hz", s.AchievedHz, "target_hz", s.TargetHz, "tick_p99_ms", s.TickP99Ms, "overruns", s.Overruns,
			"dropped_ticks", s.Dropped, "carried_over", s.CarriedOver, "molbots", s.EntityCount,
		}
		switch {
		case changed && slow:
			h.log.Warn("the machine can't hold the rate; the world runs slower", args...)
		case changed:
			h.log.Info("the world keeps its rate again", args...)
		}
		return nil
	})
}

// rateMonitor judges successive figures of the loop. Twice in a row below the wanted rate counts as slow.
type rateMonitor struct {
	low  int // times in a row
	slow bool
}

func (r *rateMonitor) update(s genesis.LoopStats) (slow, changed bool) {
	was := r.slow
	if s.Paused || s.TargetHz == 0 || s.AchievedHz >= rateLow*s.TargetHz {
		r.low = 0
	} else {
		r.low++
	}
	switch {
	case r.low >= 2:
		r.slow = true
	case r.low == 0:
		r.slow = false
	}
	return r.slow, r.slow != was
}
