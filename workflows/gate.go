package workflows

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// Limits of the gate. Each figure alone can be gamed (intake rewards sprinting, survival rewards not breeding, births
// reward spawning starvelings, relative fitness rewards biting), so a program has to pass all of them.
const (
	gateLevel      = 0.05  // chance, over all looks at a trial, that a program without effect passes for one that gains
	leastBirths    = 0.8   // births with / births without: never-breed is found by nothing else
	fewBirths      = 20    // births without in a pair, below which the ratio says nothing
	mostFaults     = 0.005 // share of calls: a decent program has none
	worstEffect    = -0.02 // share of the control's intake that a harmless program may seem to cost
	worstVariety   = -0.10 // the same, when variety is asked for
	leastDirect    = -0.05 // bearers against a world without the trait, as a share of its intake: catches spite
	onePairSpread  = 0.10  // standard error, as a share of intake, assumed where one pair gives no spread
	overpopSupport = 0.8   // against overpopulation the world may shrink this far
	lessCrowded    = 0.8   // and its time near the cap has to fall to this share, if it was crowded at all
	crowded        = 0.05
	moreVariety    = 0.3 // Hill number of the trait sets, with minus without, against low diversity,
	fewestBearers  = 0.15
	mostBearers    = 0.85 // with bearers neither gone nor everywhere
)

// Verdict is what a trial says of a change.
type Verdict struct {
	Pass     bool              `json:"pass"`
	Sure     bool              `json:"sure"` // more pairs would not change it
	Words    string            `json:"words"`
	Effect   float64           `json:"effect"`   // production, treated minus control [energy per 1,000 molbot-ticks]
	Low      float64           `json:"low"`      // lower and
	High     float64           `json:"high"`     // upper bound of the effect at the gate's level, each one-sided
	Relative float64           `json:"relative"` // Effect as a share of the control's intake
	Support  float64           `json:"support"`  // population if all had it / if nobody had
	Births   float64           `json:"births"`   // births with / without
	Measures []genesis.Measure `json:"measures,omitempty"`

	asked []question
	tail  float64
}

// least hope that a trial in doubt is extended for.
const leastHope = 0.15

// Futile reports whether most pairs instead of n would hardly make the trial pass.
func (v Verdict) Futile(n, most int) bool {
	return slices.ContainsFunc(v.asked, func(q question) bool { return q.hope(v.tail, n, most) < leastHope })
}

// Gate weighs a trial of a program that is looked at once.
func Gate(problem genesis.Problem, minSupport float64, pairs []genesis.TrialResult) Verdict {
	return Weigh(problem, minSupport, pairs, 1)
}

// Weigh weighs a trial of a program that may be looked at several times, with more pairs each time: the level is split
// over the looks. The measure is net production of the molbots that got the trait by coin, minus that of those in the
// same fork that did not; the fork is the unit. Against starvation the lower bound must be above zero. For the other
// problems a program must not be worse. On top, for all: a sound ledger, hardly any faults, a direct benefit, births, and
// the whole world's population against its control.
func Weigh(problem genesis.Problem, minSupport float64, pairs []genesis.TrialResult, looks int) Verdict {
	t := sum(pairs)
	t.tail = gateLevel / float64(max(1, looks))
	v := t.verdict()
	objections := slicesOf(unsound(pairs), faulty(pairs))
	doubt := false
	v.asked, v.tail = t.asked(problem, minSupport), t.tail
	for _, ask := range v.asked {
		m, objection, unsure := ask.put(t.tail)
		v.Measures = append(v.Measures, m)
		doubt = doubt || unsure
		if objection != "" {
			objections = append(objections, objection)
		}
		v.Sure = v.Sure || objection != "" && !unsure // one sure objection is enough
	}
	v.Pass = len(objections) == 0
	v.Sure = v.Sure || !doubt || len(slicesOf(unsound(pairs), faulty(pairs))) > 0
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

// totals are the figures of a trial, one for each pair that has them.
type totals struct {
	effect, relative, direct, births, support, crowding, variety, bearers []float64

	intake float64 // mean of the controls [energy per 1,000 molbot-ticks]
	tail   float64
	before bool // the worlds without the change are crowded
}

func sum(pairs []genesis.TrialResult) totals {
	var t totals
	var with, without float64
	for _, p := range pairs {
		if p.Treated.MolbotTime > 0 && p.Control.MolbotTime > 0 {
			intake := intakeOf(p.Control)
			t.effect = append(t.effect, p.Treated.Production()-p.Control.Production())
			t.relative = append(t.relative, share(p.Treated.Production()-p.Control.Production(), intake))
			t.intake += intake
			t.bearers = append(t.bearers, ratio(float64(p.Treated.Alive), float64(p.Treated.Alive+p.Control.Alive)))
		}
		if p.EarlyTreated.MolbotTime > 0 && p.EarlyWithout.MolbotTime > 0 {
			t.direct = append(t.direct, share(p.EarlyTreated.Production()-p.EarlyWithout.Production(), intakeOf(p.EarlyWithout)))
		}
		if p.Without.Births >= fewBirths {
			t.births = append(t.births, float64(p.With.Births)/float64(p.Without.Births))
		}
		// Half of the molbots have the trait: if all had, the difference would be twice as large.
		t.support = append(t.support, 1+2*(ratio(p.With.MeanEntities, p.Without.MeanEntities)-1))
		t.variety = append(t.variety, p.With.TraitHill-p.Without.TraitHill)
		with, without = with+p.With.TimeCrowded, without+p.Without.TimeCrowded
	}
	if t.before = without > crowded*float64(len(pairs)); t.before {
		t.crowding = []float64{with / without} // of all pairs together: single worlds are seldom near their cap
	}
	t.intake /= float64(max(1, len(t.effect)))
	return t
}

func intakeOf(c genesis.Cohort) float64 { return 1000 * c.Intake / float64(c.MolbotTime) }

func share(part, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return part / whole
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}

// verdict gives the figures, without a judgement.
func (t totals) verdict() Verdict {
	v := Verdict{Support: 1, Births: 1}
	if len(t.support) > 0 {
		v.Support, _ = meanSpread(t.support)
	}
	if len(t.births) > 0 {
		v.Births, _ = meanSpread(t.births)
	}
	if len(t.effect) == 0 {
		return v
	}
	e := t.gain()
	v.Effect = e.mean
	v.Low, v.High = e.within(t.tail)
	v.Relative = share(e.mean, t.intake)
	return v
}

// gain estimates the effect on production.
func (t totals) gain() estimate {
	e := estimated(t.effect)
	if e.n == 1 {
		e.error = onePairSpread * t.intake
	}
	return e
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
