package world

import "math"

// landCell is the size of a cell of the coarse fields: fertility and scent [px].
const landCell = 50

// Patch is a place where more food grows, for some time.
type Patch struct {
	X, Y  float64
	Kind  FoodKind
	Until uint64 // tick
}

// Land is the ground, which determines where food grows. The base is derived from the seed and never changes; patches
// come and go.
type Land struct {
	Seed    uint64
	Patches []Patch

	Cols, Rows int
	base       []float64 // fertility without patches, mean 1
	climate    []float64 // temperature that the place adds, by latitude and relief [°C]
	Yield      []float64 // fertility including patches, mean about 1
	changed    bool      // patches have changed since Yield was computed
}

// newLand allocates the fields and computes the base. It uses only the land's own seed.
func (w *World) newLand() {
	l := &w.Land
	l.Cols, l.Rows = max(4, int(w.P.Width/landCell)), max(4, int(w.P.Height/landCell))
	l.base, l.Yield = make([]float64, l.Cols*l.Rows), make([]float64, l.Cols*l.Rows)
	for _, octave := range []struct{ wave, weight float64 }{{700, 1}, {350, 0.6}, {170, 0.4}} {
		l.addNoise(l.base, &w.P, octave.wave, octave.weight, 0)
	}
	sum := 0.0
	for i, v := range l.base {
		l.base[i] = math.Exp(1.1 * v)
		sum += l.base[i]
	}
	for i := range l.base {
		l.base[i] *= float64(len(l.base)) / sum
	}
	w.mapClimate()
}

// mapClimate computes the temperature that each place adds: a warm and a cold band, valleys and hills.
func (w *World) mapClimate() {
	l, b := &w.Land, &w.P.Biology
	l.climate = make([]float64, l.Cols*l.Rows)
	l.addNoise(l.climate, &w.P, 400, b.Relief, 1)
	for row := range l.Rows {
		band := b.Latitude * math.Cos(2*math.Pi*(float64(row)+0.5)/float64(l.Rows))
		for col := range l.Cols {
			l.climate[row*l.Cols+col] += band
		}
	}
}

// addNoise adds value noise. Its wavelength divides the size of the world, so the torus has no seam.
func (l *Land) addNoise(field []float64, p *Params, wave, weight float64, layer uint64) {
	across, down := max(1, int(p.Width/wave)), max(1, int(p.Height/wave))
	lattice := make([]float64, across*down)
	random := Keyed(l.Seed, uint64(wave), layer, ForLand)
	for i := range lattice {
		lattice[i] = random.Between(-1, 1)
	}
	for row := range l.Rows {
		y := float64(row) / float64(l.Rows) * float64(down)
		for col := range l.Cols {
			x := float64(col) / float64(l.Cols) * float64(across)
			field[row*l.Cols+col] += weight * bilinear(lattice, across, down, x, y)
		}
	}
}

// bilinear interpolates a field that wraps around, at a point in units of its cells. The smoothstep weights make the
// result smooth at the lattice points.
func bilinear(field []float64, cols, rows int, x, y float64) float64 {
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	fx, fy = fx*fx*(3-2*fx), fy*fy*(3-2*fy)
	left, top := wrapCell(int(x0), cols), wrapCell(int(y0), rows)
	right, bottom := wrapCell(left+1, cols), wrapCell(top+1, rows)
	upper := field[top*cols+left]*(1-fx) + field[top*cols+right]*fx
	lower := field[bottom*cols+left]*(1-fx) + field[bottom*cols+right]*fx
	return upper*(1-fy) + lower*fy
}

func wrapCell(i, n int) int {
	if i >= n {
		return i - n
	}
	if i < 0 {
		return i + n
	}
	return i
}

// cellBeside is the index of a neighbouring cell. Beyond an edge that is the cell on the other side, or with walls the
// cell at the wall.
func (w *World) cellBeside(i, n int) int {
	if w.Walled() {
		return max(0, min(i, n-1))
	}
	return wrapCell(i, n)
}

// cellWithin folds the index of a cell back into the field, as Wrap does with points.
func (w *World) cellWithin(i, n int) int {
	switch {
	case !w.Walled():
		return wrapCell(i, n)
	case i < 0:
		return -1 - i
	case i >= n:
		return 2*n - 1 - i
	}
	return i
}

// cellAt is the cell of the coarse fields that contains a point.
func (l *Land) cellAt(w *World, x, y float64) (col, row int) {
	return min(int(x/w.P.Width*float64(l.Cols)), l.Cols-1), min(int(y/w.P.Height*float64(l.Rows)), l.Rows-1)
}

// Fertility is how much food grows at a point, 1 on average.
func (w *World) Fertility(x, y float64) float64 {
	col, row := w.Land.cellAt(w, x, y)
	return w.Land.Yield[row*w.Land.Cols+col]
}

// FertilitySlope is the change of fertility per cell, east and south.
func (w *World) FertilitySlope(x, y float64) (dx, dy float64) {
	return slope(w.Land.Yield, w, x, y)
}

func slope(field []float64, w *World, x, y float64) (dx, dy float64) {
	l := &w.Land
	col, row := l.cellAt(w, x, y)
	east, west := w.cellBeside(col+1, l.Cols), w.cellBeside(col-1, l.Cols)
	south, north := w.cellBeside(row+1, l.Rows), w.cellBeside(row-1, l.Rows)
	return (field[row*l.Cols+east] - field[row*l.Cols+west]) / 2,
		(field[south*l.Cols+col] - field[north*l.Cols+col]) / 2
}

// UpdatePatches replaces expired patches.
func (w *World) UpdatePatches() {
	l := &w.Land
	wanted := int(w.P.Biology.Patches*w.P.Area() + 0.5)
	changed := false
	for len(l.Patches) < wanted {
		random := Keyed(w.Seed, w.Tick, uint64(len(l.Patches)), ForPatch)
		patch := w.newPatch(&random)
		if w.Tick == 0 { // spread the first expiries, which would otherwise coincide
			patch.Until = uint64(random.Float() * w.P.Biology.PatchLife)
		}
		l.Patches, changed = append(l.Patches, patch), true
	}
	for i := range l.Patches {
		if l.Patches[i].Until <= w.Tick {
			random := Keyed(w.Seed, w.Tick, uint64(i), ForPatch)
			l.Patches[i], changed = w.newPatch(&random), true
		}
	}
	l.changed = l.changed || changed
}

func (w *World) newPatch(random *Stream) Patch {
	x, y := w.fertileSpot(random)
	until := w.Tick + uint64(w.P.Biology.PatchLife*(0.75+0.5*random.Float()))
	return Patch{X: x, Y: y, Kind: w.growingKind(y, random), Until: until}
}

// fertileSpot draws a point with high base fertility, by rejection sampling.
func (w *World) fertileSpot(random *Stream) (x, y float64) {
	for range 16 {
		x, y = random.Float()*w.P.Width, random.Float()*w.P.Height
		col, row := w.Land.cellAt(w, x, y)
		if random.Float()*3 < w.Land.base[row*w.Land.Cols+col] {
			break
		}
	}
	return x, y
}

// growingKind draws leaf or fruit. Fruit is more frequent where it is warm.
func (w *World) growingKind(y float64, random *Stream) FoodKind {
	if random.Float() < 0.5+w.P.Biology.FruitWarmth*math.Cos(2*math.Pi*y/w.P.Height) {
		return Fruit
	}
	return Leaf
}

// MapYield updates the yield after patches have changed. Call it before reading fertility.
func (w *World) MapYield() {
	if w.Land.changed {
		w.Land.changed = false
		w.mapYield()
	}
}

// mapYield adds the patches to the base. The result is derived from the state, so it is the same after a restore.
func (w *World) mapYield() {
	l, b := &w.Land, &w.P.Biology
	for i, v := range l.base {
		l.Yield[i] = v * (1 - b.PatchShare)
	}
	if len(l.Patches) == 0 {
		return
	}
	cellX, cellY := w.P.Width/float64(l.Cols), w.P.Height/float64(l.Rows)
	reach := 3 * b.PatchSpread
	peak := b.PatchShare * w.P.Width * w.P.Height / float64(len(l.Patches)) / (2 * math.Pi * b.PatchSpread * b.PatchSpread)
	spanX, spanY := min(int(reach/cellX), l.Cols/2-1), min(int(reach/cellY), l.Rows/2-1)
	for _, p := range l.Patches {
		col, row := l.cellAt(w, p.X, p.Y)
		for dy := -spanY; dy <= spanY; dy++ {
			for dx := -spanX; dx <= spanX; dx++ {
				distance := (float64(dx*dx)*cellX*cellX + float64(dy*dy)*cellY*cellY) / (2 * b.PatchSpread * b.PatchSpread)
				l.Yield[w.cellWithin(row+dy, l.Rows)*l.Cols+w.cellWithin(col+dx, l.Cols)] += peak * math.Exp(-distance)
			}
		}
	}
}

// Sprout adds the n-th food item of this tick, in a patch or anywhere.
func (w *World) Sprout(n uint64) {
	b := &w.P.Biology
	random := Keyed(w.Seed, w.Tick, n, ForGrowth)
	if len(w.Land.Patches) > 0 && random.Float() < b.PatchShare {
		p := w.bearing(&random)
		x, y := p.X+random.Normal()*b.PatchSpread, p.Y+random.Normal()*b.PatchSpread
		w.grow(x, y, p.Kind, &random)
		return
	}
	x, y := w.fertileSpot(&random)
	w.grow(x, y, w.growingKind(y, &random), &random)
}

// bearing draws a patch that bears food now. Patches bear food in turns.
func (w *World) bearing(random *Stream) *Patch {
	b, patches := &w.P.Biology, w.Land.Patches
	from := random.Below(len(patches))
	for k := range patches {
		i := (from + k) % len(patches)
		const apart = 0.618034 // multiples of the golden ratio are evenly spread over a period
		if turn := float64(w.Tick)/b.PatchPulse + float64(i)*apart; turn-math.Floor(turn) < b.PatchBears {
			return &patches[i]
		}
	}
	return &patches[from]
}

func (w *World) grow(x, y float64, kind FoodKind, random *Stream) {
	b := &w.P.Biology
	w.PlaceFood(x, y, b.ItemEnergy, kind, b.Rot, random)
	w.Ledger.Book(Growth, b.ItemEnergy)
}

// Scatter adds the n-th item of a command, around (x, y) or anywhere.
func (w *World) Scatter(x, y float64, anywhere bool, n int) {
	b := &w.P.Biology
	random := Keyed(w.Seed, w.Tick, uint64(n)<<32|uint64(w.Food.Count()), ForScatter)
	if anywhere {
		x, y = random.Float()*w.P.Width, random.Float()*w.P.Height
	} else {
		x, y = w.Wrap(x+random.Normal()*b.PatchSpread/2, y+random.Normal()*b.PatchSpread/2)
	}
	w.PlaceFood(x, y, b.ItemEnergy, w.growingKind(y, &random), b.Rot, &random)
	w.Ledger.Book(Scattered, b.ItemEnergy)
}
