package gate

import (
	"fmt"
	"math"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/evolution/policy"
)

// question is what the gate requires of one figure of a trial: a minimum, or a maximum with atMost.
type question struct {
	name, unit string
	of         estimate
	least      float64
	atMost     bool // least is the maximum instead
	prove      bool // the confidence bound must pass, not only the mean
	shown      bool // the figure is only shown, not judged
	objection  string
}

// put answers a question. If the mean fails but the confidence interval still allows a pass, the answer is unsure.
func (q question) put(tail float64) (m genesis.Measure, objection string, unsure bool) {
	m = genesis.Measure{Name: q.name, Unit: q.unit, Mean: q.of.mean, Pass: true}
	m.Low, m.High = q.of.within(policy.ShownTail)
	if q.shown {
		return m, "", false
	}
	low, high := q.of.within(tail)
	mean, least := q.of.mean, q.least
	if m.Gate = fmt.Sprintf("≥ %.3g", q.least); q.atMost {
		m.Gate = fmt.Sprintf("≤ %.3g", q.least)
		mean, low, high, least = -mean, -high, -low, -least
	}
	if q.prove {
		m.Gate = fmt.Sprintf("low > %.3g", q.least)
		m.Pass, unsure = low > least, low <= least && mean > least
	} else {
		m.Pass, unsure = mean >= least, mean < least && high >= least
	}
	if !m.Pass {
		objection = q.objection
	}
	return m, objection, unsure && q.of.n > 1
}

// asked lists the questions for a problem. Figures that are not judged for it are included to be shown.
func (t totals) asked(problem genesis.Problem, minSupport float64) []question {
	if len(t.effect) == 0 {
		return []question{
			{name: "net_energy", of: estimate{mean: -1}, objection: "no molbot carried it long enough to compare"},
		}
	}
	if problem == genesis.ProblemOverpopulation {
		minSupport = min(minSupport, policy.MinSupportCrowded)
	}
	list := t.production(problem)
	if len(t.direct) > 0 {
		list = append(
			list,
			question{name: "direct_benefit", unit: "share of intake", of: estimated(t.direct), least: policy.MinDirect,
				objection: "its bearers do worse than molbots in a world without it"},
		)
	}
	if len(t.births) > 0 {
		list = append(list, question{name: "births", unit: "×", of: estimated(t.births), least: policy.MinBirths,
			objection: "too few are born"})
	}
	list = append(
		list,
		question{name: "population", unit: "×, everyone / nobody", of: estimated(t.support), least: minSupport,
			objection: "the population as a whole shrinks"},
	)
	return append(list, t.against(problem)...)
}

// production is the question about net energy. Against starvation the program must prove a gain; for other problems its
// mean must not fall below a small loss. The objection says how bad it is.
func (t totals) production(problem genesis.Problem) []question {
	gain := t.gain()
	q := question{name: "net_energy", unit: "per 1,000 molbot-ticks", of: gain, prove: true,
		objection: "it does not surely gain energy"}
	if _, high := gain.within(t.tail); high < 0 {
		q.objection = "it surely costs energy"
	} else if gain.mean < policy.MinEffect*t.intake {
		q.objection = "it seems to cost energy"
	}
	if problem == genesis.ProblemStarvation {
		return []question{q}
	}
	q.prove, q.least = false, policy.MinEffect*t.intake
	if problem == genesis.ProblemLowDiversity {
		q.least = policy.MinEffectVariety * t.intake
	}
	return []question{q}
}

// against lists the additional questions for a problem.
func (t totals) against(problem genesis.Problem) []question {
	variety := question{name: "variety", unit: "Hill number, with − without", of: estimated(t.variety), shown: true}
	bearers := estimated(t.bearers)
	switch problem {
	case genesis.ProblemOverpopulation:
		if t.before {
			return []question{variety, {name: "time_crowded", unit: "×", of: estimated(t.crowding), least: policy.MaxCrowding,
				atMost: true, objection: "the world stays as crowded as it was"}}
		}
	case genesis.ProblemLowDiversity:
		variety.shown, variety.least, variety.objection = false, policy.MoreVariety,
			"the molbots stay as much alike as they were"
		return []question{variety,
			{name: "bearers", unit: "share", of: bearers, least: policy.MinBearers, objection: "hardly anybody keeps it"},
			{
				name: "bearers_at_most", unit: "share", of: bearers, least: policy.MaxBearers, atMost: true,
				objection: "it takes over the world",
			}}
	}
	return []question{variety, {name: "bearers", unit: "share", of: bearers, shown: true}}
}

// predictiveProbability is the probability that the question passes with most pairs, given the n pairs so far
// (Spiegelhalter, Freedman and Blackburn 1986). The final mean is approximately normal around the current mean. A proof
// needs the lower bound to pass, so the expected half-width of the final interval is subtracted.
func (q question) predictiveProbability(tail float64, n, most int) float64 {
	if q.shown || q.of.n < 2 || q.of.error == 0 || n >= most {
		return 1
	}
	above := q.of.mean - q.least
	if q.atMost {
		above = -above
	}
	done := float64(n) / float64(most)
	if q.prove {
		above -= StudentT(tail, most-1) * q.of.error * math.Sqrt(done)
	}
	return normal(above / (q.of.error * math.Sqrt(1-done)))
}

// normal is the distribution function of the standard normal distribution.
func normal(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
