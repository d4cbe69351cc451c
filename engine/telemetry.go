package engine

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Snapshot is the telemetry of the current period, which began with the last snapshot that was due.
func (e *Engine) Snapshot() genesis.Snapshot {
	w, p := e.w, &e.w.Period
	s := genesis.Snapshot{
		Tick: w.Tick, EntityCount: w.Count(), BirthsLastPeriod: int(p.Births), DeathsLastPeriod: int(p.Dead()),
		DeathStarvation: int(p.Deaths[world.Starvation]), DeathAge: int(p.Deaths[world.Age]),
		DeathCollision: int(p.Deaths[world.Collision]), DeathOther: int(p.Deaths[world.Other]),
		ResourceDensity: float64(w.Food.Count()) / (w.P.Width * w.P.Height / 1000),
		Temperature:     w.MeanTemperature(), MaxEntities: int(w.P.MaxEntities),
		FuelSpent: p.FuelSpent, CarriedOver: int(p.Carried), RegistryGen: e.registry.generation,
		GeneSpread: w.GeneSpread(), Intake: p.Intake, Spent: p.Spent, MolbotTicks: p.BotTicks,
		Collisions: int(p.Collisions), Attacks: int(p.Attacks), Gifts: int(p.Gifts),
	}
	if p.BotTicks > 0 {
		s.Production = 1000 * (p.Intake - p.Spent) / float64(p.BotTicks)
	}
	s.AvgEnergy, s.AvgGeneration = e.averages()
	s.TraitSetHill, _ = e.traitSets()
	s.Traits = e.census()
	for _, t := range s.Traits {
		s.Faults += t.Faults
		if t.Bearers > 0 {
			s.TraitDiversity++
		}
	}
	s.DominantTrait = e.dominant(s.Traits)
	return s
}

// newPeriod starts the next period.
func (e *Engine) newPeriod() {
	e.w.NewPeriod()
	for _, t := range e.registry.entries {
		if t != nil {
			t.period = tally{}
		}
	}
}

func (e *Engine) averages() (energy, generation float64) {
	living := e.w.Living()
	for _, i := range living {
		energy += e.w.Bots.Energy[i]
		generation += float64(e.w.Bots.Generation[i])
	}
	n := math.Max(1, float64(len(living)))
	return energy / n, generation / n
}

// traitSets returns the Hill number of order 1 (the exponential of Shannon's entropy) of the sets of traits among the
// living, and the number of molbots with each set.
func (e *Engine) traitSets() (hill float64, counts map[uint64]int) {
	counts = map[uint64]int{}
	living := e.w.Living()
	for _, i := range living {
		counts[e.w.Bots.Traits[i]]++
	}
	if len(living) == 0 {
		return 0, counts
	}
	shares := make([]float64, 0, len(counts))
	for _, n := range counts {
		shares = append(shares, float64(n)/float64(len(living)))
	}
	slices.Sort(shares) // map order is random, and the order of a floating-point sum matters
	entropy := 0.0
	for _, share := range shares {
		entropy -= share * math.Log(share)
	}
	return math.Exp(entropy), counts
}

// census lists the loaded traits, sorted by name.
func (e *Engine) census() []genesis.TraitCensus {
	census, tallies := []genesis.TraitCensus{}, e.w.Tallies()
	for _, bit := range e.registry.order {
		t := e.registry.entries[bit]
		bearers, _ := e.w.Bearers(bit)
		sum := &tallies[bit]
		census = append(census, genesis.TraitCensus{
			Name: t.name, Version: t.version, Generated: t.generated, Heritable: t.heritable, Bearers: bearers,
			Calls: t.period.calls, Faults: t.period.faults, FuelSpent: t.period.fuel, LastFault: t.lastFault,
			MutationID: t.mutationID, Births: int(sum.Births), Starved: int(sum.Deaths[world.Starvation]),
			Aged: int(sum.Deaths[world.Age]), Collided: int(sum.Deaths[world.Collision]), Killed: int(sum.Deaths[world.Other]),
			MolbotTicks: sum.BotTicks, Intake: sum.Intake, Spent: sum.Spent,
		})
	}
	slices.SortFunc(census, func(a, b genesis.TraitCensus) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Version, b.Version))
	})
	return census
}

// dominantShare is the share of the living that a generated trait needs to be dominant. Ancestral traits have more
// bearers, so without this rule one of them would always be dominant.
const dominantShare = 0.25

// dominant is the generated trait with the most bearers, if their share is large enough, otherwise the ancestor with
// the most bearers.
func (e *Engine) dominant(census []genesis.TraitCensus) string {
	best := genesis.TraitCensus{}
	enough := int(math.Ceil(dominantShare * float64(e.w.Count())))
	for _, t := range census {
		if t.Bearers == 0 || t.Generated && t.Bearers < enough {
			continue
		}
		if t.Generated && !best.Generated || t.Generated == best.Generated && t.Bearers > best.Bearers {
			best = t
		}
	}
	if best.Name == "" {
		return ""
	}
	return genesis.TraitID(best.Name, best.Version)
}

// Entities lists the living, ordered by slot.
func (e *Engine) Entities() []genesis.Entity {
	entities := make([]genesis.Entity, 0, e.w.Count())
	for _, i := range e.w.Living() {
		entities = append(entities, e.entity(i))
	}
	return entities
}

// Some lists the named molbots that are alive, in their current state.
func (e *Engine) Some(ids []string) []genesis.Entity {
	var some []genesis.Entity
	for _, id := range ids {
		if n, err := serial(id); err == nil {
			if i, alive := e.w.Find(n); alive {
				some = append(some, e.entity(i))
			}
		}
	}
	return some
}

func (e *Engine) entity(i int32) genesis.Entity {
	b := &e.w.Bots
	body := &b.Body[i]
	entity := genesis.Entity{
		ID: genesis.MolbotID(b.Serial[i]), X: b.X[i], Y: b.Y[i], Energy: b.Energy[i], MaxEnergy: body.MaxEnergy,
		Age: e.w.Tick - b.Born[i], Generation: int(b.Generation[i]), DNAHash: e.dnaHash(i),
		Traits: e.traitIDs(b.Traits[i] &^ b.Off[i]), State: "alive", BornAtTick: b.Born[i], Radius: body.Radius,
		Genes: map[string]float64{},
	}
	if off := b.Traits[i] & b.Off[i]; off != 0 {
		entity.Deactivated = e.traitIDs(off)
	}
	if b.Dormant[i] {
		entity.State = "dormant"
	}
	if b.Parent[i] != 0 {
		entity.ParentID = genesis.MolbotID(b.Parent[i])
	}
	r, g, blue := colour(&b.Genes[i])
	entity.Color = fmt.Sprintf("#%02X%02X%02X", r, g, blue)
	for k, gene := range world.Genes {
		entity.Genes[gene.Name] = b.Genes[i][k]
	}
	return entity
}

// dnaHash reduces genes and trait names to six hexadecimal digits.
func (e *Engine) dnaHash(i int32) string {
	var c world.Codec
	for k := range e.w.Bots.Genes[i] {
		c.Float(&e.w.Bots.Genes[i][k])
	}
	for _, id := range e.traitIDs(e.w.Bots.Traits[i]) {
		c.Text(&id)
	}
	return fmt.Sprintf("%06x", world.Hash(c.Buf)>>40)
}

// colour shows the gene hue as the hue, and the gene gut as the brightness: the higher the gut, the lighter.
func colour(g *world.Genome) (red, green, blue uint8) {
	value := 0.7 + 0.3*g[world.GeneGut]
	channel := func(shift float64) uint8 {
		k := math.Mod(shift+g[world.GeneHue]*6, 6)
		return uint8(255 * value * (1 - 0.75*math.Max(0, math.Min(1, math.Min(k, 4-k)))))
	}
	return channel(5), channel(3), channel(1)
}
