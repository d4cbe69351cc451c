// Package trait is the border between the world and the programs that control molbots. api.go contains everything that
// a trait may use; host.go contains what the engine and the sandbox use to fill a Molbot, run programs on it and read
// its intents. The package never accesses the world, and imports nothing but math outside of tests and embedding.
package trait

// Sizes of a trait's memory and of the scent.
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

// Fuel for the work that the host does in a call, in the sandbox's units (about one statement each).
const (
	fuelCall  = 4
	fuelRange = 1.0 / 4 // per px of radius
	fuelMet   = 1       // for each point in the cells that a query examines
	fuelFood  = 2       // the same for RichestFood, which evaluates each of them
	fuelKin   = 4       // the same for NearestKin, which compares genes
)

// Body is what a molbot knows about itself. The engine fills it before each run of a trait.
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
	SinceBitten float64 // ticks
	Children    float64
	Daylight    float64
	Storm       float64 // 0 to 1
	CanBreed    bool
	HasMark     bool
	Mark        Vector
	HasMother   bool
	Mother      Vector
	Memory      *[MemorySlots]float64 // of this trait on this molbot; read-only
	RandKey     uint64                // key of Rand, derived from seed, tick, molbot and trait
	Met         int                   // set by Surroundings: number of points that the last query examined
}

// Surroundings answers what a molbot senses, from the state at the end of the last tick. It must be safe for concurrent
// use. Methods that search for points store the number of points examined in b.Met.
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

// MoveKind is the kind of a movement intent.
type MoveKind uint8

// Kinds of movement. MoveNone leaves the channel to an older trait.
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

// BreedKind is the kind of a birth intent.
type BreedKind uint8

// Kinds of birth intents. BreedNone leaves the channel to an older trait.
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

// Gift is the intent of the sharing channel. To is a Neighbor's ref, 0 for none.
type Gift struct {
	To     uint32
	Energy float64
}

// Intents is what one trait wants one molbot to do in one tick, and the cost of its senses.
type Intents struct {
	Move      Move
	Yield     bool // the move counts only if no older trait moves
	Eat       bool
	Fast      bool // not to eat, whatever older traits want
	Mark      bool
	Breed     Breed
	Attack    uint32 // ref of a Neighbor, 0 for none
	Share     Gift
	Scent     [ScentChannels]float64
	Memory    [MemorySlots]float64
	MemorySet [MemorySlots]bool
	Spent     float64 // cost of senses [energy]
	draws     uint64
}

// Aimed returns other with the reference by which Attack and Share address it: 1 + its slot. It is for Surroundings.
func Aimed(other Neighbor, ref uint32) Neighbor {
	other.ref = ref
	return other
}

// Ref is the number by which Attack and Share address other: 1 + its slot.
func Ref(other Neighbor) uint32 { return other.ref }

// Begin prepares m for one run of one trait. It clears the intents and sets the fuel for the host's work.
func (m *Molbot) Begin(around Surroundings, fuel int64) {
	m.around = around
	m.intent = Intents{}
	m.fuel = fuel
}

// Restart undoes a run that was interrupted: it clears the intents and resets the fuel.
func (m *Molbot) Restart(fuel int64) { m.Begin(m.around, fuel) }

// Body returns m's body, for the engine to fill.
func (m *Molbot) Body() *Body { return &m.body }

// Intents returns what the trait wants. It is valid only if the run did not fault.
func (m *Molbot) Intents() *Intents { return &m.intent }

// FuelLeft is the rest of the fuel given to Begin. Below 0, senses find nothing and the run counts as out of fuel.
func (m *Molbot) FuelLeft() int64 { return m.fuel }

// nowhere is a radius that is treated as 0 [px]. Products of much smaller numbers would be denormal, which many
// processors handle up to fifty times more slowly.
const nowhere = 1e-100

func (m *Molbot) pay(radius float64) (float64, bool) {
	if !(radius > nowhere) { // NaN too
		return 0, false
	}
	radius = min(radius, m.body.SenseRadius)
	m.fuel -= fuelCall + int64(radius*fuelRange)
	return radius, m.fuel >= 0 && m.afford(priceRange*radius)
}

// met charges fuel for the points that a query examined.
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

// finite reports whether v is neither infinite nor NaN: those minus themselves are NaN.
func finite(v float64) bool { return v-v == 0 }

func clamp(v, low, high float64) float64 { return max(low, min(high, v)) }
