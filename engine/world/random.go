package world

import "math"

// Purpose separates the random numbers that one molbot draws in one tick for different purposes.
type Purpose uint64

// Purposes of random numbers. Add new ones at the end: the value is part of the key.
const (
	ForLand Purpose = iota
	ForPatch
	ForFront
	ForGrowth
	ForFounder
	ForGenes
	ForInheritance
	ForAssignment
	ForAdoption
	ForBirthplace
	ForScatter
	ForCarrion
	ForStorm
	ForTraits // plus the trait's sequence number
)

// Stream is a sequence of random numbers that depends only on its key, never on what was drawn before for other
// purposes. This keeps the world independent of the order in which goroutines and systems run.
type Stream struct{ state uint64 }

const golden = 0x9e3779b97f4a7c15

// Keyed is the stream for a purpose, a thing and a tick of a world.
func Keyed(seed, tick, id uint64, purpose Purpose) Stream {
	return Stream{Key(seed, tick, id, purpose)}
}

// Key is the initial state of that stream.
func Key(seed, tick, id uint64, purpose Purpose) uint64 {
	return KeyFor(seed, tick, purpose).Of(id)
}

// TickKey is the part of a key that all things share in one tick. Computing it once per tick saves time.
type TickKey uint64

// KeyFor is the key for a purpose in a tick of a world.
func KeyFor(seed, tick uint64, purpose Purpose) TickKey {
	return TickKey(mix(mix(seed+golden*uint64(purpose+1)) ^ tick*0xd1342543de82ef95))
}

// Of completes the key for one thing.
func (k TickKey) Of(id uint64) uint64 { return mix(uint64(k) ^ id*0xda942042e4dd58b5) }

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// Bits is the next 64 random bits.
func (s *Stream) Bits() uint64 {
	s.state += golden
	return mix(s.state)
}

// Float is uniform in [0, 1).
func (s *Stream) Float() float64 { return float64(s.Bits()>>11) / (1 << 53) }

// Between is uniform in [low, high).
func (s *Stream) Between(low, high float64) float64 { return low + (high-low)*s.Float() }

// Below is uniform in 0 … n-1.
func (s *Stream) Below(n int) int { return int(s.Float() * float64(n)) }

// Normal is standard normal (Box and Muller 1958).
func (s *Stream) Normal() float64 {
	radius := math.Sqrt(-2 * math.Log(1-s.Float()))
	return radius * math.Cos(2*math.Pi*s.Float())
}
