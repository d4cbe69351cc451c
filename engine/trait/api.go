package trait

// This file is the whole API that a trait can use, and the sandbox type-checks traits against exactly this file. What a
// trait may not touch stands in host.go.
//
// Prices are in energy. A sense that the molbot can't pay for sees nothing; an action that it can't pay for does not
// happen. Distances are px, angles are radians, times are ticks. Directions are relative to the molbot and the shortest
// way round the world: DX, DY lead from the molbot to the thing.

// Molbot is the creature that a trait steers. A trait sees the world as it was at the end of the last tick and acts by
// intents, which are carried out after every trait has run.
type Molbot struct {
	body   Body
	around Surroundings
	intent Intents
	fuel   int64
}

// Food is a piece of food that a molbot has sensed.
type Food struct {
	DX, DY   float64 // the way to it [px]
	Distance float64 // [px]
	Energy   float64 // what it holds now
	Fit      float64 // how well this molbot digests it, 0 to 1; food with little Fit times Ripeness does harm
	Ripeness float64 // 0 unripe, 1 ripe, falling again as it rots
	Kind     float64 // 0 leaf, 1 fruit, 2 carrion
}

// Neighbor is another molbot that a molbot has sensed.
type Neighbor struct {
	DX, DY   float64 // the way to it [px]
	Distance float64 // [px]
	Size     float64 // its size relative to this molbot's
	Energy   float64 // its energy as a share of its maximum, 0 to 1
	Kinship  float64 // likeness of the genes, 0 to 1
	Heading  float64 // where it faces, as Heading has it [radians]
	Speed    float64 // how fast it moves [px/tick]
	ref      uint32
}

// Vector is a direction with a length.
type Vector struct {
	DX, DY float64
}

// Energy is the molbot's energy. Free.
func (m *Molbot) Energy() float64 { return m.body.Energy }

// MaxEnergy is the most energy that the molbot can hold. Free.
func (m *Molbot) MaxEnergy() float64 { return m.body.MaxEnergy }

// Age is the molbot's age in ticks. Free.
func (m *Molbot) Age() float64 { return m.body.Age }

// Lifespan is the age at which it dies [ticks]. Free.
func (m *Molbot) Lifespan() float64 { return m.body.Lifespan }

// Speed is how fast it moves [px/tick]. Free.
func (m *Molbot) Speed() float64 { return m.body.Speed }

// Heading is where it faces [radians, 0 is east, positive is clockwise on screen]. Free.
func (m *Molbot) Heading() float64 { return m.body.Heading }

// Size is the gene that scales its body, 1 for an average one. Free.
func (m *Molbot) Size() float64 { return m.body.Size }

// SenseRadius is how far it can sense at most [px]. Free.
func (m *Molbot) SenseRadius() float64 { return m.body.SenseRadius }

// SinceMeal is the time since it last ate [ticks]. Free.
func (m *Molbot) SinceMeal() float64 { return m.body.SinceMeal }

// SinceBitten is the time since another molbot last bit it [ticks], or its age if none has. Free.
func (m *Molbot) SinceBitten() float64 { return m.body.SinceBitten }

// Children is how many children it has had. Free.
func (m *Molbot) Children() float64 { return m.body.Children }

// Daylight is 0 at midnight and 1 at noon. Free.
func (m *Molbot) Daylight() float64 { return m.body.Daylight }

// Storm is how hard a storm blows here, 0 to 1. Moving in one costs energy, with the square of the speed. Free.
func (m *Molbot) Storm() float64 { return m.body.Storm }

// CanBreed reports whether it is old, rested and fed enough to have a child. Free.
func (m *Molbot) CanBreed() bool { return m.body.CanBreed }

// Mem reads memory slot i, 0 to 7; each trait has its own eight, all 0 at birth. Other slots read 0. Free.
func (m *Molbot) Mem(i int) float64 {
	if i < 0 || i >= MemorySlots || m.body.Memory == nil {
		return 0
	}
	return m.body.Memory[i]
}

// SetMem writes memory slot i, 0 to 7, for the ticks to come. Other slots, NaN and infinities are ignored. Free.
func (m *Molbot) SetMem(i int, value float64) {
	if i < 0 || i >= MemorySlots || !finite(value) {
		return
	}
	m.intent.Memory[i], m.intent.MemorySet[i] = value, true
}

// MarkHere remembers this place for ToMark. Free.
func (m *Molbot) MarkHere() { m.intent.Mark = true }

// ToMark is the way to the place that MarkHere remembered; ok is false before the first mark. Free.
func (m *Molbot) ToMark() (way Vector, ok bool) { return m.body.Mark, m.body.HasMark }

// ToMother is the way to its mother, wherever she is; ok is false for one without a mother that lives in this world.
// Free.
func (m *Molbot) ToMother() (way Vector, ok bool) { return m.body.Mother, m.body.HasMother }

// Rand is a random number from 0 up to 1. Free.
func (m *Molbot) Rand() float64 { return m.random() }

// NearestFood is the nearest food within radius px. Price: 0.00002 per px of radius.
func (m *Molbot) NearestFood(radius float64) (food Food, ok bool) {
	if radius, ok = m.pay(radius); !ok {
		return Food{}, false
	}
	food, ok = m.around.NearestFood(&m.body, radius)
	return food, m.met(fuelMet) && ok
}

// RichestFood is the food within radius px that would yield this molbot the most energy. Price: 0.00002 per px.
func (m *Molbot) RichestFood(radius float64) (food Food, ok bool) {
	if radius, ok = m.pay(radius); !ok {
		return Food{}, false
	}
	food, ok = m.around.RichestFood(&m.body, radius)
	return food, m.met(fuelFood) && ok
}

// NearestMolbot is the nearest other molbot within radius px. Price: 0.00002 per px.
func (m *Molbot) NearestMolbot(radius float64) (other Neighbor, ok bool) {
	if radius, ok = m.pay(radius); !ok {
		return Neighbor{}, false
	}
	other, ok = m.around.NearestMolbot(&m.body, radius)
	return other, m.met(fuelMet) && ok
}

// NearestKin is the nearest molbot within radius px with a Kinship of at least 0.9. Price: 0.00002 per px.
func (m *Molbot) NearestKin(radius float64) (other Neighbor, ok bool) {
	if radius, ok = m.pay(radius); !ok {
		return Neighbor{}, false
	}
	other, ok = m.around.NearestKin(&m.body, radius)
	return other, m.met(fuelKin) && ok
}

// Crowd is how many other molbots are within radius px. Price: 0.00002 per px.
func (m *Molbot) Crowd(radius float64) float64 {
	radius, ok := m.pay(radius)
	if !ok {
		return 0
	}
	n := m.around.Crowd(&m.body, radius)
	m.met(fuelMet)
	return n
}

// Temperature is the temperature here [°C]. Price: 0.0003.
func (m *Molbot) Temperature() float64 {
	if !m.spend(priceField) {
		return 0
	}
	return m.around.Temperature(&m.body)
}

// ThermalStress is how far the temperature is from what suits this molbot, 0 for just right, 1 for twice the basal cost
// of living. Price: 0.0003.
func (m *Molbot) ThermalStress() float64 {
	if !m.spend(priceField) {
		return 0
	}
	return m.around.ThermalStress(&m.body)
}

// Comfort is the direction in which thermal stress falls fastest, a unit vector, or zero where it does not change.
// Price: 0.002.
func (m *Molbot) Comfort() Vector {
	if !m.spend(priceGradient) {
		return Vector{}
	}
	return m.around.Comfort(&m.body)
}

// Fertility is how much food grows here, 1 on average. Price: 0.0005.
func (m *Molbot) Fertility() float64 {
	if !m.spend(priceGround) {
		return 0
	}
	return m.around.Fertility(&m.body)
}

// FertilityGradient is the direction in which fertility rises fastest, a unit vector or zero. Price: 0.002.
func (m *Molbot) FertilityGradient() Vector {
	if !m.spend(priceGradient) {
		return Vector{}
	}
	return m.around.FertilityGradient(&m.body)
}

// Scent is how strong scent of channel 0 to 3 is here. Price: 0.0005.
func (m *Molbot) Scent(channel int) float64 {
	if channel < 0 || channel >= ScentChannels || !m.spend(priceGround) {
		return 0
	}
	return m.around.Scent(&m.body, channel)
}

// ScentGradient is the direction in which scent of channel 0 to 3 rises fastest, a unit vector or zero. Price: 0.001.
func (m *Molbot) ScentGradient(channel int) Vector {
	if channel < 0 || channel >= ScentChannels || !m.spend(priceScentGradient) {
		return Vector{}
	}
	return m.around.ScentGradient(&m.body, channel)
}

// ThrustToward pushes towards (dx, dy) with effort 0 to 1; the length of (dx, dy) does not matter. Price: grows with
// effort squared, size and speed. The last call counts, and only one of ThrustToward, Turn,
// Brake and Rest.
func (m *Molbot) ThrustToward(dx, dy, effort float64) {
	if !finite(dx) || !finite(dy) || !finite(effort) || dx == 0 && dy == 0 {
		return
	}
	m.intent.Move = Move{Kind: MoveThrust, DX: dx, DY: dy, Effort: clamp(effort, 0, 1)}
}

// Turn turns the heading by angle radians and pushes that way with effort 0 to 1. Price as ThrustToward.
func (m *Molbot) Turn(angle, effort float64) {
	if !finite(angle) || !finite(effort) {
		return
	}
	m.intent.Move = Move{Kind: MoveTurn, DX: angle, Effort: clamp(effort, 0, 1)}
}

// Brake slows down. Free.
func (m *Molbot) Brake() { m.intent.Move = Move{Kind: MoveBrake} }

// Rest lies still: it slows down as Brake does, and living costs little in this tick, 0.15 of its price, unless the
// molbot eats. Free.
func (m *Molbot) Rest() { m.intent.Move = Move{Kind: MoveRest} }

// Yield leaves moving to older traits in this tick: what this trait asks for by ThrustToward, Turn, Brake or Rest counts
// only if none of them asks for a move. Free.
func (m *Molbot) Yield() { m.intent.Yield = true }

// Eat bites into the nearest food within reach (10 px from the skin). Free, but eating takes the tick: no thrust.
func (m *Molbot) Eat() { m.intent.Eat, m.intent.Fast = true, false }

// Fast leaves food alone in this tick, whatever older traits want: some food does harm. Free.
func (m *Molbot) Fast() { m.intent.Eat, m.intent.Fast = false, true }

// Reproduce has a child, if CanBreed, that gets share (0.1 to 0.9) of the energy. Price: 8, most of it for its body.
func (m *Molbot) Reproduce(share float64) {
	if finite(share) {
		m.intent.Breed = Breed{Kind: BreedNow, Share: clamp(share, 0.1, 0.9)}
	}
}

// HoldBirth puts off having a child in this tick. Free.
func (m *Molbot) HoldBirth() { m.intent.Breed = Breed{Kind: BreedHold} }

// Attack bites other, which must be within reach (4 px from skin to skin), and yields 0.9 of what the other loses. Price:
// 0.08, more for the strong; and the other strikes back, the harder the more energy it has: biting the weak pays, biting
// the strong does not.
func (m *Molbot) Attack(other Neighbor) { m.intent.Attack = other.ref }

// Share gives energy to other, which must be within reach (4 px from skin to skin). A twentieth is lost on the way.
func (m *Molbot) Share(other Neighbor, energy float64) {
	if finite(energy) && energy > 0 {
		m.intent.Share = Gift{To: other.ref, Energy: energy}
	}
}

// LeaveScent leaves scent of channel 0 to 3 here, amount 0 to 10. Price: 0.01 per unit.
func (m *Molbot) LeaveScent(channel int, amount float64) {
	if channel >= 0 && channel < ScentChannels && finite(amount) {
		m.intent.Scent[channel] = clamp(amount, 0, 10)
	}
}
