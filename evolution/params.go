package evolution

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// adjust carries out a plan that changes parameters: trial, change, observation, and a rollback if the change did harm.
func (c *Cycle) adjust(s Steps) error {
	change := ParamWords(c.Plan.Params)
	if err := s.Enter(genesis.StageTrial, Note{
		Agent: genesis.AgentPatcher, Action: "trial_started",
		Message: fmt.Sprintf("Trying %s in %d pairs of forks of the world.", change, c.In.Policy.TrialPairs),
	}); err != nil {
		return err
	}
	pairs, err := c.pairs(s, genesis.TrialInput{Params: c.Plan.Params}, 0, max(c.In.Policy.TrialPairs, 1))
	if err != nil {
		return err
	}
	v := gate.WeighParams(c.In.Trigger.ProblemType, c.In.Policy.MinTrialSupport, pairs)
	c.weighed(v, pairs)
	if err := s.Tell(trialNote(change, v)); err != nil {
		return err
	}
	if !v.Pass {
		return &Ending{Outcome: genesis.OutcomeRejected, Stage: "trial", Reason: v.Words}
	}
	if err := s.Approve(change); err != nil {
		return err
	}
	beside := s.Does(ParamsBesideForks)
	if beside { // the forks without the change start from the world as it is now
		if err := c.snapshotWorld(s); err != nil {
			return err
		}
	}
	before := c.Observed.Vitals
	if err := c.set(s, change); err != nil {
		return err
	}
	if err := c.watchParams(s, change, before, beside); err != nil {
		return err
	}
	c.Record.Reason = change + " stays"
	return nil
}

func (c *Cycle) set(s Steps, change string) error {
	before := map[string]float64{}
	for _, name := range paramNames(c.Plan.Params) {
		before[name] = c.Observed.Params[name]
	}
	c.Record.ParamsBefore = before // recorded before the change, because whoever cleans up after this cycle needs it
	if err := s.Enter(genesis.StageLoad, Note{
		Agent: genesis.AgentEngine, Action: "params_changed", Message: "Setting " + change + ".",
	}); err != nil {
		return err
	}
	c.push(c.compensateParams(before))
	out, err := s.SetParams(genesis.SetParamInput{WorldRef: c.ref(), Params: c.Plan.Params})
	if err != nil {
		return err
	}
	for _, name := range paramNames(out.Before) { // somebody may have changed it since the cycle observed the world
		// Unless the old value is already the new one: an earlier run of this activity then set it, and its reply was
		// lost.
		if was := out.Before[name]; was != c.Plan.Params[name] {
			before[name] = was
		}
	}
	return nil
}

// compensateParams undoes set, except for parameters that a person has changed since.
func (c *Cycle) compensateParams(before map[string]float64) compensation {
	return func(s Steps, _ *Ending) error {
		return s.RestoreParams(genesis.SetParamInput{WorldRef: c.ref(), Params: before, Still: c.Plan.Params})
	}
}

// watchParams waits for a canary window and then compares the world with forks that lived through the same ticks
// without the change. Cycles that an older build started have no forks; they compare with the figures from before the
// change. A change of parameters reaches every molbot, so there is no control cohort and only obvious harm can be
// detected.
func (c *Cycle) watchParams(s Steps, change string, before genesis.Vitals, beside bool) error {
	if err := s.Enter(genesis.StageCanary, Note{
		Agent: genesis.AgentEngine, Action: "canary_started", Message: "Watching how the world takes " + change + ".",
	}); err != nil {
		return err
	}
	if !beside {
		return c.observeParams(s, nil, change, before)
	}
	ticks := 2 * c.In.Policy.CanaryTicks // a busy world or a missing part may stretch the window this much
	return s.Beside(c.without(ticks),
		func(s Steps, forks Shadow) error { return c.observeParams(s, forks, change, before) })
}

// observeParams waits for a canary window and judges the change. forks is nil if there are none.
func (c *Cycle) observeParams(s Steps, forks Shadow, change string, before genesis.Vitals) error {
	if err := s.Rest(c.window(), "watching "+change); err != nil {
		return err
	}
	if err := c.snapshotWorld(s); err != nil {
		return err
	}
	if harm := c.paramHarm(forks, before); harm != "" {
		return &Ending{Outcome: genesis.OutcomeRolledBack, Stage: "canary", Reason: harm}
	}
	return nil
}

// paramHarm describes the harm that a change of parameters has done so far, or returns "".
func (c *Cycle) paramHarm(forks Shadow, before genesis.Vitals) string {
	if forks != nil {
		if lived, err := forks.Wait(); err == nil && gate.Reached(lived, c.Observed.Tick) {
			return gate.ParamHarmBeside(c.In.Trigger.ProblemType, gate.Until(lived, c.Observed.Tick), c.Observed.Vitals)
		}
	}
	return gate.ParamHarm(c.In.Trigger.ProblemType, before, c.Observed.Vitals)
}
