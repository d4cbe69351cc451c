package engine_test

import (
	"fmt"
	"math"
	"runtime"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// crowdedEngine is a world in which n molbots and n food items lie in the centre, all within a square of twice the
// given side.
func crowdedEngine(t testing.TB, n int, radius float64) *engine.Engine {
	p := engine.NewParams()
	p.Set("max_entities", float64(n+20))
	e := engine.New(p, 3, engine.Options{Workers: 1})
	t.Cleanup(e.Close)
	w := e.World()
	w.Sky.Daylight = 1 // senses reach farther by day
	random := world.Keyed(1, 2, 3, world.ForBirthplace)
	for range n {
		w.Found(1000+radius*(2*random.Float()-1), 1000+radius*(2*random.Float()-1), world.Spawned)
	}
	for range n {
		w.PlaceFood(1000+radius*(2*random.Float()-1), 1000+radius*(2*random.Float()-1), 10, 0, 1e9, &random)
	}
	return e
}

// senseCalls are all senses that search for points, with a given radius.
var senseCalls = []struct {
	name string
	look func(m *trait.Molbot, radius float64) any
}{
	{"NearestFood", func(m *trait.Molbot, radius float64) any { f, _ := m.NearestFood(radius); return f }},
	{"RichestFood", func(m *trait.Molbot, radius float64) any { f, _ := m.RichestFood(radius); return f }},
	{"NearestMolbot", func(m *trait.Molbot, radius float64) any { o, _ := m.NearestMolbot(radius); return o }},
	{"NearestKin", func(m *trait.Molbot, radius float64) any { o, _ := m.NearestKin(radius); return o }},
	{"Crowd", func(m *trait.Molbot, radius float64) any { return m.Crowd(radius) }},
}

// first returns the result of a query and its fuel if nothing was asked before.
func first(
	e *engine.Engine, slot int32, look func(*trait.Molbot, float64) any, radius float64,
) (found any, paid int64) {
	m, again := engine.Looking(e, slot)
	again()
	before := m.FuelLeft()
	return look(m, radius), before - m.FuelLeft()
}

// BenchmarkSensesInACrowd measures the time of a unit of fuel with thousands of molbots in one place, for a wide query
// and for 20 narrow ones.
func BenchmarkSensesInACrowd(b *testing.B) {
	const methodPrice = 8 // fuel of the program, in addition to the host's
	for _, n := range []int{10, 500, 5_000, 100_000} {
		e := crowdedEngine(b, n, 20)
		for _, l := range senseCalls {
			for _, radius := range []float64{1, 30, 220} {
				b.Run(fmt.Sprintf("%d/%s/%.0f", n, l.name, radius), func(b *testing.B) {
					m, again := engine.Looking(e, e.World().Living()[e.Count()-1])
					units := int64(0)
					runtime.LockOSThread()
					defer runtime.UnlockOSThread()
					begun := engine.ThreadTime()
					for b.Loop() {
						again()
						l.look(m, radius)
						for range 20 {
							l.look(m, 1)
						}
						units += 1<<40 - m.FuelLeft() + 21*methodPrice
					}
					b.ReportMetric(float64(engine.ThreadTime()-begun)/float64(units), "ns/unit")
					b.ReportMetric(float64(units)/float64(b.N), "units")
				})
			}
		}
	}
}

// The result of a query and its fuel depend on the world and the arguments, never on earlier queries.
func TestALookDependsOnNothingAskedBefore(t *testing.T) {
	for _, n := range []int{30, 400, 3_000} {
		e := crowdedEngine(t, n, 150)
		living := e.World().Living()
		random := world.Keyed(uint64(n), 7, 7, world.ForBirthplace)
		for range 100 {
			slot := living[int(random.Float()*float64(len(living)))]
			type question struct {
				which  int
				radius float64
				found  any
				paid   int64
			}
			var asked []question
			m, again := engine.Looking(e, slot)
			again()
			for range 12 {
				q := question{which: int(random.Float() * float64(len(senseCalls))), radius: 220 * random.Float() * random.Float()}
				before := m.FuelLeft()
				q.found = senseCalls[q.which].look(m, q.radius)
				q.paid = before - m.FuelLeft()
				asked = append(asked, q)
			}
			for k, q := range asked {
				if found, paid := first(e, slot, senseCalls[q.which].look, q.radius); found != q.found || paid != q.paid {
					t.Fatalf("%d in a heap, question %d: %s(%v) is %v for %d units, and %v for %d where it is asked first",
						n, k+1, senseCalls[q.which].name, q.radius, q.found, q.paid, found, paid)
				}
			}
		}
	}
}

// A query is charged for all points that it examines, but even in the largest crowd a run can afford several queries.
func TestALookPaysForWhatItMeets(t *testing.T) {
	const hostFuel = 20_000
	few, crowds := crowdedEngine(t, 10, 150), []*engine.Engine{
		crowdedEngine(t, 400, 20), crowdedEngine(t, 3_000, 20), crowdedEngine(t, 30_000, 20),
	}
	for _, l := range senseCalls {
		_, least := first(few, few.World().Living()[few.Count()-1], l.look, 100)
		for _, e := range crowds {
			_, paid := first(e, e.World().Living()[e.Count()-1], l.look, 100)
			if paid < least+200 || paid > hostFuel/8 {
				t.Errorf("%s takes %d units among %d molbots in one place, %d among ten", l.name, paid, e.Count(), least)
			}
		}
	}
}

// In a crowd, Crowd is a good estimate, and the nearest point found is near.
func TestACrowdIsSeenInPart(t *testing.T) {
	e := crowdedEngine(t, 5_000, 60)
	w := e.World()
	slot := w.Living()[e.Count()-1]
	in, nearest := 0, math.Inf(1)
	for _, i := range w.Living() {
		if d := math.Hypot(w.Bots.X[i]-w.Bots.X[slot], w.Bots.Y[i]-w.Bots.Y[slot]); i != slot && d <= 50 {
			in++
			nearest = min(nearest, d)
		}
	}
	m, again := engine.Looking(e, slot)
	again()
	m.Body().SenseRadius = 100
	if crowd := m.Crowd(50); math.Abs(crowd-float64(in)) > 0.25*float64(in) {
		t.Errorf("Crowd is %v, there are %d", crowd, in)
	}
	if other, ok := m.NearestMolbot(50); !ok || other.Distance > 10 {
		t.Errorf("the nearest is %v %+v, in truth it is at %v", ok, other, nearest)
	}
}
