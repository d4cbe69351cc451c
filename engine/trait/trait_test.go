package trait

import (
	"math"
	"testing"
)

// met is the number of points that each query examines.
const met = 9

// around are the surroundings of a molbot in tests: one thing of each kind, 10 px to the east.
type around struct{}

func (around) NearestFood(b *Body, _ float64) (Food, bool) {
	b.Met = met
	return Food{DX: 10, Distance: 10}, true
}
func (around) RichestFood(b *Body, _ float64) (Food, bool) {
	b.Met = met
	return Food{DX: 10, Distance: 10}, true
}
func (around) NearestMolbot(b *Body, radius float64) (Neighbor, bool) {
	b.Met = met
	// The energy is the radius, so that tests can check the latter.
	return Aimed(Neighbor{DX: 10, Distance: 10, Size: 1, Energy: radius, Kinship: 1}, 8), true
}
func (around) NearestKin(b *Body, _ float64) (Neighbor, bool) { b.Met = met; return Neighbor{}, false }
func (around) Crowd(b *Body, _ float64) float64               { b.Met = met; return 3 }
func (around) Temperature(*Body) float64                      { return 20 }
func (around) ThermalStress(*Body) float64                    { return 0.5 }
func (around) Comfort(*Body) Vector                           { return Vector{DX: 1} }
func (around) Fertility(*Body) float64                        { return 2 }
func (around) FertilityGradient(*Body) Vector                 { return Vector{DY: 1} }
func (around) Scent(*Body, int) float64                       { return 4 }
func (around) ScentGradient(*Body, int) Vector                { return Vector{DX: -1} }

func begun(energy float64, fuel int64) *Molbot {
	m := &Molbot{}
	m.Begin(around{}, fuel)
	*m.Body() = Body{Energy: energy, MaxEnergy: 100, SenseRadius: 100, Memory: new([MemorySlots]float64), RandKey: 5}
	return m
}

func TestSensesCostWhatTheDocumentationSays(t *testing.T) {
	for name, c := range map[string]struct {
		sense func(*Molbot)
		price float64
	}{
		"food":     {func(m *Molbot) { m.NearestFood(50) }, 0.001},
		"too far":  {func(m *Molbot) { m.NearestFood(1e9) }, 0.002}, // limited to its sense radius
		"nowhere":  {func(m *Molbot) { m.NearestFood(-1) }, 0},
		"NaN":      {func(m *Molbot) { m.Crowd(math.NaN()) }, 0},
		"warmth":   {func(m *Molbot) { m.Temperature() }, 0.0003},
		"ground":   {func(m *Molbot) { m.Fertility() }, 0.0005},
		"slope":    {func(m *Molbot) { m.FertilityGradient() }, 0.002},
		"scent":    {func(m *Molbot) { m.ScentGradient(3) }, 0.001},
		"no scent": {func(m *Molbot) { m.Scent(ScentChannels) }, 0},
	} {
		m := begun(50, 1000)
		c.sense(m)
		if spent := m.Intents().Spent; math.Abs(spent-c.price) > 1e-12 {
			t.Errorf("%s: spent %v, want %v", name, spent, c.price)
		}
	}
}

func TestWhoCantPaySeesNothing(t *testing.T) {
	if _, ok := begun(0.0005, 1000).NearestFood(100); ok {
		t.Error("saw food without the energy")
	}
	m := begun(50, 3)
	if _, ok := m.NearestFood(100); ok || m.FuelLeft() >= 0 {
		t.Error("saw food without the fuel")
	}
	if m.Comfort() != (Vector{}) || m.Crowd(10) != 0 {
		t.Error("sensed something after the fuel was spent")
	}
}

func TestIntentsRefuseWildNumbers(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	m := begun(50, 1000)
	m.ThrustToward(nan, 1, 1)
	m.ThrustToward(0, 0, 1)
	m.Turn(inf, 1)
	m.Reproduce(nan)
	m.SetMem(0, inf)
	m.SetMem(-1, 1)
	m.SetMem(MemorySlots, 1)
	m.LeaveScent(9, 1)
	m.Share(Neighbor{}, nan)
	if got := *m.Intents(); got != (Intents{}) {
		t.Errorf("got %+v", got)
	}
	m.ThrustToward(1, 0, 7)
	m.LeaveScent(1, 99)
	m.Reproduce(-3)
	if i := m.Intents(); i.Move.Effort != 1 || i.Scent[1] != 10 || i.Breed.Share != 0.1 {
		t.Errorf("not clamped: %+v", i)
	}
}

func TestLastCallOfAChannelCounts(t *testing.T) {
	m := begun(50, 1000)
	m.ThrustToward(1, 0, 1)
	m.Brake()
	m.Eat()
	m.Fast()
	m.Reproduce(0.5)
	m.HoldBirth()
	i := m.Intents()
	if i.Move.Kind != MoveBrake || i.Eat || !i.Fast || i.Breed.Kind != BreedHold {
		t.Errorf("got %+v", i)
	}
}

func TestRandDependsOnItsKeyAlone(t *testing.T) {
	a, b := begun(50, 1000), begun(10, 10)
	for range 100 {
		v := a.Rand()
		if v != b.Rand() || v < 0 || v >= 1 {
			t.Fatalf("drew %v", v)
		}
	}
}

func TestNeighborCanBeAimedAt(t *testing.T) {
	m := begun(50, 1000)
	other, _ := m.NearestMolbot(400)
	m.Attack(other)
	m.Share(other, 5)
	if i := m.Intents(); i.Attack != 8 || i.Share != (Gift{8, 5}) || other.Energy != 100 {
		t.Errorf("got %+v, sensed %+v", i, other)
	}
}

func TestNativeRunsABatch(t *testing.T) {
	program, err := Native(func(m *Molbot) { m.NearestFood(40) }).New()
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	verdicts := make([]Verdict, 2)
	program.Run([]*Molbot{begun(50, 1000), begun(50, 1000)}, verdicts)
	for _, v := range verdicts {
		if v.Fault != FaultNone || v.Fuel != fuelCall+10+met*fuelMet {
			t.Errorf("got %+v", v)
		}
	}
}
