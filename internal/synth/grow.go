package synth

import (
	"math"
	"math/rand/v2"
)

// breeder makes genomes. It draws from a single generator, so the seed determines all of them.
type breeder struct {
	*rand.Rand
	theme theme
}

func newBreeder(seed uint64, t theme) *breeder {
	return &breeder{Rand: rand.New(rand.NewPCG(seed, 0x67656e65736973)), theme: t}
}

// fresh returns a random genome in which at least one rule belongs to the theme. Short programs are more likely than
// long ones.
func (b *breeder) fresh() Genome {
	g := Genome{Reach: b.reaches()}
	rules := 1 + b.pickWeight([]float64{6, 5, 2, 1})
	own := b.IntN(rules)
	for i := range rules {
		if i == own || b.Float64() < .3 {
			g.Rules = append(g.Rules, b.themed())
		} else {
			g.Rules = append(g.Rules, b.rule())
		}
	}
	return g.normal()
}

func (b *breeder) reaches() (r [reachSlots]float64) {
	for i := range r {
		r[i] = math.Round(20 + 100*b.Float64())
		if i != 0 {
			r[i] += 30
		}
	}
	return r
}

// themed returns a rule with an action of the theme.
func (b *breeder) themed() Rule {
	r := b.rule()
	act := b.theme.acts[b.IntN(len(b.theme.acts))]
	r.Then[0] = b.complete(Action{Verb: act.Verb, Thing: act.Thing, Index: b.IntN(4)})
	if len(b.theme.senses) > 0 && (b.theme.strict || b.Float64() < .7) {
		c := b.compare(b.theme.senses[b.IntN(len(b.theme.senses))])
		if len(r.When) == 0 {
			r.When = []Cond{c}
		}
		r.When[0] = c
	}
	if b.theme.unseen && b.Float64() < .5 { // the theme is for molbots that see no food
		r.When = append(r.When[:min(1, len(r.When))], Cond{Flag: FlagNearFood + Flag(b.IntN(2)), Not: true})
		if b.Float64() < .5 {
			r.When = r.When[len(r.When)-1:]
		}
	}
	return r
}

func (b *breeder) rule() Rule {
	var r Rule
	for range b.pickWeight([]float64{1, 5, 4}) {
		r.When = append(r.When, b.cond())
	}
	for range 1 + b.pickWeight([]float64{6, 4, 1}) {
		r.Then = append(r.Then, b.action())
	}
	r.Stop = b.Float64() < .12
	return r
}

func (b *breeder) cond() Cond {
	if b.Float64() < .2 {
		return b.flag()
	}
	return b.compare(Sense(b.pick(int(senseCount), func(i int) float64 { return senseTable[i].weight })))
}

// flag returns a random flag, usually that food is not in sight.
func (b *breeder) flag() Cond {
	f := Flag(b.pickWeight([]float64{0, 2, 3, 3, 1, 1, 1}))
	return Cond{Flag: f, Not: f != FlagCanBreed && b.Float64() < .7 || b.Float64() < .3}
}

// compare returns a random comparison of s with a constant or, less often, with another sense of the same unit.
func (b *breeder) compare(s Sense) Cond {
	c := Cond{Left: s, Less: b.Float64() < .5}
	if u := senseTable[s].unit; u != unitNone && b.Float64() < .12 {
		c.Right = Sense(b.pick(int(senseCount), func(i int) float64 {
			if senseTable[i].unit != u || Sense(i) == s {
				return 0
			}
			return senseTable[i].weight
		}))
	}
	if c.Right == NoSense {
		c.Const = b.constant(s)
	}
	return c
}

func (b *breeder) constant(s Sense) float64 {
	info := senseTable[s]
	return quantise(info.low+(info.high-info.low)*b.Float64(), info.step)
}

func quantise(v, step float64) float64 { return round(math.Round(v/step) * step) }

// actWeights is the relative frequency of each verb among random actions.
var actWeights = [verbCount]float64{
	DoThrustTo: 6, DoThrustFrom: 1.5, DoClimb: 2.5, DoComfort: 1, DoFollow: .3, DoAvoid: .3, DoTurn: 1, DoWander: 1.5,
	DoBrake: 1, DoRest: 2.5, DoEat: 3, DoFast: 1.5, DoMark: 1, DoBreed: 1.5, DoHold: .7, DoAttack: .5, DoShare: .3,
	DoScent: .4, DoSetMem: .5,
	DoAddMem: .5, DoKeepMem: .3,
}

func (b *breeder) action() Action {
	verb := Verb(b.pick(int(verbCount), func(i int) float64 { return actWeights[i] }))
	return b.complete(Action{Verb: verb, Index: b.IntN(4)})
}

// complete fills the fields that the verb uses with random values.
func (b *breeder) complete(a Action) Action {
	a.A = quantise(.2+.8*b.Float64(), .05)
	switch a.Verb {
	case DoThrustTo:
		a.Thing = b.orThing(a.Thing, 0, 4, 4, .4, .6, 1)
	case DoThrustFrom:
		a.Thing = b.orThing(a.Thing, 0, 0, 0, 4, 1, .3)
	case DoAttack:
		a.Thing = b.orThing(a.Thing, 0, 0, 0, 4, .5)
	case DoShare:
		a.Thing, a.A = b.orThing(a.Thing, 0, 0, 0, 1, 4), float64(1+b.IntN(10))
	case DoTurn:
		if b.Float64() < .5 { // otherwise straight on
			a.B = quantise((2*b.Float64()-1)*math.Pi, .1)
		}
	case DoWander:
		a.B = quantise(.2+2*b.Float64(), .1)
	case DoBreed:
		a.A = quantise(.15+.5*b.Float64(), .05)
	case DoScent:
		a.A = quantise(.1+2*b.Float64(), .1)
	case DoSetMem:
		a.A = float64(b.IntN(6))
	case DoAddMem:
		a.A = quantise(.1+b.Float64(), .1)
	case DoKeepMem:
		a.Sense = Sense(b.pick(int(senseCount), func(i int) float64 { return senseTable[i].weight }))
	}
	return a.normal()
}

func (b *breeder) orThing(t Thing, weights ...float64) Thing {
	if t != NoThing {
		return t
	}
	return Thing(b.pickWeight(weights))
}

func (b *breeder) pickWeight(weights []float64) int {
	return b.pick(len(weights), func(i int) float64 { return weights[i] })
}

// pick draws one of n by weight.
func (b *breeder) pick(n int, weight func(int) float64) int {
	sum := 0.0
	for i := range n {
		sum += weight(i)
	}
	at := b.Float64() * sum
	for i := range n {
		if at -= weight(i); at < 0 {
			return i
		}
	}
	return n - 1
}
