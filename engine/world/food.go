package world

// FoodKind is the kind of a food item.
type FoodKind uint8

// The kinds of food.
const (
	Leaf    FoodKind = iota // always ripe
	Fruit                   // low value until it is ripe, and again before it rots
	Carrion                 // the remains of a body
	FoodKinds
)

// foodGut is the value of the gene gut that digests each kind best.
var foodGut = [FoodKinds]float64{Leaf: 0.25, Fruit: 0.6, Carrion: 0.9}

// Food stores the food items densely: item i is X[i], Y[i] and so on. An index is valid only within a tick, because
// removing an item moves another one.
type Food struct {
	X, Y   []float64 // px
	Energy []float64
	Kind   []FoodKind
	Born   []uint64 // tick
	Rots   []uint64 // tick
	moved  bool     // items have changed since they were indexed
}

// Count is the number of items.
func (f *Food) Count() int { return len(f.X) }

func (f *Food) add(x, y, energy float64, kind FoodKind, born, rots uint64) {
	f.X, f.Y, f.Energy = append(f.X, x), append(f.Y, y), append(f.Energy, energy)
	f.Kind, f.Born, f.Rots = append(f.Kind, kind), append(f.Born, born), append(f.Rots, rots)
	f.moved = true
}

// remove moves the last item into place i.
func (f *Food) remove(i int) {
	last := len(f.X) - 1
	f.X[i], f.Y[i], f.Energy[i] = f.X[last], f.Y[last], f.Energy[last]
	f.Kind[i], f.Born[i], f.Rots[i] = f.Kind[last], f.Born[last], f.Rots[last]
	f.X, f.Y, f.Energy = f.X[:last], f.Y[:last], f.Energy[:last]
	f.Kind, f.Born, f.Rots = f.Kind[:last], f.Born[:last], f.Rots[:last]
	f.moved = true
}

// crumb is the energy below which an item counts as eaten up. The remainder is booked as decay.
const crumb = 1e-3

// ClearFood removes items that are eaten up or rotten.
func (w *World) ClearFood() {
	for i := w.Food.Count() - 1; i >= 0; i-- {
		if w.Food.Energy[i] < crumb || w.Food.Rots[i] <= w.Tick {
			w.Ledger.Book(Decay, w.Food.Energy[i])
			w.Food.remove(i)
		}
	}
}

// PlaceFood adds an item. rotting is its mean life [ticks]; random determines the actual life.
func (w *World) PlaceFood(x, y, energy float64, kind FoodKind, rotting float64, random *Stream) {
	life := rotting * (0.5 + random.Float())
	x, y = w.Wrap(x, y)
	w.Food.add(x, y, energy, kind, w.Tick, w.Tick+uint64(max(1, life)))
}

// Ripeness of an item: 0 unripe, 1 ripe, falling again before it rots.
func (w *World) Ripeness(i int) float64 {
	if w.Food.Kind[i] != Fruit {
		return 1
	}
	age := float64(w.Tick - w.Food.Born[i])
	left := float64(w.Food.Rots[i]) - float64(w.Tick)
	return max(0, min(1, min(age/w.P.Biology.Ripening, left/(0.25*w.P.Biology.Rot))))
}

// Value is how well a body can use item i now: the fit of its gut times ripeness, 0 to 1.
func (w *World) Value(body *Body, i int) float64 {
	unripe := w.P.Biology.Unripe
	return body.Fit[w.Food.Kind[i]] * (unripe + (1-unripe)*w.Ripeness(i))
}

// Yield is the energy that a body gains per energy bitten from item i: 1 at best, below 0 if it does harm.
func (w *World) Yield(body *Body, i int) float64 {
	harm := w.P.Biology.Harm
	return w.Value(body, i)*(1+harm) - harm
}
