package world

import (
	"math"

	"github.com/ai-genesis/ai-genesis"
)

// add creates a molbot in a free slot and counts it in the cohorts of its canaries.
func (w *World) add(genes Genome, x, y, energy float64, carries inheritance) int32 {
	b := &w.Bots
	i := b.claim()
	b.Serial[i] = w.NextSerial
	w.NextSerial++
	b.X[i], b.Y[i] = w.Wrap(x, y)
	b.Born[i], b.Meal[i], b.Bitten[i] = w.Tick, w.Tick, w.Tick
	b.Genes[i] = genes
	b.Embody(i, &w.P.Biology)
	b.Energy[i] = energy
	b.Traits[i], b.Treated[i], b.Control[i] = carries.traits, carries.treated, carries.control
	b.Intent[i], b.Acts[i], b.Intake[i], b.Spent[i] = Intent{}, false, 0, 0
	b.Food[i], b.Harm[i], b.Resting[i] = -1, CauseNone, false
	w.EachCohort(i, func(c *genesis.Cohort) { c.Members++ })
	w.join(i)
	w.Newborn = append(w.Newborn, i)
	w.stale = true
	return i
}

// Found adds a molbot without parents at (x, y). It starts with a random kit of ancestral traits, and with each kept
// trait at its frequency among the living. Its energy is booked as e.
func (w *World) Found(x, y float64, e Entry) int32 {
	random := Keyed(w.Seed, w.Tick, w.NextSerial, ForFounder)
	genes := founder(&random)
	carries := w.inherit(w.foundingTraits(&random), w.NextSerial)
	i := w.add(genes, x, y, 0, carries)
	w.Bots.Heading[i] = random.Between(-math.Pi, math.Pi)
	w.Bots.Energy[i] = 0.5 * w.Bots.Body[i].MaxEnergy
	w.Ledger.Book(e, w.Bots.Energy[i]+w.P.Biology.Flesh)
	return i
}

// foundingTraits draws the traits that the parents of a founder would have had.
func (w *World) foundingTraits(random *Stream) (traits uint64) {
	h := &w.Heredity
	if len(h.Kits) > 0 {
		traits = h.Kits[random.Below(len(h.Kits))]
	}
	living := max(1, w.Count())
	each(h.Heritable|h.Replaced, func(t int) {
		bearers, _ := w.Bearers(t)
		if random.Float() < float64(bearers)/float64(living) {
			traits |= 1 << t
		}
	})
	return traits
}

// Bear adds a child next to the molbot in slot parent; mate is its other parent, negative for none. The child's energy
// and the flesh of its body are taken in equal shares from both parents, or from the only one.
func (w *World) Bear(parent, mate int32, energy float64) int32 {
	b := &w.Bots
	random := Keyed(w.Seed, w.Tick, w.NextSerial, ForGenes)
	genes, traits := b.Genes[parent], b.Traits[parent]
	generation := b.Generation[parent]
	if mate >= 0 {
		genes = Cross(&b.Genes[parent], &b.Genes[mate], &random)
		traits = mixTraits(traits, b.Traits[mate], &random)
		generation = max(generation, b.Generation[mate])
	}
	genes.Mutate(&random, w.P.Biology.Mutation)
	angle := random.Between(-math.Pi, math.Pi)
	distance := 2.5 * b.Body[parent].Radius
	x, y := b.X[parent]+distance*math.Cos(angle), b.Y[parent]+distance*math.Sin(angle)
	i := w.add(genes, x, y, 0, w.inherit(traits, w.NextSerial))
	flesh := w.P.Biology.Flesh
	b.Energy[i] = max(0, w.takeForChild(parent, mate, flesh+min(energy, b.Body[i].MaxEnergy))-flesh)
	b.Heading[i], b.Generation[i] = angle, generation+1
	w.countChild(parent)
	b.Parent[i], b.mother[i] = b.Serial[parent], parent+1
	if mate >= 0 {
		w.countChild(mate)
		b.Mate[i] = b.Serial[mate]
	}
	w.Period.Births++
	w.countBirth(parent, mate)
	w.tell(genesis.EventBirth, i, b.Parent[i])
	return i
}

// mixTraits passes on the traits that both parents carry, and each of the others with probability ½.
func mixTraits(a, b uint64, random *Stream) uint64 { return a&b | (a^b)&random.Bits() }

func (w *World) takeForChild(parent, mate int32, energy float64) float64 {
	b := &w.Bots
	if mate < 0 {
		energy = min(energy, b.Energy[parent])
		b.Energy[parent] -= energy
		return energy
	}
	fromMate := min(energy/2, b.Energy[mate])
	fromParent := min(energy-fromMate, b.Energy[parent])
	b.Energy[mate] -= fromMate
	b.Energy[parent] -= fromParent
	return fromMate + fromParent
}

// countBirth counts a child for each trait of its parents.
func (w *World) countBirth(parent, mate int32) {
	traits := w.Bots.Traits[parent]
	if mate >= 0 {
		traits |= w.Bots.Traits[mate]
	}
	each(traits, func(trait int) { w.Period.Traits[trait].Births++ })
}

func (w *World) countChild(parent int32) {
	w.Bots.Bred[parent] = w.Tick
	w.Bots.Children[parent]++
	w.EachCohort(parent, func(c *genesis.Cohort) { c.Births++ })
}

// Kill removes a molbot. Part of its energy and flesh becomes carrion.
func (w *World) Kill(i int32, cause Cause) {
	b := &w.Bots
	rules := &w.P.Biology
	left := b.Energy[i]*rules.CarrionShare + rules.Flesh*rules.FleshShare
	random := Keyed(w.Seed, w.Tick, b.Serial[i], ForCarrion)
	w.PlaceFood(b.X[i], b.Y[i], left, Carrion, rules.CarrionRot, &random)
	w.Ledger.Book(Death, b.Energy[i]+rules.Flesh-left)
	w.Period.Deaths[cause]++
	each(b.Traits[i], func(trait int) { w.Period.Traits[trait].Deaths[cause]++ })
	w.settle(i, &w.Period.Traits)
	w.EachCohort(i, func(c *genesis.Cohort) {
		c.Deaths++
		if cause == Starvation {
			c.Starved++
		}
	})
	w.Dead = append(w.Dead, b.Serial[i])
	w.tell(deathEvents[cause], i, 0)
	b.release(i)
	w.stale = true
}

// Ready reports whether the molbot in slot i is old enough, rested and fed enough to have a child.
func (w *World) Ready(i int32) bool {
	b, rules := &w.Bots, &w.P.Biology
	return w.Tick-b.Born[i] >= uint64(rules.Maturity) &&
		(b.Bred[i] == 0 || w.Tick-b.Bred[i] >= uint64(rules.Rest)) &&
		b.Energy[i] >= rules.CanBreed*b.Body[i].MaxEnergy
}

// SenseRadius is the maximum distance at which the molbot in slot i senses; it is smaller at night [px].
func (w *World) SenseRadius(i int32) float64 {
	night := w.P.Biology.NightSight
	return w.Bots.Genes[i][GeneSense] * (night + (1-night)*w.Sky.Daylight)
}
