package synth

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// round of the search: how many candidates share how much time.
type stage struct {
	enter   int     // candidates at its start
	bred    int     // of them, children of the stage before
	worlds  int     // trial worlds
	ticks   int     // in each
	control float64 // share of molbots without a program
}

// stages of a search at effort 1: many candidates a little, few candidates long.
var stages = []stage{
	{enter: 48, worlds: 3, ticks: 900, control: .15},
	{enter: 24, bred: 12, worlds: 3, ticks: 900, control: .15},
	{enter: 6, worlds: 4, ticks: 1000, control: .25},
	{enter: 2, worlds: 4, ticks: 1000, control: .34},
}

// candidate is a program under trial.
type candidate struct {
	genome    Genome
	signature Signature
	tally     tally
	control   tally
	score     float64
}

// gain is the production above the control's.
func (c candidate) gain() float64 { return c.tally.production() - c.control.production() }

// finding is what a search came to.
type finding struct {
	genome Genome
	gain   float64
	tried  int
}

// search breeds programs for the request and tries them; the best is the finding.
func (s *synth) search(ctx context.Context, r request) (finding, error) {
	p := purposeOf(r)
	b := newBreeder(r.seed, p.theme)
	if s.Effort < 0 {
		pool := pool(b, p, 1, nil, p.parents)
		return finding{genome: pool[0].genome, tried: 1}, ctx.Err()
	}
	arena, err := s.arena(ctx, r)
	if err != nil {
		return finding{}, err
	}
	var field []candidate
	tried := 0
	for i, st := range stages {
		field = field[:min(len(field), st.enter-st.bred)]
		var parents []Genome
		for _, c := range field {
			parents = append(parents, c.genome)
		}
		if i == 0 {
			parents = p.parents
		}
		fresh := st.bred
		if i == 0 {
			fresh = st.enter
		}
		bred := pool(b, p, fresh, field, parents)
		tried += len(bred)
		field = append(field, bred...)
		if err := arena.try(ctx, field, st, s.Effort); err != nil {
			return finding{}, err
		}
		p.rank(field)
	}
	return finding{genome: field[0].genome, gain: field[0].gain(), tried: tried}, nil
}

// pool breeds n candidates that keep to the theme and differ from one another, from the field and from what is to be
// avoided. Where that can't be had in reasonable time, it asks for less.
func pool(b *breeder, p purpose, n int, field []candidate, parents []Genome) []candidate {
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
func (p purpose) rank(field []candidate) {
	for i := range field {
		field[i].score = p.score(field[i])
	}
	slices.SortStableFunc(field, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
}

// score weighs what a trial would ask for: production above the control's first, and enough births.
func (p purpose) score(c candidate) float64 {
	births := (1 + per1000(c.tally.births, c.tally.time)) / (1 + per1000(c.control.births, c.control.time))
	score := c.gain()
	switch p.problem {
	case genesis.ProblemOverpopulation: // fewer births are wanted, but not none
		score = min(score, 5) + 20*min(1-births, .15)
		if births < .8 {
			score -= 40 * (.8 - births)
		}
		return score
	case genesis.ProblemLowDiversity, genesis.ProblemStagnation:
		score = min(score, 6) + 10*p.novelty(c.signature)
	}
	if births < .9 {
		score -= 60 * (.9 - births)
	}
	return score
}

// novelty is the distance to the nearest of what is known.
func (p purpose) novelty(s Signature) float64 {
	least := 1.0
	for _, known := range p.avoid {
		least = math.Min(least, s.Distance(known))
	}
	return least
}
