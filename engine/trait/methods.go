package trait

// Method is a row of the table of all that a molbot can sense and do. The table is the one place that names a method
// for the machinery round traits: the sandbox lowers, prices and runs calls by it, and a test holds it against api.go,
// whose comments are what the models and the documentation are told.
//
// A new free sense that is a number needs a field of Body, a method in api.go, a row here, and the engine's line that
// fills the field.
type Method struct {
	Name   string
	Read   func(*Body) float64 // of a free sense that does not change during a run; it is read once, before the run
	Call   any                 // of all others: a method expression, func(*Molbot, …) …
	Energy float64             // what it costs the molbot, for each px of radius if PerPx
	PerPx  bool
	Fuel   int64 // the host's own work, apart from the program's fuel; fuelRange more for each px of radius if PerPx
	Each   int64 // fuel for each thing that a look has to search
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
	{Name: "Daylight", Read: func(b *Body) float64 { return b.Daylight }},
	{Name: "Storm", Read: func(b *Body) float64 { return b.Storm }},
	{Name: "CanBreed", Call: (*Molbot).CanBreed},
	{Name: "Mem", Call: (*Molbot).Mem},
	{Name: "SetMem", Call: (*Molbot).SetMem},
	{Name: "MarkHere", Call: (*Molbot).MarkHere},
	{Name: "ToMark", Call: (*Molbot).ToMark},
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
	{Name: "Eat", Call: (*Molbot).Eat},
	{Name: "Fast", Call: (*Molbot).Fast},
	{Name: "Reproduce", Call: (*Molbot).Reproduce},
	{Name: "HoldBirth", Call: (*Molbot).HoldBirth},
	{Name: "Attack", Call: (*Molbot).Attack},
	{Name: "Share", Call: (*Molbot).Share},
	{Name: "LeaveScent", Call: (*Molbot).LeaveScent},
}

// free is the rows that are read before a run.
var free = func() (rows []Method) {
	for _, m := range Methods {
		if m.Read != nil {
			rows = append(rows, m)
		}
	}
	return rows
}()

// FreeSenses is how many numbers a run can read for nothing: the free senses, then the memory slots.
var FreeSenses = len(free) + MemorySlots

// FreeSense is the number of a free sense among them.
func FreeSense(name string) (number int, ok bool) {
	for i, m := range free {
		if m.Name == name {
			return i, true
		}
	}
	return 0, false
}

// MemorySense is the number of memory slot i among the free senses.
func MemorySense(i int) int { return len(free) + i }

// FreeRead is how free sense number is read.
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
