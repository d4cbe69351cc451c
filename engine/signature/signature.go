// Package signature describes the behaviour of a program independently of its source. It runs the program in 64 fixed
// situations, which form eight short lives. Memory is empty at birth and kept within a life, as in a world. Two
// programs that act the same in nearly all situations in which one of them acts at all count as the same program,
// however different their sources are. The package uses no world.
package signature

import (
	"encoding/hex"
	"math"
	"strings"

	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

const (
	// Situations is how many situations a signature has.
	Situations = 64
	life       = 8 // consecutive situations of one life
	minActs    = 4 // number of situations in which one of two programs must act before they can be compared
)

// Signature is the action of a program in each situation, on all channels: thrust (octant relative to the heading, two
// levels of effort), turn, brake, breed or hold, eat, attack, share, scent, mark. 0 means no action.
type Signature [Situations]uint16

// Distance is the share of situations in which two programs act differently, among those in which at least one acts.
// Situations in which neither acts don't count; otherwise programs that seldom act would be similar to every program.
// The distance is 1 if there are too few actions to compare.
func (s Signature) Distance(other Signature) float64 {
	differ, acts := s.Compare(other)
	if acts < minActs {
		return 1
	}
	return float64(differ) / float64(acts)
}

// Nearest returns the index of the known program that is most similar to s, and its distance, if that is below least;
// otherwise -1.
func (s Signature) Nearest(known []Signature, least float64) (at int, distance float64) {
	at = -1
	for i, other := range known {
		if d := s.Distance(other); d < least {
			at, distance, least = i, d, d
		}
	}
	return at, distance
}

// Compare counts the situations in which at least one of two programs acts, and how many of them differ.
func (s Signature) Compare(other Signature) (differ, acts int) {
	for i := range s {
		if s[i] != 0 || other[i] != 0 {
			acts++
		}
		if s[i] != other[i] {
			differ++
		}
	}
	return differ, acts
}

// written is the prefix of an encoded signature. Signatures with another prefix come from another version of the
// algorithm and must not be compared.
const written = "lives:"

// String encodes the signature for Parse.
func (s Signature) String() string {
	b := make([]byte, 0, 2*Situations)
	for _, symbol := range s {
		b = append(b, byte(symbol>>8), byte(symbol))
	}
	return written + hex.EncodeToString(b)
}

// Parse decodes a signature; ok is false if text is not one.
func Parse(text string) (s Signature, ok bool) {
	text, ok = strings.CutPrefix(text, written)
	b, err := hex.DecodeString(text)
	if !ok || err != nil || len(b) != 2*Situations {
		return Signature{}, false
	}
	for i := range s {
		s[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return s, true
}

// Of runs programs together through the situations, newest first. On each channel the first program that wants
// something wins, as in the engine. A run that faults does nothing.
func Of[P trait.Program](programs ...P) Signature {
	var s Signature
	batch, verdicts := make([]*trait.Molbot, 1), make([]trait.Verdict, 1)
	memories := make([][trait.MemorySlots]float64, len(programs))
	for i := range s {
		if i%life == 0 { // a birth
			clear(memories)
		}
		m, around := Situation(i)
		batch[0] = m
		var merged world.Intent
		for p, program := range programs {
			m.Body().Memory = &memories[p]
			m.Begin(around, fuel)
			if program.Run(batch, verdicts); verdicts[0].Fault != trait.FaultNone {
				continue
			}
			in := m.Intents()
			merged.Merge(in)
			for slot, set := range in.MemorySet {
				if set {
					memories[p][slot] = in.Memory[slot]
				}
			}
		}
		s[i] = symbol(&merged, m.Body().Heading)
	}
	return s
}

// fuel is more than any valid program uses in a call.
const fuel = math.MaxInt32

// symbol encodes the intents as a bit field: bit 0 is the effort, bits 1–3 the octant, 5–7 the kind of movement,
// 8–9 the birth channel, and 10–15 are eat, attack, fast, share, scent and mark.
func symbol(in *world.Intent, heading float64) uint16 {
	s := uint16(in.Move.Kind) << 5
	switch in.Move.Kind {
	case trait.MoveThrust:
		s |= octant(math.Atan2(in.Move.DY, in.Move.DX)-heading)<<1 | fast(in.Move.Effort)
	case trait.MoveTurn:
		s |= octant(in.Move.DX)<<1 | fast(in.Move.Effort)
	}
	s |= uint16(in.Breed.Kind) << 8
	if in.Eat {
		s |= 1 << 10
	}
	if in.Attack != 0 {
		s |= 1 << 11
	}
	if in.Fast {
		s |= 1 << 12
	}
	if in.Share.To != 0 {
		s |= 1 << 13
	}
	for _, amount := range in.Scent {
		if amount > 0 {
			s |= 1 << 14
		}
	}
	if in.Mark {
		s |= 1 << 15
	}
	return s
}

func octant(angle float64) uint16 {
	return uint16(math.Floor(angle/(math.Pi/4)+.5)) & 7
}

func fast(effort float64) uint16 {
	if effort > .5 {
		return 1
	}
	return 0
}

// Situation creates the i-th situation. Its numbers are derived from a hash of i, so that together the situations cover
// the ranges.
func Situation(i int) (*trait.Molbot, trait.Surroundings) {
	n := 0
	unit := func() float64 { n++; return unitHash(uint64(i)<<8 | uint64(n)) }
	m := &trait.Molbot{}
	*m.Body() = trait.Body{
		Slot: i, Energy: 5 + 95*unit(), MaxEnergy: 100, Age: 5000 * unit(), Lifespan: 5000, Speed: 2.5 * unit(),
		Heading: (2*unit() - 1) * math.Pi, Size: .6 + .9*unit(), SenseRadius: 160, SinceMeal: 300 * unit() * unit(),
		Daylight: unit(), CanBreed: unit() < .5, HasMark: unit() < .7, Mark: direction(unit(), 300*unit()),
		Memory: &[trait.MemorySlots]float64{}, RandKey: uint64(i),
	}
	f := fixed{
		hasFood: unit() < .75, hasOther: unit() < .7, hasKin: unit() < .5, crowd: math.Floor(9 * unit() * unit()),
		temperature: 36 * unit(), stress: unit(), fertility: 3 * unit() * unit(),
	}
	f.food, f.rich = someFood(unit), someFood(unit)
	f.other, f.kin = someNeighbor(unit, 1), someNeighbor(unit, 2)
	f.comfort, f.rise = direction(unit(), 1), direction(unit(), 1)
	for c := range f.scent {
		f.scent[c], f.trail[c] = 4*unit()*unit(), direction(unit(), 1)
	}
	b := m.Body() // what came to the API later is drawn last, so that the older numbers stay
	b.Storm = max(0, 2*unit()-1)
	b.SinceBitten, b.Children = 300*unit()*unit(), math.Floor(5*unit()*unit())
	b.HasMother, b.Mother = unit() < .5, direction(unit(), 300*unit())
	for _, other := range []*trait.Neighbor{&f.other, &f.kin} {
		other.Heading, other.Speed = (2*unit()-1)*math.Pi, 2.5*unit()
	}
	for _, food := range []*trait.Food{&f.food, &f.rich} {
		food.Kind = math.Floor(3 * unit())
	}
	return m, f
}

func someFood(unit func() float64) trait.Food {
	d := 2 + 100*unit()*unit()
	way := direction(unit(), d)
	return trait.Food{DX: way.DX, DY: way.DY, Distance: d, Energy: 55 * unit(), Fit: unit(), Ripeness: unit()}
}

func someNeighbor(unit func() float64, ref uint32) trait.Neighbor {
	d := 2 + 80*unit()*unit()
	way := direction(unit(), d)
	other := trait.Neighbor{DX: way.DX, DY: way.DY, Distance: d, Size: .5 + unit(), Energy: unit(), Kinship: unit()}
	return trait.Aimed(other, ref)
}

func direction(turn, length float64) trait.Vector {
	sin, cos := math.Sincos(2 * math.Pi * turn)
	return trait.Vector{DX: length * cos, DY: length * sin}
}

// unitHash is a number in [0, 1) that depends only on z.
func unitHash(z uint64) float64 { return float64(mix(z+0x9e3779b97f4a7c15)>>11) / (1 << 53) }

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// fixed are surroundings that don't change.
type fixed struct {
	hasFood, hasOther, hasKin             bool
	food, rich                            trait.Food
	other, kin                            trait.Neighbor
	crowd, temperature, stress, fertility float64
	comfort, rise                         trait.Vector
	scent                                 [trait.ScentChannels]float64
	trail                                 [trait.ScentChannels]trait.Vector
}

func (f fixed) NearestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	return f.food, f.hasFood && f.food.Distance <= radius
}

func (f fixed) RichestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	return f.rich, f.hasFood && f.rich.Distance <= radius
}

func (f fixed) NearestMolbot(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	return f.other, f.hasOther && f.other.Distance <= radius
}

func (f fixed) NearestKin(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	return f.kin, f.hasKin && f.kin.Distance <= radius
}

func (f fixed) Crowd(*trait.Body, float64) float64              { return f.crowd }
func (f fixed) Temperature(*trait.Body) float64                 { return f.temperature }
func (f fixed) ThermalStress(*trait.Body) float64               { return f.stress }
func (f fixed) Comfort(*trait.Body) trait.Vector                { return f.comfort }
func (f fixed) Fertility(*trait.Body) float64                   { return f.fertility }
func (f fixed) FertilityGradient(*trait.Body) trait.Vector      { return f.rise }
func (f fixed) Scent(_ *trait.Body, c int) float64              { return f.scent[c] }
func (f fixed) ScentGradient(_ *trait.Body, c int) trait.Vector { return f.trail[c] }
