package synth

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/signature"
)

// stage is a stage of a search: the number of candidates and their share of the time.
type stage struct {
	enter   int     // candidates at the start of the stage
	bred    int     // of these, the children of the previous stage
	share   float64 // share of the search's budget
	control float64 // share of molbots without a program
}

// stages of a search. It tries many candidates briefly and the best of them for longer (successive halving).
var stages = []stage{
	{enter: 56, bred: 56, share: .34, control: .2},
	{enter: 24, bred: 12, share: .22, control: .2},
	{enter: 20, bred: 12, share: .22, control: .2},
	{enter: 5, share: .22, control: .3},
}

const (
	// budget of a search at effort 1, about five seconds of one core [molbot-ticks of one trait].
	budget = 8_000_000
	// worldTicks is the limit on the life of a trial world [ticks].
	worldTicks = 1000
)

// candidate is a program under trial.
type candidate struct {
	genome    Genome
	signature signature.Signature
	change    float64 // share of situations in which the program changes what its bearer does
	first     bool    // no trait was kept before this one
	tally     tally
	control   tally
	score     float64
}

// gain is the production in excess of the control's.
func (c candidate) gain() float64 { return c.tally.production() - c.control.production() }

// minActs is the smallest share of its bearers' time in which a program must do something.
const minActs = .005

// gainStdDev is the standard deviation of the gain after one molbot-tick, measured with copies of one program. It is
// large because meals are rare and large, and because a molbot on poor ground stays poor for a long time.
const gainStdDev = 1500

// expected is the posterior mean of the gain, for a normal prior and normal noise. The prior says that the more a
// program changes the behaviour of molbots with good traits, the more harm it does on average and the more uncertain
// the gain is. Without kept traits, the prior is neutral and wide. The weight of the measured gain grows with the
// length of the trial.
func (c candidate) expected() float64 {
	prior, spread := -20*c.change, 3+12*c.change
	if c.first {
		prior, spread = 0, 25
	}
	if c.tally.time == 0 || c.control.time == 0 {
		return prior
	}
	noise := gainStdDev * gainStdDev * (1/c.tally.time + 1/c.control.time)
	weight := spread * spread / (spread*spread + noise)
	return prior + weight*(c.gain()-prior)
}

// fecundity is the ratio of births to those expected from the control, shrunk towards 1 while there are few. Ten births
// are added to both sides of the ratio.
func (c candidate) fecundity() float64 {
	const few = 10
	return (c.tally.births + few) / (per1000(c.control.births, c.control.time)*c.tally.time/1000 + few)
}

// searchResult is the result of a search.
type searchResult struct {
	genome Genome
	gain   float64
	change float64
	tried  int
}

// search breeds programs for the request, tries them, and returns the best.
//
// In each stage, the best candidates of the last one stay in the field and children of the best third join them. All
// are tried in the same worlds at once, and the early stages, which are short for each candidate, only drop those that
// are clearly worse. With a negative Effort nothing is tried, and the first candidate that fits is the result.
func (s *synth) search(ctx context.Context, r request) (searchResult, error) {
	p := searchGoalOf(r)
	b := newBreeder(r.seed, p.theme)
	if s.Effort < 0 {
		pool := pool(b, p, 1, nil, p.parents)
		return searchResult{genome: pool[0].genome, tried: 1}, ctx.Err()
	}
	arena, err := s.arena(ctx, r)
	if err != nil {
		return searchResult{}, err
	}
	var field []candidate
	parents, tried := p.parents, 0
	for _, st := range stages {
		field = field[:min(len(field), st.enter-st.bred)]
		bred := pool(b, p, candidatesPerTrial*st.bred, field, parents)
		arena.compare(bred)
		bred = effective(bred)[:st.bred]
		tried += len(bred)
		field = append(field, bred...)
		if err := arena.try(ctx, field, st, st.share*s.Effort*budget); err != nil {
			return searchResult{}, err
		}
		p.rank(field)
		parents = parents[:0:0]
		for _, c := range field[:len(field)/3] {
			parents = append(parents, c.genome)
		}
	}
	return searchResult{genome: field[0].genome, gain: field[0].expected(), change: field[0].change, tried: tried}, nil
}

// candidatesPerTrial is the number of candidates bred for each one that is tried.
const candidatesPerTrial = 2

// effective moves candidates that change nothing to the end, because a trial of them would show nothing.
func effective(field []candidate) []candidate {
	slices.SortStableFunc(field, func(a, b candidate) int {
		return cmp.Compare(min(b.change, minChange), min(a.change, minChange))
	})
	return field
}

// minChange is the share of situations in which a candidate must act differently to count as one that changes
// something.
const minChange = 1.0 / signature.Situations

// pool breeds n candidates that follow the theme and differ from one another, from the field and from everything to
// avoid. For the first 60·n attempts, a candidate must also change what a molbot does; after that it need only be new
// and have a rule.
func pool(b *breeder, p searchGoal, n int, field []candidate, parents []Genome) []candidate {
	idle := Genome{}.Signature()
	var out []candidate
	for tries := 0; len(out) < n; tries++ {
		g := b.child(parents)
		c := candidate{genome: g, signature: g.Signature()}
		strict := tries < 60*n
		same := func(o candidate) bool { return o.signature == c.signature && o.genome.equal(g) }
		switch {
		case len(g.Rules) == 0:
		case slices.ContainsFunc(field, same) || slices.ContainsFunc(out, same):
		case strict && (!p.theme.holds(g) || c.signature == idle || !p.novel(c.signature)):
		default:
			out = append(out, c)
		}
	}
	return out
}

// rank sorts the field, best first.
func (p searchGoal) rank(field []candidate) {
	for i := range field {
		field[i].score = p.score(field[i])
	}
	slices.SortStableFunc(field, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
}

// score weighs a candidate as the trial of a change would: mainly by the production in excess of the control's,
// provided that there are enough births.
//
// Each problem caps or shifts what counts: against overcrowding a little less than the usual number of births is best;
// against low diversity and stagnation a gain above 6 adds nothing, so that novelty decides. Except against
// overcrowding, bites and too few births cost points. A program that hardly ever acts is ranked last.
func (p searchGoal) score(c candidate) float64 {
	births, score := c.fecundity(), c.expected()
	if c.tally.acts < minActs*c.tally.time {
		return score - 100 // its conditions rarely hold
	}
	switch p.problem {
	case genesis.ProblemOverpopulation: // fewer births are wanted, but some
		return min(score, 5) + 20*min(1-births, .15) - 40*max(0, .82-births)
	case genesis.ProblemLowDiversity, genesis.ProblemStagnation:
		score = min(score, 6) + 10*p.novelty(c.signature)
	}
	return score - 30*max(0, .9-births) - biting*c.tally.bites/max(1, c.tally.time)
}

// biting is what the score charges for a bite a tick [energy]. Bearers gain what their neighbours lose, which a
// comparison with the control does not show, while the trial of a change measures the whole population.
const biting = 2000

// novelty is the distance to the nearest known signature.
func (p searchGoal) novelty(s signature.Signature) float64 {
	least := 1.0
	for _, known := range p.avoid {
		least = math.Min(least, s.Distance(known))
	}
	return least
}
