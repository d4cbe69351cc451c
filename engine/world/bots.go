package world

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// Memory is the memory of one trait on one molbot.
type Memory = [trait.MemorySlots]float64

// Bots stores the molbots as a struct of arrays. A molbot keeps its slot for life; a free slot has serial 0. Turn is
// the generation of a slot: it is incremented when the slot is used again.
type Bots struct {
	Serial       []uint64 // identifies the molbot; never reused
	Turn         []uint32
	X, Y         []float64 // px
	VX, VY       []float64 // px/tick
	Heading      []float64 // radians
	Energy       []float64
	Born         []uint64 // tick
	Meal         []uint64 // tick of the last meal
	Bred         []uint64 // tick of the last child
	Bitten       []uint64 // tick in which another molbot last bit it, or of its birth
	Parent, Mate []uint64 // serials, 0 for none
	Generation   []uint32
	Children     []uint32
	Genes        []Genome
	Traits       []uint64  // mask of the traits that it carries
	Off          []uint64  // mask of the traits that are deactivated on it
	Treated      []uint64  // mask of the canaries in which it was treated
	Control      []uint64  // mask of the canaries in which it is in the control group
	Taken, Paid  []float64 // energy eaten and spent in this period
	MarkX, MarkY []float64
	Marked       []bool
	Dormant      []bool // its traits did not run in the last tick
	Free         []int32
	TraitMemory  [MaxTraits][]Memory // by trait and slot; nil if the trait has not stored anything
	Body         []Body              // derived from Genes
	// copies of the values in Body and Genes that every molbot needs in every tick, to touch less memory
	Basal         []float64
	Warmth        []float64
	Lifespan      []float64
	BreedAt       []float64
	Radius, Mass  []float64
	mother        []int32   // slot of its parent plus 1, 0 for none; the parent lives if Serial there is Parent
	climate       []float64 // climate of the cell in which it last was
	cell          []int32   // that cell of the land plus 1; 0 for none
	Intent        []Intent  // of this tick
	Acts          []bool    // Intent may be non-empty
	Intake, Spent []float64 // of this tick [energy]
	Food          []int32   // food item that it eats in this tick, -1 for none
	Harm          []Cause   // what harmed it in this tick
	Resting       []bool    // it rests in this tick
}

// Cause is why a molbot died.
type Cause uint8

// Causes of death. CauseNone is no death, or no harm.
const (
	CauseNone Cause = iota
	Starvation
	Age
	Collision
	Other
	Causes
)

// Intent combines the intents of all traits of a molbot in one tick. On each channel the newest trait wins.
type Intent struct {
	Move   trait.Move
	Yields bool // an older trait may move instead
	Breed  trait.Breed
	Share  trait.Gift
	Scent  [trait.ScentChannels]float64
	Attack uint32
	Eat    bool
	Fast   bool
	Mark   bool
	Spent  float64 // for senses
}

// Merge fills the channels of i that are still empty with the intents of an older trait.
func (i *Intent) Merge(from *trait.Intents) {
	if from.Move.Kind != trait.MoveNone && (i.Move.Kind == trait.MoveNone || i.Yields && !from.Yield) {
		i.Move, i.Yields = from.Move, from.Yield
	}
	if i.Breed.Kind == trait.BreedNone {
		i.Breed = from.Breed
	}
	if i.Share.To == 0 {
		i.Share = from.Share
	}
	if i.Attack == 0 {
		i.Attack = from.Attack
	}
	for c, amount := range from.Scent {
		if i.Scent[c] == 0 {
			i.Scent[c] = amount
		}
	}
	if !i.Eat && !i.Fast {
		i.Eat, i.Fast = from.Eat, from.Fast
	}
	i.Mark = i.Mark || from.Mark
	i.Spent += from.Spent
}

// Speed is how fast the molbot in slot i moves [px/tick].
func (b *Bots) Speed(i int32) float64 { return math.Sqrt(b.VX[i]*b.VX[i] + b.VY[i]*b.VY[i]) }

// MotherOf is the slot of the mother of the molbot in slot i; ok is false if she is dead or was never in this world.
func (b *Bots) MotherOf(i int32) (slot int32, ok bool) {
	slot = b.mother[i] - 1
	return slot, slot >= 0 && b.Serial[slot] == b.Parent[i]
}

// findMothers derives mother from the serials.
func (b *Bots) findMothers() {
	slots := make(map[uint64]int32, len(b.Serial))
	for i, serial := range b.Serial {
		if serial != 0 {
			slots[serial] = int32(i) + 1
		}
	}
	for i, parent := range b.Parent {
		b.mother[i] = slots[parent] // serial 0 is nobody's
	}
}

// Embody derives from the genes in slot i what they make of a molbot.
func (b *Bots) Embody(i int32, rules *Biology) {
	body := rules.Grow(&b.Genes[i])
	b.Body[i] = body
	b.Basal[i], b.Warmth[i] = body.Basal, b.Genes[i][GeneWarmth]
	b.Lifespan[i], b.BreedAt[i] = body.Lifespan, body.BreedAt
	b.Radius[i], b.Mass[i] = body.Radius, body.Mass
}

// claim returns a free slot, or adds one. All its fields except Turn are zero.
func (b *Bots) claim() int32 {
	if n := len(b.Free); n > 0 {
		i := b.Free[n-1]
		b.Free = b.Free[:n-1]
		b.Turn[i]++
		return i
	}
	b.extend()
	return int32(len(b.Serial) - 1)
}

// release clears a slot, so that no data of the dead molbot reaches the hash or the next molbot in the slot.
func (b *Bots) release(i int32) {
	b.Serial[i] = 0
	b.X[i], b.Y[i], b.VX[i], b.VY[i], b.Heading[i], b.Energy[i] = 0, 0, 0, 0, 0, 0
	b.Born[i], b.Meal[i], b.Bred[i], b.Bitten[i], b.Parent[i], b.Mate[i], b.mother[i] = 0, 0, 0, 0, 0, 0, 0
	b.Generation[i], b.Children[i], b.Genes[i] = 0, 0, Genome{}
	b.Taken[i], b.Paid[i] = 0, 0
	b.Traits[i], b.Off[i], b.Treated[i], b.Control[i] = 0, 0, 0, 0
	b.MarkX[i], b.MarkY[i], b.Marked[i], b.Dormant[i] = 0, 0, false, false
	b.Body[i], b.Intent[i], b.Acts[i] = Body{}, Intent{}, false
	for t := range b.TraitMemory {
		if b.TraitMemory[t] != nil {
			b.TraitMemory[t][i] = Memory{}
		}
	}
	b.Free = append(b.Free, i)
}

// extend adds one slot.
func (b *Bots) extend() {
	b.Serial, b.Turn = append(b.Serial, 0), append(b.Turn, 0)
	b.X, b.Y, b.VX, b.VY = append(b.X, 0), append(b.Y, 0), append(b.VX, 0), append(b.VY, 0)
	b.Heading, b.Energy = append(b.Heading, 0), append(b.Energy, 0)
	b.Born, b.Meal, b.Bred = append(b.Born, 0), append(b.Meal, 0), append(b.Bred, 0)
	b.Bitten = append(b.Bitten, 0)
	b.Parent, b.Mate = append(b.Parent, 0), append(b.Mate, 0)
	b.Generation, b.Children = append(b.Generation, 0), append(b.Children, 0)
	b.Genes = append(b.Genes, Genome{})
	b.Traits, b.Off = append(b.Traits, 0), append(b.Off, 0)
	b.Treated, b.Control = append(b.Treated, 0), append(b.Control, 0)
	b.Taken, b.Paid = append(b.Taken, 0), append(b.Paid, 0)
	b.MarkX, b.MarkY, b.Marked = append(b.MarkX, 0), append(b.MarkY, 0), append(b.Marked, false)
	b.Dormant = append(b.Dormant, false)
	for t := range b.TraitMemory {
		if b.TraitMemory[t] != nil {
			b.TraitMemory[t] = append(b.TraitMemory[t], Memory{})
		}
	}
	b.fit()
}

// fit extends the arrays of derived and temporary values to the length of the others.
func (b *Bots) fit() {
	n := len(b.Serial)
	b.Body, b.Intent, b.Acts = sized(b.Body, n), sized(b.Intent, n), sized(b.Acts, n)
	b.Basal, b.Warmth = sized(b.Basal, n), sized(b.Warmth, n)
	b.Lifespan, b.BreedAt, b.Radius = sized(b.Lifespan, n), sized(b.BreedAt, n), sized(b.Radius, n)
	b.Mass, b.climate, b.cell = sized(b.Mass, n), sized(b.climate, n), sized(b.cell, n)
	b.mother = sized(b.mother, n)
	b.Intake, b.Spent = sized(b.Intake, n), sized(b.Spent, n)
	b.Food, b.Harm, b.Resting = sized(b.Food, n), sized(b.Harm, n), sized(b.Resting, n)
}

func sized[T any](s []T, n int) []T {
	if len(s) < n {
		s = append(s, make([]T, n-len(s))...)
	}
	return s[:n]
}

// NewMemory allocates the memory of a trait, all zero.
func (b *Bots) NewMemory(trait int) { b.TraitMemory[trait] = make([]Memory, len(b.Serial)) }

// DropMemory discards the memory of a trait.
func (b *Bots) DropMemory(trait int) { b.TraitMemory[trait] = nil }

func (w *World) clearMemory(trait int, i int32) {
	if w.Bots.TraitMemory[trait] != nil {
		w.Bots.TraitMemory[trait][i] = Memory{}
	}
}
