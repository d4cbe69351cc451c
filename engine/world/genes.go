package world

import (
	"math"
)

// Gene indexes a Genome.
type Gene int

// The genes of a molbot.
const (
	GeneSpeed Gene = iota
	GeneSense
	GeneMetabolism
	GeneSize
	GeneLife
	GeneWarmth
	GeneAggression
	GeneFertility
	GeneGut
	GeneHue
	GeneCount
)

// Genome is the DNA of a molbot, in the units of Genes.
type Genome [GeneCount]float64

// GeneInfo describes a gene.
type GeneInfo struct {
	Name     string
	Low      float64
	High     float64
	Founders float64 // mean of the founders
	Spread   float64 // standard deviation of the founders, as a share of the range
	Unit     string
	About    string
}

// Genes is the table of genes. Every gene except hue has costs in both directions from its optimum; otherwise selection
// would drive it to the end of its range.
var Genes = [GeneCount]GeneInfo{
	GeneSpeed:      {"speed", 0.3, 2, 0.68, 0.10, "", "thrust; its cost grows with the cube"},
	GeneSense:      {"sense", 20, 220, 100, 0.10, "px", "how far it senses; the organ's cost grows with the square"},
	GeneMetabolism: {"metabolism", 0.3, 2, 0.63, 0.10, "", "bites and moves better; living costs more, with the cube"},
	GeneSize:       {"size", 0.5, 2, 0.88, 0.10, "", "holds and bites more; living and moving cost more"},
	GeneLife:       {"life", 0.4, 2, 0.70, 0.10, "", "lifespan; living costs more, with the square"},
	GeneWarmth:     {"warmth", -10, 45, 20, 0.10, "°C", "the temperature that suits it; misfit costs with the square"},
	GeneAggression: {"aggression", 0, 1, 0.3, 0.10, "", "harm of its attacks; living costs more, with the square"},
	GeneFertility:  {"fertility", 0, 1, 0.5, 0.10, "", "breeds earlier, with poorer children"},
	GeneGut:        {"gut", 0, 1, 0.42, 0.15, "", "which food it digests: 0.25 leaf, 0.6 fruit, 0.9 carrion"},
	GeneHue:        {"hue", 0, 1, 0.5, 0.29, "", "colour; means nothing"},
}

// founder draws the genes of a molbot without parents.
func founder(random *Stream) (g Genome) {
	for i, gene := range Genes {
		g[i] = within(Gene(i), gene.Founders+random.Normal()*gene.Spread*(gene.High-gene.Low))
	}
	return g
}

// Mutate changes every gene a little; sigma is a share of its range.
func (g *Genome) Mutate(random *Stream, sigma float64) {
	for i, gene := range Genes {
		g[i] = within(Gene(i), g[i]+random.Normal()*sigma*(gene.High-gene.Low))
	}
}

// Cross takes each gene from either parent.
func Cross(a, b *Genome, random *Stream) (child Genome) {
	bits := random.Bits()
	for i := range child {
		child[i] = a[i]
		if bits>>i&1 == 1 {
			child[i] = b[i]
		}
	}
	return child
}

// within reflects a value at the ends of the gene's range, so that values don't pile up there. Hue is circular.
func within(gene Gene, value float64) float64 {
	low, high := Genes[gene].Low, Genes[gene].High
	if gene == GeneHue {
		return value - math.Floor(value)
	}
	if value < low {
		value = 2*low - value
	}
	if value > high {
		value = 2*high - value
	}
	return max(low, min(high, value))
}

// Kinship is the similarity of two genomes, 0 to 1: about 0.94 for parent and child, 0.83 for two random founders.
func Kinship(a, b *Genome) float64 {
	sum := 0.0
	for i := range a[:GeneHue] {
		sum += math.Abs(a[i]-b[i]) / (Genes[i].High - Genes[i].Low)
	}
	return max(0, 1-1.5*sum/float64(GeneHue))
}

// Body contains the properties that follow from the genes. It is derived: never stored, never changed.
type Body struct {
	Mass      float64 // size²
	Radius    float64 // [px]
	MaxEnergy float64
	Basal     float64 // cost of living without stress [energy/tick]
	Thrust    float64 // [px/tick²]
	Motion    float64 // cost of full thrust [energy/tick]
	Bite      float64 // [energy/tick]
	Power     float64 // harm of an attack [energy]
	Lifespan  float64 // [ticks]
	BreedAt   float64 // energy from which the body breeds by itself
	Share     float64 // share of its energy that a child gets if no trait says otherwise
	Fit       [FoodKinds]float64
}

// Grow computes the body for a genome.
func (b *Biology) Grow(g *Genome) (body Body) {
	mass := g[GeneSize] * g[GeneSize]
	metabolism := g[GeneMetabolism]
	body.Mass, body.Radius, body.MaxEnergy = mass, b.Radius*g[GeneSize], b.MaxEnergy*mass
	// Half of the basal cost grows with mass^¾, Kleiber's law.
	body.Basal = b.Basal * (0.5 + 0.5*math.Sqrt(mass*math.Sqrt(mass))) * (0.5 + 0.5*metabolism*metabolism*metabolism) *
		(1 + 0.3*(g[GeneLife]*g[GeneLife]-1) + b.SenseOrgan*g[GeneSense]*g[GeneSense]/1e4 +
			b.Anger*g[GeneAggression]*g[GeneAggression])
	body.Thrust = b.Thrust * g[GeneSpeed]
	body.Motion = b.Motion * mass * g[GeneSpeed] * g[GeneSpeed] * g[GeneSpeed] / metabolism
	body.Bite = b.Bite * mass * metabolism
	body.Power = b.Attack * mass * (0.5 + g[GeneAggression])
	body.Lifespan = b.Lifespan * g[GeneLife]
	body.BreedAt = body.MaxEnergy * max(b.CanBreed, b.BreedAt+0.28*(0.5-g[GeneFertility]))
	body.Share = b.ChildShare + 0.2*(0.5-g[GeneFertility])
	for kind, suits := range foodGut {
		misfit := (g[GeneGut] - suits) / b.GutWidth
		body.Fit[kind] = math.Exp(-misfit * misfit)
	}
	return body
}

// founderRange is the width of the range that contains nearly all founders, in standard deviations.
const founderRange = 4

// GeneSpread is the variation of genes among the living: the standard deviation as a share of the founders' range,
// averaged over all genes except hue, which has no effect.
func (w *World) GeneSpread() float64 {
	living := w.Living()
	if len(living) < 2 {
		return 0
	}
	total, n := 0.0, float64(len(living))
	for g, gene := range Genes[:GeneHue] {
		sum, squares := 0.0, 0.0
		for _, i := range living {
			v := w.Bots.Genes[i][g] - gene.Founders
			sum += v
			squares += v * v
		}
		deviation := math.Sqrt(max(0, squares/n-sum/n*sum/n))
		total += deviation / (founderRange * gene.Spread * (gene.High - gene.Low))
	}
	return total / float64(GeneHue)
}
