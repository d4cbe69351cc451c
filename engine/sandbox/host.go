package sandbox

import (
	"reflect"
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/sandbox/internal/lower"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// fillSenses lays out the free senses in the order of lower.Senses, then the memory slots.
func fillSenses(s []float64, m *trait.Molbot) {
	b := m.Body()
	s[0], s[1], s[2], s[3], s[4] = b.Energy, b.MaxEnergy, b.Age, b.Lifespan, b.Speed
	s[5], s[6], s[7], s[8], s[9] = b.Heading, b.Size, b.SenseRadius, b.SinceMeal, b.Daylight
	for i := range trait.MemorySlots {
		s[10+i] = m.Mem(i)
	}
}

// functions is package host as interpreted code sees it: the molbot's methods without the molbot, and the meter.
func (in *instance) functions() map[string]reflect.Value {
	f := map[string]any{
		"Senses": in.senses,
		"Next": func(left int) int {
			if in.current >= 0 {
				in.end(left)
			}
			return in.begin()
		},
		"Refill": in.refill,
		"Deep": func(fuel, line int) int {
			return in.stop(fuel, line, trait.FaultDepth, "functions call each other deeper than %d", in.limits.Depth)
		},
		"Shift":  func(fuel, line int) int { return in.stop(fuel, line, trait.FaultPanic, "negative shift amount") },
		"Divide": func(fuel, line int) int { return in.stop(fuel, line, trait.FaultPanic, "integer divide by zero") },
		"Nil":    func(fuel, line int) int { return in.stop(fuel, line, trait.FaultPanic, "nil pointer dereference") },
		"Index": func(fuel, line, i, n int) int {
			return in.stop(fuel, line, trait.FaultPanic, "index out of range [%d] with length %d", i, n)
		},
		"Bounds": func(fuel, line, low, high, most int) int {
			return in.stop(fuel, line, trait.FaultPanic, "slice bounds out of range [%d:%d] with capacity %d", low, high, most)
		},
		"Make": func(fuel, line, n, c, size int) int {
			if n > c {
				return in.stop(fuel, line, trait.FaultPanic, "the length of a slice is over its capacity")
			}
			return in.allocate(fuel, line, c, size)
		},
		"Grow":     func(fuel, line, need, room, size int) int { return in.allocate(fuel, line, max(need, 2*room), size) },
		"Copy":     in.allocate,
		"Concat":   func(fuel, line, n int) int { return in.allocate(fuel, line, n, 1) },
		"Min":      func(a, b float64) float64 { return min(a, b) },
		"Max":      func(a, b float64) float64 { return max(a, b) },
		"Toint8":   func(v float64) int8 { return int8(v) },
		"Toint16":  func(v float64) int16 { return int16(v) },
		"Toint32":  func(v float64) int32 { return int32(v) },
		"Touint":   func(v float64) uint { return uint(v) },
		"Touint8":  func(v float64) uint8 { return uint8(v) },
		"Touint16": func(v float64) uint16 { return uint16(v) },
		"Touint32": func(v float64) uint32 { return uint32(v) },
		"Touint64": func(v float64) uint64 { return uint64(v) },
	}
	in.senseFunctions(f)
	in.actionFunctions(f)
	values := make(map[string]reflect.Value, len(f))
	for name, v := range f {
		values[name] = reflect.ValueOf(v)
	}
	for _, name := range methods() {
		if !values[name].IsValid() && !slices.Contains(lower.Senses, name) {
			values[name] = in.anyMethod(name)
		}
	}
	return values
}

// anyMethod serves a method of the API that has no function of its own below, at the price of a slower call.
func (in *instance) anyMethod(name string) reflect.Value {
	method, _ := reflect.TypeFor[*trait.Molbot]().MethodByName(name)
	var params, results []reflect.Type
	for i := 1; i < method.Type.NumIn(); i++ {
		params = append(params, method.Type.In(i))
	}
	for i := range method.Type.NumOut() {
		results = append(results, method.Type.Out(i))
	}
	return reflect.MakeFunc(reflect.FuncOf(params, results, false), func(args []reflect.Value) []reflect.Value {
		return reflect.ValueOf(in.m).Method(method.Index).Call(args)
	})
}

// senseFunctions answers questions. The ones in lower.Senses need no call.
func (in *instance) senseFunctions(f map[string]any) {
	f["CanBreed"] = func() bool { return in.m.CanBreed() }
	f["Mem"] = func(i int) float64 { return in.m.Mem(i) }
	f["ToMark"] = func() (trait.Vector, bool) { return in.m.ToMark() }
	f["Rand"] = func() float64 { return in.m.Rand() }
	f["NearestFood"] = func(r float64) (trait.Food, bool) { return in.m.NearestFood(r) }
	f["RichestFood"] = func(r float64) (trait.Food, bool) { return in.m.RichestFood(r) }
	f["NearestMolbot"] = func(r float64) (trait.Neighbor, bool) { return in.m.NearestMolbot(r) }
	f["NearestKin"] = func(r float64) (trait.Neighbor, bool) { return in.m.NearestKin(r) }
	f["Crowd"] = func(r float64) float64 { return in.m.Crowd(r) }
	f["Temperature"] = func() float64 { return in.m.Temperature() }
	f["ThermalStress"] = func() float64 { return in.m.ThermalStress() }
	f["Comfort"] = func() trait.Vector { return in.m.Comfort() }
	f["Fertility"] = func() float64 { return in.m.Fertility() }
	f["FertilityGradient"] = func() trait.Vector { return in.m.FertilityGradient() }
	f["Scent"] = func(channel int) float64 { return in.m.Scent(channel) }
	f["ScentGradient"] = func(channel int) trait.Vector { return in.m.ScentGradient(channel) }
}

// actionFunctions notes intents.
func (in *instance) actionFunctions(f map[string]any) {
	f["SetMem"] = func(i int, v float64) { in.m.SetMem(i, v) }
	f["MarkHere"] = func() { in.m.MarkHere() }
	f["ThrustToward"] = func(dx, dy, effort float64) { in.m.ThrustToward(dx, dy, effort) }
	f["Turn"] = func(angle, effort float64) { in.m.Turn(angle, effort) }
	f["Fast"] = func() { in.m.Fast() }
	f["Brake"] = func() { in.m.Brake() }
	f["Eat"] = func() { in.m.Eat() }
	f["Reproduce"] = func(share float64) { in.m.Reproduce(share) }
	f["HoldBirth"] = func() { in.m.HoldBirth() }
	f["Attack"] = func(other trait.Neighbor) { in.m.Attack(other) }
	f["Share"] = func(other trait.Neighbor, energy float64) { in.m.Share(other, energy) }
	f["LeaveScent"] = func(channel int, amount float64) { in.m.LeaveScent(channel, amount) }
}
