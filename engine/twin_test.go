package engine_test

import (
	"bytes"
	"encoding/gob"
	"math"
	"slices"
	"sync"
	"testing"

	"github.com/ai-genesis/ai-genesis/engine"
	"github.com/ai-genesis/ai-genesis/engine/ancestors"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// twin is the world in its most obvious implementation: molbots behind pointers in a map by id, cells in a map by
// position, intents in a map. It has the rules of movement, collision, food, metabolism, birth and death, and is the
// baseline of the benchmarks. Land, weather and random numbers are those of the engine's world.
type twin struct {
	env     *world.World // for land, weather and founders; its molbots don't move
	tick    uint64
	serial  uint64
	ids     []uint64 // of the living, in ascending order
	bots    map[uint64]*twinBot
	food    map[int]*twinFood
	sprouts int
	cells   map[place][]*twinBot
	larder  map[place][]*twinFood
	intents map[uint64]trait.Intents
	mu      sync.Mutex // guards intents
	traits  []trait.Native
}

type place struct{ col, row int }

type twinBot struct {
	Serial, Born, Bred, Meal     uint64
	X, Y, VX, VY, Heading        float64
	Energy, Intake, Spent        float64
	Genes                        world.Genome
	Body                         world.Body
	Memory                       [8][trait.MemorySlots]float64
	Hurt                         bool
	MolbotTicks, Births, Carried int
}

type twinFood struct {
	X, Y, Energy float64
	Kind         world.FoodKind
	Born, Rots   uint64
}

const twinCell = 64

// twinOf creates a twin with the state of an engine. With traits, every molbot has those of the ancestors.
func twinOf(e *engine.Engine, traits bool) *twin {
	w := e.World()
	t := &twin{env: w.Fork(), tick: w.Tick, serial: w.NextSerial, bots: map[uint64]*twinBot{}, food: map[int]*twinFood{}}
	b := &w.Bots
	for _, i := range w.Living() {
		t.bots[b.Serial[i]] = &twinBot{
			Serial: b.Serial[i], Born: b.Born[i], Bred: b.Bred[i], X: b.X[i], Y: b.Y[i], VX: b.VX[i], VY: b.VY[i],
			Heading: b.Heading[i], Energy: b.Energy[i], Genes: b.Genes[i], Body: b.Body[i],
		}
		t.ids = append(t.ids, b.Serial[i])
	}
	slices.Sort(t.ids)
	t.takeFood()
	if traits {
		for _, a := range ancestors.All() {
			t.traits = append(t.traits, a.Run)
		}
	}
	return t
}

// takeFood takes over the food that has grown in the environment.
func (t *twin) takeFood() {
	f := &t.env.Food
	for i := range f.X {
		t.food[t.sprouts] = &twinFood{f.X[i], f.Y[i], f.Energy[i], f.Kind[i], f.Born[i], f.Rots[i]}
		t.sprouts++
	}
	f.X, f.Y, f.Energy, f.Kind, f.Born, f.Rots = f.X[:0], f.Y[:0], f.Energy[:0], f.Kind[:0], f.Born[:0], f.Rots[:0]
}

func at(x, y float64) place { return place{int(x / twinCell), int(y / twinCell)} }

// around calls visit with each cell that a circle touches.
func (t *twin) around(x, y, radius float64, visit func(place)) {
	cols, rows := int(math.Ceil(t.env.P.Width/twinCell)), int(math.Ceil(t.env.P.Height/twinCell))
	low, high := at(x-radius-twinCell, y-radius-twinCell), at(x+radius+twinCell,
		y+radius+twinCell) // a cell may be cut by the seam
	for row := low.row; row <= min(high.row, low.row+rows-1); row++ {
		for col := low.col; col <= min(high.col, low.col+cols-1); col++ {
			visit(place{(col + 2*cols) % cols, (row + 2*rows) % rows})
		}
	}
}

func (t *twin) index() {
	t.cells, t.larder = map[place][]*twinBot{}, map[place][]*twinFood{}
	for _, id := range t.ids {
		b := t.bots[id]
		t.cells[at(b.X, b.Y)] = append(t.cells[at(b.X, b.Y)], b)
	}
	if len(t.traits) == 0 {
		return
	}
	for n := range t.sprouts { // by number, because the order of a map is random
		if f, ok := t.food[n]; ok {
			t.larder[at(f.X, f.Y)] = append(t.larder[at(f.X, f.Y)], f)
		}
	}
}

// Tick advances the twin by one tick.
func (t *twin) Tick() {
	t.tick++
	t.env.Tick = t.tick
	t.index()
	t.decide(1)
	for _, id := range t.ids {
		t.act(t.bots[id])
	}
	for _, id := range t.ids {
		t.move(t.bots[id])
	}
	t.collide()
	for _, id := range t.ids {
		t.live(t.bots[id])
	}
	t.endings()
	t.grow()
}

// decide runs the traits on goroutines that share the map of intents.
func (t *twin) decide(goroutines int) {
	t.intents = map[uint64]trait.Intents{}
	if len(t.traits) == 0 {
		return
	}
	var group sync.WaitGroup
	share := (len(t.ids) + goroutines - 1) / goroutines
	for ids := range slices.Chunk(t.ids, max(share, 1)) {
		group.Go(func() {
			for _, id := range ids {
				t.runTraits(t.bots[id])
			}
		})
	}
	group.Wait()
}

func (t *twin) runTraits(b *twinBot) {
	var merged world.Intent
	var last trait.Intents
	for n, run := range t.traits {
		m := &trait.Molbot{}
		m.Begin(twinSenses{t, b}, 1<<40)
		*m.Body() = trait.Body{
			X: b.X, Y: b.Y, Energy: b.Energy, MaxEnergy: b.Body.MaxEnergy, Age: float64(t.tick - b.Born),
			Lifespan: b.Body.Lifespan,
			Heading:  b.Heading, Size: b.Genes[world.GeneSize], SenseRadius: b.Genes[world.GeneSense],
			SinceMeal: float64(t.tick - b.Meal),
			Memory:    &b.Memory[n], RandKey: world.Key(t.env.Seed, t.tick, b.Serial, world.ForTraits+world.Purpose(n)),
		}
		run(m)
		last = *m.Intents()
		merged.Merge(&last)
		for k, set := range last.MemorySet {
			if set {
				b.Memory[n][k] = last.Memory[k]
			}
		}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.intents[b.Serial] = trait.Intents{Move: merged.Move, Eat: merged.Eat, Spent: merged.Spent}
}

func (t *twin) pay(b *twinBot, energy float64) {
	energy = min(energy, b.Energy)
	b.Energy -= energy
	b.Spent += energy
}

func (t *twin) act(b *twinBot) {
	b.Intake, b.Spent, b.Hurt = 0, 0, false
	intent, ok := t.intents[b.Serial]
	if !ok {
		return
	}
	t.pay(b, intent.Spent)
	if intent.Eat && t.eat(b) {
		b.VX, b.VY = b.VX*(1-t.env.P.Biology.Brake), b.VY*(1-t.env.P.Biology.Brake)
		return
	}
	switch intent.Move.Kind {
	case trait.MoveThrust:
		b.Heading = math.Atan2(intent.Move.DY, intent.Move.DX)
	case trait.MoveTurn:
		b.Heading = math.Remainder(b.Heading+intent.Move.DX, 2*math.Pi)
	default:
		return
	}
	t.pay(b, b.Body.Motion*intent.Move.Effort*intent.Move.Effort)
	sin, cos := math.Sincos(b.Heading)
	b.VX += b.Body.Thrust * intent.Move.Effort * cos
	b.VY += b.Body.Thrust * intent.Move.Effort * sin
}

func (t *twin) eat(b *twinBot) bool {
	reach := t.env.P.Biology.Reach + b.Body.Radius
	food, ok := t.nearestFood(b, reach)
	if !ok || b.Energy > b.Body.MaxEnergy-0.5 {
		return false
	}
	taken := min(b.Body.Bite, food.Energy)
	food.Energy -= taken
	gain := min(taken*b.Body.Fit[food.Kind], b.Body.MaxEnergy-b.Energy)
	b.Energy += gain
	b.Intake += gain
	b.Meal = t.tick
	return true
}

func (t *twin) nearestFood(b *twinBot, radius float64) (nearest *twinFood, ok bool) {
	least := radius * radius
	t.around(b.X, b.Y, radius, func(p place) {
		for _, f := range t.larder[p] {
			dx, dy := t.env.Delta(b.X, b.Y, f.X, f.Y)
			if square := dx*dx + dy*dy; square <= least {
				nearest, least = f, square
			}
		}
	})
	return nearest, nearest != nil
}

func (t *twin) move(b *twinBot) {
	rules := &t.env.P.Biology
	keep := max(0, 1-rules.Drag*t.env.P.Gravity*t.env.P.Friction)
	b.VX, b.VY = b.VX*keep, b.VY*keep
	if speed := math.Sqrt(b.VX*b.VX + b.VY*b.VY); speed > rules.MaxSpeed {
		b.VX, b.VY = b.VX*rules.MaxSpeed/speed, b.VY*rules.MaxSpeed/speed
	}
	b.X, b.Y = t.env.Wrap(b.X+b.VX, b.Y+b.VY)
}

func (t *twin) collide() {
	widest := 2 * t.env.P.Biology.Radius * world.Genes[world.GeneSize].High
	for _, id := range t.ids {
		b := t.bots[id]
		t.around(b.X, b.Y, widest, func(p place) {
			for _, other := range t.cells[p] {
				if other.Serial > b.Serial {
					t.touch(b, other)
				}
			}
		})
	}
}

func (t *twin) touch(a, b *twinBot) {
	dx, dy := t.env.Delta(a.X, a.Y, b.X, b.Y)
	reach := a.Body.Radius + b.Body.Radius
	distance := math.Sqrt(dx*dx + dy*dy)
	if distance >= reach || distance < 1e-6 {
		return
	}
	nx, ny := dx/distance, dy/distance
	share := b.Body.Mass / (a.Body.Mass + b.Body.Mass)
	push := 0.5 * (reach - distance)
	a.X, a.Y = t.env.Wrap(a.X-nx*push*share, a.Y-ny*push*share)
	b.X, b.Y = t.env.Wrap(b.X+nx*push*(1-share), b.Y+ny*push*(1-share))
	closing := (a.VX-b.VX)*nx + (a.VY-b.VY)*ny
	if closing <= 0 {
		return
	}
	a.VX, a.VY = a.VX-nx*closing*share, a.VY-ny*closing*share
	b.VX, b.VY = b.VX+nx*closing*(1-share), b.VY+ny*closing*(1-share)
	if over := closing - t.env.P.Biology.ImpactSpeed; over > 0 {
		t.pay(a, t.env.P.Biology.Impact*over*b.Body.Mass)
		t.pay(b, t.env.P.Biology.Impact*over*a.Body.Mass)
		a.Hurt, b.Hurt = true, true
	}
}

// live charges the cost of living and lets a molbot have a child.
func (t *twin) live(b *twinBot) {
	rules := &t.env.P.Biology
	misfit := (t.env.Temperature(b.X, b.Y) - b.Genes[world.GeneWarmth]) / rules.Comfort
	t.pay(b, b.Body.Basal*(1+min(4, misfit*misfit)))
	b.MolbotTicks++
	if b.Energy < b.Body.BreedAt || t.tick-b.Born < uint64(rules.Maturity) || t.tick-b.Bred < uint64(rules.Rest) ||
		len(t.ids) >= int(t.env.P.MaxEntities) {
		return
	}
	random := world.Keyed(t.env.Seed, t.tick, t.serial, world.ForGenes)
	child := *b
	child.Genes.Mutate(&random, rules.Mutation)
	child.Body = rules.Grow(&child.Genes)
	t.pay(b, rules.BreedPrice)
	child.Energy = min(b.Energy*b.Body.Share, child.Body.MaxEnergy)
	b.Energy -= child.Energy
	b.Bred = t.tick
	t.add(&child)
}

func (t *twin) add(b *twinBot) {
	b.Serial, b.Born = t.serial, t.tick
	t.serial++
	t.bots[b.Serial] = b
	t.ids = append(t.ids, b.Serial)
}

// endings removes the dead and adds a founder if there are too few.
func (t *twin) endings() {
	t.ids = slices.DeleteFunc(t.ids, func(id uint64) bool {
		b := t.bots[id]
		if b.Energy > 1e-9 && float64(t.tick-b.Born) < b.Body.Lifespan {
			return false
		}
		t.food[t.sprouts] = &twinFood{
			b.X, b.Y, b.Energy*t.env.P.Biology.CarrionShare + 1, world.Carrion, t.tick, t.tick + 1000,
		}
		t.sprouts++
		delete(t.bots, id)
		return true
	})
	if len(t.ids) < int(t.env.P.MinPopulation) {
		random := world.Keyed(t.env.Seed, t.tick, 0, world.ForBirthplace)
		t.env.NextSerial = t.serial
		i := t.env.Found(random.Float()*t.env.P.Width, random.Float()*t.env.P.Height, world.Seeding)
		b := &t.env.Bots
		t.add(&twinBot{X: b.X[i], Y: b.Y[i], Heading: b.Heading[i], Energy: b.Energy[i], Genes: b.Genes[i], Body: b.Body[i]})
	}
}

func (t *twin) grow() {
	t.env.UpdateWeather()
	t.env.UpdatePatches()
	for n, f := range t.food {
		if f.Energy < 1e-3 || f.Rots <= t.tick {
			delete(t.food, n)
		}
	}
	t.env.FoodDue += t.env.P.SpawnRate * t.env.P.Area() * t.env.Sky.Supply
	for n := uint64(0); t.env.FoodDue >= 1; n++ {
		t.env.FoodDue--
		t.env.Sprout(n)
	}
	t.takeFood()
}

// Fork returns an independent copy.
func (t *twin) Fork() *twin {
	f := &twin{env: t.env, tick: t.tick, serial: t.serial, ids: slices.Clone(t.ids), sprouts: t.sprouts, traits: t.traits,
		bots: make(map[uint64]*twinBot, len(t.bots)), food: make(map[int]*twinFood, len(t.food))}
	for id, b := range t.bots {
		still := *b
		f.bots[id] = &still
	}
	for n, food := range t.food {
		still := *food
		f.food[n] = &still
	}
	return f
}

// Checkpoint encodes the twin with the standard library.
func (t *twin) Checkpoint() ([]byte, error) {
	var b bytes.Buffer
	encoder := gob.NewEncoder(&b)
	if err := encoder.Encode(t.bots); err != nil {
		return nil, err
	}
	err := encoder.Encode(t.food)
	return b.Bytes(), err
}

// twinSenses answers what a molbot of the twin senses.
type twinSenses struct {
	t *twin
	b *twinBot
}

func (s twinSenses) NearestFood(_ *trait.Body, radius float64) (trait.Food, bool) {
	f, ok := s.t.nearestFood(s.b, radius)
	if !ok {
		return trait.Food{}, false
	}
	dx, dy := s.t.env.Delta(s.b.X, s.b.Y, f.X, f.Y)
	return trait.Food{
		DX: dx, DY: dy, Distance: math.Hypot(dx, dy), Energy: f.Energy, Fit: s.b.Body.Fit[f.Kind], Ripeness: 1,
	}, true
}

func (s twinSenses) RichestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	return s.NearestFood(b, radius)
}

func (s twinSenses) NearestMolbot(_ *trait.Body, radius float64) (trait.Neighbor, bool) {
	var nearest *twinBot
	least := radius * radius
	s.t.around(s.b.X, s.b.Y, radius, func(p place) {
		for _, other := range s.t.cells[p] {
			dx, dy := s.t.env.Delta(s.b.X, s.b.Y, other.X, other.Y)
			if square := dx*dx + dy*dy; square <= least && other != s.b {
				nearest, least = other, square
			}
		}
	})
	if nearest == nil {
		return trait.Neighbor{}, false
	}
	dx, dy := s.t.env.Delta(s.b.X, s.b.Y, nearest.X, nearest.Y)
	return trait.Aimed(trait.Neighbor{DX: dx, DY: dy, Distance: math.Sqrt(least), Size: 1, Energy: 1,
		Kinship: world.Kinship(&s.b.Genes, &nearest.Genes)}, 1), true
}

func (s twinSenses) NearestKin(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.NearestMolbot(b, radius)
}

func (s twinSenses) Crowd(_ *trait.Body, radius float64) (n float64) {
	s.t.around(s.b.X, s.b.Y, radius, func(p place) {
		for _, other := range s.t.cells[p] {
			if dx, dy := s.t.env.Delta(s.b.X, s.b.Y, other.X, other.Y); dx*dx+dy*dy <= radius*radius && other != s.b {
				n++
			}
		}
	})
	return n
}

func (s twinSenses) Temperature(*trait.Body) float64             { return s.t.env.Temperature(s.b.X, s.b.Y) }
func (s twinSenses) ThermalStress(*trait.Body) float64           { return 0 }
func (s twinSenses) Comfort(*trait.Body) trait.Vector            { return trait.Vector{} }
func (s twinSenses) Fertility(*trait.Body) float64               { return s.t.env.Fertility(s.b.X, s.b.Y) }
func (s twinSenses) FertilityGradient(*trait.Body) trait.Vector  { return trait.Vector{} }
func (s twinSenses) Scent(*trait.Body, int) float64              { return 0 }
func (s twinSenses) ScentGradient(*trait.Body, int) trait.Vector { return trait.Vector{} }

// The twin is a fair baseline only if it does the same work, so its molbots must move and collide like the engine's.
func TestTheTwinMovesAsTheEngineDoes(t *testing.T) {
	e := crowd(t, 2000, 1, false)
	push(e)
	slow := twinOf(e, false)
	for range 60 {
		e.Tick(engine.Input{})
		slow.Tick()
	}
	w, found, off := e.World(), 0, 0
	for _, i := range w.Living() {
		b, ok := slow.bots[w.Bots.Serial[i]]
		if !ok {
			continue
		}
		found++
		if dx, dy := w.Delta(b.X, b.Y, w.Bots.X[i], w.Bots.Y[i]); dx*dx+dy*dy > 1e-12 {
			off++ // several collisions happened in another order
		}
	}
	if found < e.Count()*95/100 || off > found/100 {
		t.Errorf("of %d the twin has %d, %d of them elsewhere", e.Count(), found, off)
	}
}

// push sets all molbots in motion.
func push(e *engine.Engine) {
	w := e.World()
	for _, i := range w.Living() {
		random := world.Keyed(1, 2, w.Bots.Serial[i], world.ForScatter)
		w.Bots.VX[i], w.Bots.VY[i] = random.Between(-3, 3), random.Between(-3, 3)
	}
}
