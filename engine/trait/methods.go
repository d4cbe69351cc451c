package trait

// Method is a row in the table of everything that a molbot can sense and do. The sandbox lowers, prices and runs calls
// by this table, so it is the only place that lists the methods. A test compares it with api.go, whose comments are
// shown to models and in the documentation.
//
// To add a free sense that is a number, add a field to Body, a method in api.go, a row here, and the line in the engine
// that fills the field.
type Method struct {
	Name   string
	Read   func(*Body) float64 // for a free sense that does not change during a run; read once, before the run
	Call   any                 // for all others: a method expression, func(*Molbot, …) …
	Energy float64             // cost to the molbot, per px of radius if PerPx
	PerPx  bool
	Fuel   int64 // for the host's own work, plus fuelRange per px of radius if PerPx
	Each   int64 // fuel for each point that a query examines
}

// Methods is the table, in the order of api.go.
var Methods = []Method{
	{Name: "Energy", Read: func(b *Body) float64 { return b.Energy }},
	{Name: "MaxEnergy", Read: func(b *Body) float64 { return b.MaxEnergy }},
	{Name: "Age", Read: func(b *Body) float64 { return b.Age }},
	{Name: "Lifespan", Read: func(b *Body) float64 { return b.Lifespan }},
	{Name: "Speed", Read: func(b *Body) float64 { return b.Speed }},
	{Name: "Heading", Read: func(b *Body) float64 { return b.Heading }},
	{Name: "Size", Read: func(b *Body) float64 { return b.Size }},
	{Name: "SenseRadius", Read: func(b *Body) float64 { return b.SenseRadius }},
	{Name: "SinceMeal", Read: func(b *Body) float64 { return b.SinceMeal }},
	{Name: "SinceBitten", Read: func(b *Body) float64 { return b.SinceBitten }},
	{Name: "Children", Read: func(b *Body) float64 { return b.Children }},
	{Name: "Daylight", Read: func(b *Body) float64 { return b.Daylight }},
	{Name: "Storm", Read: func(b *Body) float64 { return b.Storm }},
	{Name: "CanBreed", Call: (*Molbot).CanBreed},
	{Name: "Mem", Call: (*Molbot).Mem},
	{Name: "SetMem", Call: (*Molbot).SetMem},
	{Name: "MarkHere", Call: (*Molbot).MarkHere},
	{Name: "ToMark", Call: (*Molbot).ToMark},
	{Name: "ToMother", Call: (*Molbot).ToMother},
	{Name: "Rand", Call: (*Molbot).Rand},
	{Name: "NearestFood", Call: (*Molbot).NearestFood, Energy: priceRange, PerPx: true, Fuel: fuelCall, Each: fuelMet},
	{Name: "RichestFood", Call: (*Molbot).RichestFood, Energy: priceRange, PerPx: true, Fuel: fuelCall, Each: fuelFood},
	{Name: "NearestMolbot", Call: (*Molbot).NearestMolbot, Energy: priceRange, PerPx: true, Fuel: fuelCall, Each: fuelMet},
	{Name: "NearestKin", Call: (*Molbot).NearestKin, Energy: priceRange, PerPx: true, Fuel: fuelCall, Each: fuelKin},
	{Name: "Crowd", Call: (*Molbot).Crowd, Energy: priceRange, PerPx: true, Fuel: fuelCall, Each: fuelMet},
	{Name: "Temperature", Call: (*Molbot).Temperature, Energy: priceField, Fuel: fuelCall},
	{Name: "ThermalStress", Call: (*Molbot).ThermalStress, Energy: priceField, Fuel: fuelCall},
	{Name: "Comfort", Call: (*Molbot).Comfort, Energy: priceGradient, Fuel: fuelCall},
	{Name: "Fertility", Call: (*Molbot).Fertility, Energy: priceGround, Fuel: fuelCall},
	{Name: "FertilityGradient", Call: (*Molbot).FertilityGradient, Energy: priceGradient, Fuel: fuelCall},
	{Name: "Scent", Call: (*Molbot).Scent, Energy: priceGround, Fuel: fuelCall},
	{Name: "ScentGradient", Call: (*Molbot).ScentGradient, Energy: priceScentGradient, Fuel: fuelCall},
	{Name: "ThrustToward", Call: (*Molbot).ThrustToward},
	{Name: "Turn", Call: (*Molbot).Turn},
	{Name: "Brake", Call: (*Molbot).Brake},
	{Name: "Rest", Call: (*Molbot).Rest},
	{Name: "Yield", Call: (*Molbot).Yield},
	{Name: "Eat", Call: (*Molbot).Eat},
	{Name: "Fast", Call: (*Molbot).Fast},
	{Name: "Reproduce", Call: (*Molbot).Reproduce},
	{Name: "HoldBirth", Call: (*Molbot).HoldBirth},
	{Name: "Attack", Call: (*Molbot).Attack},
	{Name: "Share", Call: (*Molbot).Share},
	{Name: "LeaveScent", Call: (*Molbot).LeaveScent},
}

// free holds the rows that are read before a run.
var free = func() (rows []Method) {
	for _, m := range Methods {
		if m.Read != nil {
			rows = append(rows, m)
		}
	}
	return rows
}()

// FreeSenses is the number of values that a run can read at no cost: the free senses, followed by the memory slots.
var FreeSenses = len(free) + MemorySlots

// FreeSense is the number of a free sense among those values.
func FreeSense(name string) (number int, ok bool) {
	for i, m := range free {
		if m.Name == name {
			return i, true
		}
	}
	return 0, false
}

// MemorySense is the number of memory slot i among those values.
func MemorySense(i int) int { return len(free) + i }

// FreeRead returns the function that reads a free sense.
func FreeRead(number int) func(*Body) float64 {
	i := number - len(free)
	if i < 0 {
		return free[number].Read
	}
	return func(b *Body) float64 {
		if b.Memory == nil {
			return 0
		}
		return b.Memory[i]
	}
}
