package workflows

import (
	"fmt"

	"github.com/ai-genesis/ai-genesis"
)

// Limits of a canary. The trial has already spoken for the trait, so a canary looks for harm that the forks did not
// show; its window is far too short to prove a gain.
const (
	enoughTime    = 5_000 // molbot-ticks in each cohort, before production is compared
	worstCanary   = -0.25 // production, treated minus control, as a share of the control's intake
	canaryFaults  = 0.01  // share of calls
	enoughCalls   = 500
	enoughDeaths  = 10
	worstDeath    = 2.0 // death rate, treated / control
	enoughBirths  = 20
	leastChildren = 0.5 // birth rate, treated / control
)

// Judgement is what a reading of a canary leads to: keep, revert, or neither yet.
type Judgement struct {
	Keep   bool   `json:"keep"`
	Revert bool   `json:"revert"`
	Words  string `json:"words"`
}

// JudgeCanary judges a reading of a canary that was loaded at a tick and is to be watched for a window of ticks.
func JudgeCanary(r genesis.CanaryReading, loadedAt uint64, window int) Judgement {
	switch {
	case r.Tripped:
		return Judgement{Revert: true, Words: fmt.Sprintf("the engine stopped it: %d faults in %d calls", r.Faults, r.Calls)}
	case !r.Loaded:
		return Judgement{Revert: true, Words: "the engine does not have it any more"}
	case r.Calls >= enoughCalls && float64(r.Faults) > canaryFaults*float64(r.Calls):
		return Judgement{Revert: true, Words: fmt.Sprintf("it failed in %d of %d calls", r.Faults, r.Calls)}
	}
	if r.Tick < loadedAt+uint64(window) {
		return Judgement{}
	}
	if harm := cohortHarm(r.Treated, r.Control); harm != "" {
		return Judgement{Revert: true, Words: harm}
	}
	return Judgement{Keep: true, Words: fmt.Sprintf(
		"%d got it, %d did not; production %+.1f against %+.1f energy per 1,000 ticks, %d faults",
		r.Treated.Members, r.Control.Members, r.Treated.Production(), r.Control.Production(), r.Faults)}
}

func cohortHarm(treated, control genesis.Cohort) string {
	if treated.MolbotTime < enoughTime || control.MolbotTime < enoughTime {
		return ""
	}
	intake := 1000 * control.Intake / float64(control.MolbotTime)
	perTime := func(n int, c genesis.Cohort) float64 { return float64(n) / float64(c.MolbotTime) }
	switch loss := treated.Production() - control.Production(); {
	case intake > 0 && loss < worstCanary*intake:
		return fmt.Sprintf("bearers netted %.1f energy per 1,000 ticks less than their siblings", -loss)
	case treated.Deaths >= enoughDeaths && perTime(treated.Deaths, treated) > worstDeath*perTime(control.Deaths, control):
		return fmt.Sprintf("bearers died more often than their siblings: %d against %d", treated.Deaths, control.Deaths)
	case control.Births >= enoughBirths && perTime(treated.Births, treated) < leastChildren*perTime(control.Births, control):
		return fmt.Sprintf("bearers had fewer children than their siblings: %d against %d", treated.Births, control.Births)
	}
	return ""
}
