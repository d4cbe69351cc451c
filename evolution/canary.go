package evolution

import (
	"fmt"
	"maps"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// canary is the state of one canary: a trait that is loaded in the live world and being observed.
type canary struct {
	c      *Cycle
	loaded uint64 // tick of the load
	shadow Shadow // forks without the trait; nil once their result has been read
	forks  genesis.ShadowResult
	params map[string]float64 // parameters when the canary started
}

// watch observes a loaded trait and compares the world with forks that don't have it. The window is counted in ticks,
// so it lasts longer if the world is paused or slow.
func (c *Cycle) watch(s Steps, p program, loaded genesis.LoadResult) error {
	if err := s.Enter(genesis.StageCanary, Note{
		Agent: genesis.AgentEngine, Action: "canary_started",
		Message: fmt.Sprintf("%s is in the world since tick %d. %.0f %% of the newborns get it; their siblings are "+
			"the control.",
			c.lastMutation(), loaded.Tick, 100*c.In.Policy.CanaryAdoption),
		Data: map[string]string{"mutation_id": c.lastMutation()},
	}); err != nil {
		return err
	}
	w := canary{c: c, loaded: loaded.Tick, params: maps.Clone(c.Observed.Params)}
	return s.Beside(c.without(2*c.In.Policy.CanaryTicks+w.loadDelay()), func(s Steps, forks Shadow) error {
		w.shadow = forks
		return w.decide(s, p)
	})
}

// decide reads the canary repeatedly until it is kept or rolled back.
func (w *canary) decide(s Steps, p program) error {
	c := w.c
	regular := LookEvery(c.window())
	pause, still, last := regular, time.Duration(0), w.loaded
	for n := 1; ; n++ {
		if n >= policy.MaxReadings && n%100 == 0 { // the world is much slower than its tick rate: read less often
			regular *= 2
		}
		if err := s.Rest(pause, "canary of "+p.name); err != nil {
			return err
		}
		var r genesis.CanaryReading
		if err := c.byRecord(s, func() (err error) {
			r, err = s.ReadCanary(c.mutation(p))
			return err
		}); err != nil {
			return err
		}
		if done, err := w.judge(s, r, r.Tick > last); done || err != nil {
			return err
		}
		if r.Tick > last {
			last, still, pause = r.Tick, 0, regular
			continue
		}
		still += pause
		pause = min(2*pause, policy.LongestReading)
		if still > policy.Standstill {
			return &Ending{Outcome: genesis.OutcomeRolledBack, Stage: "canary", Reason: "the world stood still for a day"}
		}
	}
}

// window is the wall-clock duration of a canary if the world keeps its tick rate.
func (c *Cycle) window() time.Duration {
	return time.Duration(c.In.Policy.CanaryTicks*max(c.In.Policy.TickRateMs, 1)) * time.Millisecond
}

// LookEvery is the time between two readings of a canary whose window lasts that long.
func LookEvery(window time.Duration) time.Duration {
	return max(min(window/policy.Readings, policy.RarestReading), window/policy.MaxReadings)
}

// judge evaluates a reading, notes it in the record, and reports whether the canary is over. moved is false if the
// world has not advanced since the last reading.
func (w *canary) judge(s Steps, r genesis.CanaryReading, moved bool) (done bool, err error) {
	c := w.c
	problem := genesis.ProblemManual // cycles started by an older build asked every trait the same questions
	if s.Does(CanaryAsksAsTrial) {
		problem = c.In.Trigger.ProblemType
	}
	j := gate.JudgeCanary(problem, r, w.loaded, c.In.Policy.CanaryTicks)
	least := w.leastBy(r.Tick)
	if words := gate.PopulationHarm(r, least); words != "" && !j.Revert {
		same, err := w.sameParams(s)
		if err != nil {
			return false, err
		}
		if same {
			j = j.Against(words)
		}
	}
	end := w.loaded + uint64(c.In.Policy.CanaryTicks)
	c.Record.Canary = &genesis.CanarySummary{
		MutationID: c.lastMutation(), LoadedAt: w.loaded, Tick: r.Tick, Window: c.In.Policy.CanaryTicks,
		Extended: r.Tick >= end && !j.Keep && !j.Revert, Treated: r.Treated, Control: r.Control, Benefit: j.Benefit,
		Harm: j.Harm, Tests: r.Tests, Entities: r.Entities, Shadow: float64(least), Verdict: j.Words,
	}
	switch {
	case j.Revert:
		return true, &Ending{Outcome: genesis.OutcomeRolledBack, Stage: "canary", Reason: j.Words}
	case j.Keep:
		return true, s.Tell(Note{Agent: genesis.AgentEngine, Action: "canary_passed",
			Message: fmt.Sprintf("%s came through its canary: %s.", c.lastMutation(), j.Words),
			Data:    map[string]string{"mutation_id": c.lastMutation()}})
	case moved:
		return false, s.Tell(Note{Action: "canary_read"})
	}
	return false, nil
}

// without asks for forks of the last observed state. They live as long as the change may be watched.
func (c *Cycle) without(ticks int) genesis.ShadowInput {
	return genesis.ShadowInput{
		WorldRef: c.ref(), Fork: c.Observed.Fork, From: c.Observed.Tick, Seed: trialSeed(c.In.CycleID, c.Record.Attempts, -1),
		Forks: policy.Shadows, Ticks: ticks, Every: policy.ShadowEvery,
	}
}

// loadDelay is the number of ticks between the fork and the load, during which the live world went on.
func (w *canary) loadDelay() int {
	if w.loaded <= w.c.Observed.Tick {
		return 0
	}
	return int(min(w.loaded-w.c.Observed.Tick, policy.MaxLoadDelay))
}

// leastBy is the smallest population among the shadow forks around a tick. It is 0 while their result is unknown or too
// young to be meaningful; the canary is then judged by its cohorts alone.
func (w *canary) leastBy(tick uint64) int {
	if w.shadow != nil {
		if forks, ready, err := w.shadow.Result(); ready {
			w.shadow = nil
			if err == nil {
				w.forks = forks
			}
		}
	}
	if tick < w.loaded+policy.ShadowFrom {
		return 0
	}
	from := w.forks.From
	if from == 0 { // the result was written by an older version
		from = w.loaded
	}
	return gate.LeastBy(w.forks.Least, tick-min(from, tick))
}

// sameParams reports whether the world still has the parameters that the shadow forks run with. If somebody changed
// them, the forks are no longer a fair comparison.
func (w *canary) sameParams(s Steps) (bool, error) {
	if err := w.c.snapshotWorld(s); err != nil {
		return false, err
	}
	return maps.Equal(w.params, w.c.Observed.Params), nil
}
