package synth

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/signature"
)

// stage of a search: how many candidates share how much of the time.
type stage struct {
	enter   int     // candidates at its start
	bred    int     // of them, children of the stage before
	share   float64 // of the search's budget
	control float64 // share of molbots without a program
}

// stages of a search: many candidates a little, few candidates long.
var stages = []stage{
	{enter: 56, bred: 56, share: .34, control: .2},
	{enter: 24, bred: 12, share: .22, control: .2},
	{enter: 20, bred: 12, share: .22, control: .2},
	{enter: 5, share: .22, control: .3},
}

const (
	// budget of a search at effort 1, some five seconds of one core [molbot-ticks of one trait].
	budget = 8_000_000
	// worldTicks is how long one trial world lives at most [ticks].
	worldTicks = 1000
)

// candidate is a program under trial.
type candidate struct {
	genome    Genome
	signature signature.Signature
	change    float64 // share of situations in which it changes what its bearer does
	first     bool    // no trait was kept before
	tally     tally
	control   tally
	score     float64
}

// gain is the production above the control's.
func (c candidate) gain() float64 { return c.tally.production() - c.control.production() }

// minActs is the least share of its bearer's time in which a program has to do something.
const minActs = .005

// gainStdDev is the standard deviation of the gain after one molbot-tick, measured with copies of one program: meals
// are rare and large, and who lives on a poor patch stays poor for long.
const gainStdDev = 1500

// expected is the gain to expect. Before any trial, the more a program changes what molbots with good traits do, the
// more harm it does, and the less sure that is; where they have none yet, all is open. Trials say more the longer they
// are.
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

// fecundity is births over what the control would have had, drawn towards 1 while there are few.
func (c candidate) fecundity() float64 {
	const few = 10
	return (c.tally.births + few) / (per1000(c.control.births, c.control.time)*c.tally.time/1000 + few)
}

// searchResult is what a search came to.
type searchResult struct {
	genome Genome
	gain   float64
	change float64
	tried  int
}

// search breeds programs for the request and tries them; the best is the finding.
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

// candidatesPerTrial is how many candidates are bred for each that is tried.
const candidatesPerTrial = 2

// effective moves the candidates that change nothing to the end: what its bearers would do anyway is not worth a trial.
func effective(field []candidate) []candidate {
	slices.SortStableFunc(field, func(a, b candidate) int {
		return cmp.Compare(min(b.change, minChange), min(a.change, minChange))
	})
	return field
}

// minChange is the share of situations in which a candidate has to act differently to count as one that changes
// something.
const minChange = 1.0 / signature.Situations

// pool breeds n candidates that keep to the theme and differ from one another, from the field and from what is to be
// avoided. Where that can't be had in reasonable time, it asks for less.
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

// score weighs what a trial would ask for: production above the control's first, and enough births.
func (p searchGoal) score(c candidate) float64 {
	births, score := c.fecundity(), c.expected()
	if c.tally.acts < minActs*c.tally.time {
		return score - 100 // its conditions hardly ever hold
	}
	switch p.problem {
	case genesis.ProblemOverpopulation: // fewer births are wanted, but not none
		return min(score, 5) + 20*min(1-births, .15) - 40*max(0, .82-births)
	case genesis.ProblemLowDiversity, genesis.ProblemStagnation:
		score = min(score, 6) + 10*p.novelty(c.signature)
	}
	return score - 30*max(0, .9-births) - biting*c.tally.bites/max(1, c.tally.time)
}

// biting is what a tick's bite is held against a program [energy]: its bearers gain what their neighbours lose, which
// no comparison between the two shows, and a trial asks for the whole population.
const biting = 2000

// novelty is the distance to the nearest of what is known.
func (p searchGoal) novelty(s signature.Signature) float64 {
	least := 1.0
	for _, known := range p.avoid {
		least = math.Min(least, s.Distance(known))
	}
	return least
}
