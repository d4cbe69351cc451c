// Package world is the state of the simulation and the functions on it: molbots as a struct of arrays, food, land,
// weather, scent, the energy ledger and the rules of heredity. The systems change it in the order of the engine's
// schedule. The package uses no clock and no goroutines, and every random number is keyed.
package world

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/grid"
)

// World is the state of one world at the end of a tick.
type World struct {
	P          Params
	Seed       uint64 // for all random numbers drawn from now on
	Tick       uint64 // the current tick
	NextSerial uint64
	Cursor     int32 // slot at which the first phase of the next tick starts
	Bots       Bots
	Food       Food
	Land       Land
	Sky        Weather
	Scent      Scent
	Ledger     Ledger
	Heredity   Heredity
	Period     Period
	FoodDue    float64 // fraction of a food item that has grown

	Newborn []int32  // slots filled since the engine last read it, oldest first
	Dead    []uint64 // serials of the molbots that died since
	Events  Events

	BotIndex  grid.Index // of the positions at the end of the last tick
	FoodIndex grid.Index
	TopSpeed  float64 // highest speed in this tick [px/tick]
	living    []int32
	items     []int32
	stale     bool // living is out of date
}

// Period counts what happened since the last snapshot.
type Period struct {
	Began      uint64 // tick
	Births     int64
	Deaths     [Causes]int64
	BotTicks   int64
	Intake     float64
	Spent      float64
	FuelSpent  int64
	Carried    int64 // molbots skipped because the budget ran out
	Collisions int64
	Attacks    int64
	Gifts      int64
	Traits     [MaxTraits]Tally // of the dead; Tallies includes the living
}

// New creates an empty world: land and weather, but no molbots and no food.
func New(p Params, seed uint64) *World {
	w := &World{P: p, Seed: seed, NextSerial: 1}
	w.Land.Seed = mix(seed + golden)
	w.derive()
	w.UpdatePatches()
	w.MapYield()
	w.UpdateWeather()
	return w
}

// derive computes everything that follows from the state, after New and after a restore.
func (w *World) derive() {
	w.resize()
	w.newLand()
	if w.Scent.next == nil {
		w.newScent()
	}
	w.mapYield()
	w.deriveWeather()
	w.Bots.fit()
	w.Bots.findMothers()
	for i, serial := range w.Bots.Serial {
		if serial != 0 {
			w.Bots.Embody(int32(i), &w.P.Biology)
		}
	}
	w.stale = true
}

func (w *World) resize() {
	const cell = 64
	w.BotIndex.Resize(w.P.Width, w.P.Height, cell)
	w.FoodIndex.Resize(w.P.Width, w.P.Height, cell)
	w.BotIndex.Walls, w.FoodIndex.Walls = w.Walled(), w.Walled()
	w.Food.moved = true
}

// Living lists the slots of the living in ascending order. The list is valid until the next birth or death.
func (w *World) Living() []int32 {
	if w.stale {
		w.living = w.living[:0]
		for i, serial := range w.Bots.Serial {
			if serial != 0 {
				w.living = append(w.living, int32(i))
			}
		}
		w.stale = false
	}
	return w.living
}

// Count is the number of living molbots.
func (w *World) Count() int { return len(w.Bots.Serial) - len(w.Bots.Free) }

// Reindex updates the spatial index of molbots, and if there are traits also the index of food and the map of
// fertility, which only traits read in the first phase.
func (w *World) Reindex(traits bool) {
	w.BotIndex.Build(w.Living(), w.Bots.X, w.Bots.Y, w.Bots.Radius)
	if !traits {
		return
	}
	w.MapYield()
	if !w.Food.moved {
		return
	}
	w.Food.moved = false
	for len(w.items) < w.Food.Count() {
		w.items = append(w.items, int32(len(w.items)))
	}
	w.FoodIndex.Build(w.items[:w.Food.Count()], w.Food.X, w.Food.Y, nil)
}

// Find is the slot of the molbot with a serial number.
func (w *World) Find(serial uint64) (slot int32, ok bool) {
	for _, i := range w.Living() {
		if w.Bots.Serial[i] == serial {
			return i, true
		}
	}
	return 0, false
}

// Walled reports whether the world ends at walls instead of wrapping around.
func (w *World) Walled() bool { return w.P.Walls != 0 }

// Wrap moves a point beyond an edge back into the world: to the opposite side, or reflected by the wall.
func (w *World) Wrap(x, y float64) (float64, float64) {
	if x >= 0 && x < w.P.Width && y >= 0 && y < w.P.Height {
		return x, y
	}
	if w.Walled() {
		return reflected(x, w.P.Width), reflected(y, w.P.Height)
	}
	return wrap(x, w.P.Width), wrap(y, w.P.Height)
}

func wrap(v, length float64) float64 {
	if v >= 0 && v < length {
		return v
	}
	v -= math.Floor(v/length) * length
	if v >= length { // rounding
		return 0
	}
	return v
}

// reflected folds a coordinate at the walls 0 and length.
func reflected(v, length float64) float64 {
	if v = wrap(v, 2*length); v >= length {
		v = 2*length - v
	}
	return min(v, math.Nextafter(length, 0))
}

// Delta is the shortest vector from one point of the world to another.
func (w *World) Delta(x, y, toX, toY float64) (dx, dy float64) {
	if w.Walled() {
		return toX - x, toY - y
	}
	return grid.Delta(x, toX, w.P.Width), grid.Delta(y, toY, w.P.Height)
}

// Pay charges the molbot in slot i, at most the energy it has, and books it. It returns what was paid.
func (w *World) Pay(i int32, e Entry, energy float64) float64 {
	paid := min(energy, w.Bots.Energy[i])
	w.Bots.Energy[i] -= paid
	w.Bots.Spent[i] += paid
	w.Ledger.Book(e, paid)
	return paid
}

// Energy is the total energy of all bodies and food.
func (w *World) Energy() float64 {
	sum := 0.0
	for i, serial := range w.Bots.Serial {
		if serial != 0 {
			sum += w.Bots.Energy[i] + w.P.Biology.Flesh
		}
	}
	for _, e := range w.Food.Energy {
		sum += e
	}
	return sum
}

// Sound reports whether every changing number is finite, every molbot is inside the world and every energy is within
// its bounds.
func (w *World) Sound() bool {
	for _, i := range w.Living() {
		b := &w.Bots
		sum := b.X[i] + b.Y[i] + b.VX[i] + b.VY[i] + b.Heading[i] + b.Energy[i]
		inside := b.X[i] >= 0 && b.X[i] < w.P.Width && b.Y[i] >= 0 && b.Y[i] < w.P.Height
		if !inside || math.IsNaN(sum) || math.IsInf(sum, 0) || b.Energy[i] < 0 || b.Energy[i] > b.Body[i].MaxEnergy*(1+1e-9) {
			return false
		}
	}
	for _, e := range w.Food.Energy {
		if !(e >= 0) || math.IsInf(e, 0) {
			return false
		}
	}
	return true
}

// Dead is the number of deaths in the period.
func (p *Period) Dead() (n int64) {
	for _, deaths := range p.Deaths {
		n += deaths
	}
	return n
}
