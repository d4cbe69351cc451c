package evolution

import (
	"fmt"
	"maps"
	"time"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// canary is a trait that is being watched in the world.
type canary struct {
	c      *Cycle
	loaded uint64 // tick
	shadow Shadow // forks without it; nil once their result is known
	forks  genesis.ShadowResult
	params map[string]float64 // parameters at its start
}

// watch watches a trait in the world beside forks without it. The window is in ticks: a paused world stretches it.
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

// decide reads the canary until it is decided.
func (w *canary) decide(s Steps, p program) error {
	c := w.c
	regular := LookEvery(c.window())
	pause, still, last := regular, time.Duration(0), w.loaded
	for n := 1; ; n++ {
		if n >= policy.MaxReadings && n%100 == 0 { // a world far slower than its rate
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

// window is how long a canary takes in a world that keeps its rate.
func (c *Cycle) window() time.Duration {
	return time.Duration(c.In.Policy.CanaryTicks*max(c.In.Policy.TickRateMs, 1)) * time.Millisecond
}

// LookEvery is the time between two readings of a canary whose window takes so long.
func LookEvery(window time.Duration) time.Duration {
	return max(min(window/policy.Readings, policy.RarestReading), window/policy.MaxReadings)
}

// judge weighs a reading, notes it in the record, and ends the canary if it is decided.
func (w *canary) judge(s Steps, r genesis.CanaryReading, moved bool) (done bool, err error) {
	c := w.c
	problem := genesis.ProblemManual // asked of all traits alike by cycles that began before
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

// without asks for forks of the world as it was last observed, which live beside a change for as long as it may be
// watched.
func (c *Cycle) without(ticks int) genesis.ShadowInput {
	return genesis.ShadowInput{
		WorldRef: c.ref(), Fork: c.Observed.Fork, From: c.Observed.Tick, Seed: trialSeed(c.In.CycleID, c.Record.Attempts, -1),
		Forks: policy.Shadows, Ticks: ticks, Every: policy.ShadowEvery,
	}
}

// loadDelay is how long the world lived between the fork and the load: through a trial, and whatever was waited for
// meanwhile.
func (w *canary) loadDelay() int {
	if w.loaded <= w.c.Observed.Tick {
		return 0
	}
	return int(min(w.loaded-w.c.Observed.Tick, policy.MaxLoadDelay))
}

// leastBy is the least population of the shadow forks about a tick, 0 while it is not known or says nothing. Without
// them the canary has its cohorts still.
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
	if from == 0 { // of an earlier version
		from = w.loaded
	}
	return gate.LeastBy(w.forks.Least, tick-min(from, tick))
}

// sameParams reports whether the parameters are still those that the shadow forks live by.
func (w *canary) sameParams(s Steps) (bool, error) {
	if err := w.c.snapshotWorld(s); err != nil {
		return false, err
	}
	return maps.Equal(w.params, w.c.Observed.Params), nil
}
