package workflows

import (
	"fmt"
	"strings"
	"time"

	"go.temporal.io/sdk/workflow"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/gate"
)

// adjust carries out a plan that changes parameters: trial, change, a while of watching, and back if it hurt.
func (c *cycle) adjust(ctx workflow.Context) error {
	change := paramWords(c.plan.Params)
	if err := c.enter(ctx, genesis.StageTrial, note{
		agent: genesis.AgentPatcher, action: "trial_started",
		message: fmt.Sprintf("Trying %s in %d pairs of forks of the world.", change, c.in.Policy.TrialPairs),
	}); err != nil {
		return err
	}
	pairs, err := c.pairs(ctx, genesis.TrialInput{Params: c.plan.Params}, 0, max(c.in.Policy.TrialPairs, 1))
	if err != nil {
		return err
	}
	v := gate.WeighParams(c.in.Trigger.ProblemType, c.in.Policy.MinTrialSupport, pairs)
	c.rec.Trial = c.trialSummary(v, pairs)
	if err := c.tell(ctx, trialNote(change, v)); err != nil {
		return err
	}
	if !v.Pass {
		return &ending{outcome: genesis.OutcomeRejected, stage: "trial", reason: v.Words}
	}
	if err := c.approval(ctx, change); err != nil {
		return err
	}
	beside := workflow.GetVersion(ctx, "params-beside-forks", workflow.DefaultVersion, 1) != workflow.DefaultVersion
	if beside { // the world as it is now, for the forks without the change
		if err := c.look(ctx); err != nil {
			return err
		}
	}
	before := c.obs.Vitals
	if err := c.set(ctx, change); err != nil {
		return err
	}
	if err := c.watchParams(ctx, change, before, beside); err != nil {
		return err
	}
	c.rec.Reason = change + " stays"
	return nil
}

func (c *cycle) set(ctx workflow.Context, change string) error {
	before := map[string]float64{}
	for _, name := range workflow.DeterministicKeys(c.plan.Params) {
		before[name] = c.obs.Params[name]
	}
	c.rec.ParamsBefore = before // on record ahead of the change, for whoever has to clear up after this cycle
	if err := c.enter(ctx, genesis.StageLoad, note{
		agent: genesis.AgentEngine, action: "params_changed", message: "Setting " + change + ".",
	}); err != nil {
		return err
	}
	c.push(c.setBack(before))
	var out genesis.SetParamResult
	in := genesis.SetParamInput{WorldRef: c.ref(), Params: c.plan.Params}
	if err := c.do(ctx, loadOptions(c.in.World, "set "+change), genesis.ActSetParam, in, &out); err != nil {
		return err
	}
	for _, name := range workflow.DeterministicKeys(out.Before) { // somebody may have moved it since the cycle looked
		if was := out.Before[name]; was != c.plan.Params[name] { // else this run came after one whose answer was lost, and read its value
			before[name] = was
		}
	}
	return nil
}

// watchParams lets the world live with a change for a canary window, and compares its figures then with those of forks that lived
// through the same season without it; of a cycle that began before there were forks, with those from before. There is no cohort
// without the change, so only plain harm counts.
func (c *cycle) watchParams(ctx workflow.Context, change string, before genesis.Vitals, beside bool) error {
	if err := c.enter(ctx, genesis.StageCanary, note{
		agent: genesis.AgentEngine, action: "canary_started", message: "Watching how the world takes " + change + ".",
	}); err != nil {
		return err
	}
	var shadow workflow.Future
	var forks *genesis.ShadowResult
	if beside {
		var stop workflow.CancelFunc
		ctx, stop = workflow.WithCancel(ctx)
		defer stop()
		shadow, forks = c.shadow(ctx, 2*c.in.Policy.CanaryTicks) // as long as a busy world or an absent part may stretch the window
	}
	window := time.Duration(c.in.Policy.CanaryTicks*max(c.in.Policy.TickRateMs, 1)) * time.Millisecond
	if err := c.rest(ctx, window, "watching "+change); err != nil {
		return err
	}
	if err := c.look(ctx); err != nil {
		return err
	}
	harm := ""
	if beside && shadow.Get(ctx, nil) == nil && gate.Reached(*forks, c.obs.Tick) {
		harm = gate.ParamHarmBeside(c.in.Trigger.ProblemType, gate.Until(*forks, c.obs.Tick), c.obs.Vitals)
	} else {
		harm = gate.ParamHarm(c.in.Trigger.ProblemType, before, c.obs.Vitals)
	}
	if harm != "" {
		return &ending{outcome: genesis.OutcomeRolledBack, stage: "canary", reason: harm}
	}
	return nil
}

func paramWords(params map[string]float64) string {
	var words []string
	for _, name := range workflow.DeterministicKeys(params) {
		words = append(words, fmt.Sprintf("%s = %g", name, params[name]))
	}
	return strings.Join(words, ", ")
}
