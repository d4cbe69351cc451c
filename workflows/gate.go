package workflows

import (
	"fmt"
	"math"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// Limits of the gate. Each figure alone can be gamed (intake rewards sprinting, survival rewards not breeding, births
// reward spawning starvelings, relative fitness rewards biting), so a program has to pass all of them.
const (
	leastBirths    = 0.8   // births with / births without: never-breed is found by nothing else
	fewBirths      = 20    // births without, below which the ratio says nothing
	mostFaults     = 0.005 // share of calls: a decent program has none
	worstEffect    = -0.02 // share of the control's intake that a harmless program may seem to cost
	onePairSpread  = 0.10  // half-width, as a share of intake, assumed where one pair gives no spread
	overpopSupport = 0.8   // against overpopulation the world may shrink this far
	lessCrowded    = 0.8   // and its time near the cap has to fall to this share, if it was crowded at all
	crowded        = 0.05
)

// Verdict is what a trial says of a change.
type Verdict struct {
	Pass     bool    `json:"pass"`
	Words    string  `json:"words"`
	Effect   float64 `json:"effect"`   // production, treated minus control [energy per 1,000 molbot-ticks]
	Low      float64 `json:"low"`      // lower and
	High     float64 `json:"high"`     // upper bound, each one-sided at 80 %
	Relative float64 `json:"relative"` // Effect as a share of the control's intake
	Support  float64 `json:"support"`  // population with / without
	Births   float64 `json:"births"`   // births with / without
}

// Gate weighs a trial of a program. The measure is net production of the molbots that got the trait by coin, minus that
// of those in the same fork that did not; the fork is the unit. Against starvation the lower bound must be above zero.
// For the other problems a program must not be worse: a mean above −2 % of intake and an upper bound above zero. On top,
// for all: a sound ledger, hardly any faults, births, and the whole world's population against its control.
func Gate(problem genesis.Problem, minSupport float64, pairs []genesis.TrialResult) Verdict {
	v := measure(pairs)
	objections := slicesOf(
		unsound(pairs),
		faulty(pairs),
		unproductive(problem, v, comparable(pairs)),
		barren(v, pairs),
		shrinking(problem, minSupport, v),
		stillCrowded(problem, pairs),
	)
	v.Pass = len(objections) == 0
	figures := fmt.Sprintf("bearers netted %+.1f energy per 1,000 ticks (%+.0f %% of intake, %+.1f to %+.1f), "+
		"population ×%.2f, births ×%.2f", v.Effect, 100*v.Relative, v.Low, v.High, v.Support, v.Births)
	v.Words = strings.Join(append(objections, figures), "; ")
	return v
}

func slicesOf(words ...string) []string {
	var said []string
	for _, w := range words {
		if w != "" {
			said = append(said, w)
		}
	}
	return said
}

// measure sums the pairs up.
func measure(pairs []genesis.TrialResult) Verdict {
	v := Verdict{Support: support(pairs), Births: births(pairs)}
	var effects, intakes []float64
	for _, p := range pairs {
		if p.Treated.MolbotTime == 0 || p.Control.MolbotTime == 0 {
			continue
		}
		effects = append(effects, p.Treated.Production()-p.Control.Production())
		intakes = append(intakes, 1000*p.Control.Intake/float64(p.Control.MolbotTime))
	}
	if len(effects) == 0 {
		return v
	}
	intake, _ := meanSpread(intakes)
	mean, spread := meanSpread(effects)
	half := onePairSpread * intake
	if n := len(effects); n > 1 {
		half = quantile80(n-1) * spread / math.Sqrt(float64(n))
	}
	v.Effect, v.Low, v.High = mean, mean-half, mean+half
	if intake > 0 {
		v.Relative = mean / intake
	}
	return v
}

func comparable(pairs []genesis.TrialResult) bool {
	for _, p := range pairs {
		if p.Treated.MolbotTime > 0 && p.Control.MolbotTime > 0 {
			return true
		}
	}
	return false
}

func meanSpread(x []float64) (mean, spread float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		spread += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(spread / math.Max(1, float64(len(x)-1)))
}

// quantile80 is the 80 % point of Student's t with df degrees of freedom.
func quantile80(df int) float64 {
	table := []float64{1.376, 1.061, 0.978, 0.941, 0.920, 0.906, 0.896, 0.889, 0.883, 0.879}
	if df <= len(table) {
		return table[df-1]
	}
	return 0.842 + 0.37/float64(df) // within 0.001 of the table of the distribution
}

func support(pairs []genesis.TrialResult) float64 {
	var with, without float64
	for _, p := range pairs {
		with += p.With.MeanEntities
		without += p.Without.MeanEntities
	}
	return ratio(with, without)
}

func births(pairs []genesis.TrialResult) float64 {
	var with, without float64
	for _, p := range pairs {
		with += float64(p.With.Births)
		without += float64(p.Without.Births)
	}
	return ratio(with, without)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

func unsound(pairs []genesis.TrialResult) string {
	if len(pairs) == 0 {
		return "there was no trial"
	}
	for _, p := range pairs {
		if !p.Sound {
			return "a fork broke the rules of energy: " + p.Trouble
		}
		if p.With.EndEntities == 0 {
			return "a fork died out"
		}
	}
	return ""
}

func faulty(pairs []genesis.TrialResult) string {
	var faults, calls int64
	for _, p := range pairs {
		faults, calls = faults+p.Faults, calls+p.Calls
	}
	switch {
	case calls == 0:
		return "no molbot ran the program"
	case float64(faults) > mostFaults*float64(calls):
		return fmt.Sprintf("it failed in %d of %d calls", faults, calls)
	}
	return ""
}

func unproductive(problem genesis.Problem, v Verdict, compared bool) string {
	switch {
	case !compared:
		return "no molbot carried it long enough to compare"
	case v.High < 0:
		return "it surely costs energy"
	case v.Relative <= worstEffect:
		return "it seems to cost energy"
	case problem == genesis.ProblemStarvation && v.Low <= 0:
		return "it does not surely gain energy"
	}
	return ""
}

func barren(v Verdict, pairs []genesis.TrialResult) string {
	without := 0
	for _, p := range pairs {
		without += p.Without.Births
	}
	if without >= fewBirths && v.Births < leastBirths {
		return "too few are born"
	}
	return ""
}

func shrinking(problem genesis.Problem, least float64, v Verdict) string {
	if problem == genesis.ProblemOverpopulation {
		least = min(least, overpopSupport)
	}
	if v.Support < least {
		return "the population as a whole shrinks"
	}
	return ""
}

func stillCrowded(problem genesis.Problem, pairs []genesis.TrialResult) string {
	if problem != genesis.ProblemOverpopulation {
		return ""
	}
	var with, without float64
	for _, p := range pairs {
		with += p.With.TimeCrowded / float64(len(pairs))
		without += p.Without.TimeCrowded / float64(len(pairs))
	}
	if without > crowded && with > lessCrowded*without {
		return "the world stays as crowded as it was"
	}
	return ""
}
