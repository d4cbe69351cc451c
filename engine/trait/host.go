// Package trait is the border between the world and the programs that steer molbots. api.go is all that a trait may
// use; host.go is what the engine and the sandbox use to fill a Molbot, run programs on it and read its intents.
// Nothing here touches the world, and no import but math enters.
package trait

// Sizes of what a trait can keep and leave.
const (
	MemorySlots   = 8
	ScentChannels = 4
)

// Prices of senses [energy].
const (
	priceRange         = 0.00002 // per px of radius
	priceField         = 0.0003
	priceGround        = 0.0005
	priceScentGradient = 0.001
	priceGradient      = 0.002
)

// Fuel that the host's own work costs, in the sandbox's units (about one statement each).
const (
	fuelCall  = 4
	fuelRange = 1.0 / 4 // per px of radius
	fuelMet   = 1       // for each thing in the cells that a look has to search
	fuelFood  = 2       // and of RichestFood, which weighs each
	fuelKin   = 4       // and of NearestKin, which compares genes
)

// Body is what a molbot knows of itself. The engine fills it before each trait runs.
type Body struct {
	Slot        int
	X, Y        float64 // px
	Energy      float64
	MaxEnergy   float64
	Age         float64 // ticks
	Lifespan    float64 // ticks
	Speed       float64 // px/tick
	Heading     float64 // radians
	Size        float64
	SenseRadius float64 // px
	SinceMeal   float64 // ticks
	Daylight    float64
	Storm       float64 // 0 to 1
	CanBreed    bool
	HasMark     bool
	Mark        Vector
	Memory      *[MemorySlots]float64 // of this trait on this molbot; read only
	RandKey     uint64                // key of Rand: seed, tick, molbot, trait
	Met         int                   // by Surroundings: how many things the last look had to search
}

// Surroundings answers what a molbot senses, from last tick's state. It must be safe for use from several goroutines.
// What looks for things counts those that it had to search in b.Met.
type Surroundings interface {
	NearestFood(b *Body, radius float64) (Food, bool)
	RichestFood(b *Body, radius float64) (Food, bool)
	NearestMolbot(b *Body, radius float64) (Neighbor, bool)
	NearestKin(b *Body, radius float64) (Neighbor, bool)
	Crowd(b *Body, radius float64) float64
	Temperature(b *Body) float64
	ThermalStress(b *Body) float64
	Comfort(b *Body) Vector
	Fertility(b *Body) float64
	FertilityGradient(b *Body) Vector
	Scent(b *Body, channel int) float64
	ScentGradient(b *Body, channel int) Vector
}

// MoveKind says how a molbot wants to move.
type MoveKind uint8

// Ways to move; MoveNone leaves the channel to an older trait.
const (
	MoveNone MoveKind = iota
	MoveThrust
	MoveTurn
	MoveBrake
	MoveRest
)

// Move is the intent of the movement channel. For MoveTurn, DX is the angle.
type Move struct {
	Kind   MoveKind
	DX, DY float64
	Effort float64
}

// BreedKind says what a molbot wants of the birth channel.
type BreedKind uint8

// Wishes about birth; BreedNone leaves it to an older trait.
const (
	BreedNone BreedKind = iota
	BreedNow
	BreedHold
)

// Breed is the intent of the birth channel.
type Breed struct {
	Kind  BreedKind
	Share float64
}

// Gift is the intent of the sharing channel. To is a Neighbor's ref, 0 for nobody.
type Gift struct {
	To     uint32
	Energy float64
}

// Intents is what one trait wants of one molbot in one tick, and what its senses cost.
type Intents struct {
	Move      Move
	Eat       bool
	Fast      bool // not to eat, whatever older traits want
	Mark      bool
	Breed     Breed
	Attack    uint32 // Neighbor's ref, 0 for nobody
	Share     Gift
	Scent     [ScentChannels]float64
	Memory    [MemorySlots]float64
	MemorySet [MemorySlots]bool
	Spent     float64 // energy, for senses
	draws     uint64
}

// NewNeighbor is for Surroundings: a Neighbor that Attack and Share can be aimed at. ref is 1 + the slot.
func NewNeighbor(dx, dy, distance, size, energy, kinship float64, ref uint32) Neighbor {
	return Neighbor{DX: dx, DY: dy, Distance: distance, Size: size, Energy: energy, Kinship: kinship, ref: ref}
}

// Ref is what Attack and Share aim other by: 1 + its slot.
func Ref(other Neighbor) uint32 { return other.ref }

// Begin readies m for one run of one trait: empty intents, and fuel units for the host's own work.
func (m *Molbot) Begin(around Surroundings, fuel int64) {
	m.around = around
	m.intent = Intents{}
	m.fuel = fuel
}

// Restart makes a run of m that was broken off undone: empty intents, and fuel as Begin gave it.
func (m *Molbot) Restart(fuel int64) { m.Begin(m.around, fuel) }

// Body is for the engine to fill.
func (m *Molbot) Body() *Body { return &m.body }

// Intents is what the trait wanted. It counts only if the trait's verdict is clean.
func (m *Molbot) Intents() *Intents { return &m.intent }

// FuelLeft is what is left of Begin's fuel; below 0, senses see nothing and the run counts as exhausted.
func (m *Molbot) FuelLeft() int64 { return m.fuel }

// nowhere is a radius that is as good as 0 [px]. Many processors take fifty times as long for products of numbers far
// below it.
const nowhere = 1e-100

func (m *Molbot) pay(radius float64) (float64, bool) {
	if !(radius > nowhere) { // NaN too
		return 0, false
	}
	radius = min(radius, m.body.SenseRadius)
	m.fuel -= fuelCall + int64(radius*fuelRange)
	return radius, m.fuel >= 0 && m.afford(priceRange*radius)
}

// met takes the fuel of what a look had to search, at a price for each thing.
func (m *Molbot) met(each int64) (paid bool) {
	m.fuel -= each * int64(m.body.Met)
	m.body.Met = 0
	return m.fuel >= 0
}

func (m *Molbot) spend(price float64) bool {
	m.fuel -= fuelCall
	return m.fuel >= 0 && m.afford(price)
}

func (m *Molbot) afford(price float64) bool {
	if m.intent.Spent+price > m.body.Energy {
		return false
	}
	m.intent.Spent += price
	return true
}

func (m *Molbot) random() float64 {
	m.intent.draws++
	return float64(mix(m.body.RandKey+m.intent.draws*0x9e3779b97f4a7c15)>>11) / (1 << 53)
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// finite reports whether v is a number: infinities and NaN minus themselves are NaN.
func finite(v float64) bool { return v-v == 0 }

func clamp(v, low, high float64) float64 { return max(low, min(high, v)) }
