package world

import "math"

// Front is a band of other weather that crosses the world from west to east.
type Front struct {
	From     uint64  // tick
	Supply   float64 // factor on growth while it lasts
	Heat     float64 // change of temperature in its middle [°C]
	Stretch  uint64  // the stretch of FrontEvery ticks that it belongs to, from 1
	progress float64 // 0 to 1; below 0 when there is none
}

// Storm is a disc of wind that wanders over the world.
type Storm struct {
	From    uint64  // tick
	Stretch uint64  // the stretch of StormEvery ticks that it belongs to, from 1
	X, Y    float64 // where it begins
	Course  float64 // [radians]

	blows  bool
	x, y   float64 // its middle now
	square float64 // of its radius [px²]

	perHalfX, perHalfY float64 // halves of the world per px
}

// Weather is what the sky does. All but Front and Storm is derived from the tick.
type Weather struct {
	Front    Front
	Storm    Storm
	Daylight float64 // 0 at midnight, 1 at noon
	Supply   float64 // factor on growth
	Global   float64 // temperature without the land's climate and fronts [°C]
}

// UpdateWeather moves the sky to this tick.
func (w *World) UpdateWeather() {
	b, sky := &w.P.Biology, &w.Sky
	stretch := w.Tick/uint64(b.FrontEvery) + 1
	over := sky.Front.Stretch == 0 ||
		float64(w.Tick) >= float64(sky.Front.From)+b.FrontLasts // one by command may reach over
	if sky.Front.Stretch != stretch && over {
		random := Keyed(w.Seed, stretch, 0, ForFront)
		from := float64((stretch-1)*uint64(b.FrontEvery)) + random.Float()*(b.FrontEvery-b.FrontLasts)
		sky.Front = Front{
			From: uint64(from), Stretch: stretch,
			Supply: random.Between(b.FrontLeast, b.FrontMost), Heat: random.Between(-b.FrontHeat, b.FrontHeat),
		}
	}
	w.updateStorm()
	w.deriveWeather()
}

// CallFront lets a front set in now that makes it warmer, or colder for celsius below 0, in the place of the one of
// this stretch. It brings neither rain nor drought.
//
// With an x above 0 it is in the middle of its way there at once, as if it had set out so long ago.
func (w *World) CallFront(celsius, x float64) {
	from := w.Tick
	if x > 0 {
		way := (x/w.P.Width + frontWidth) / (1 + 2*frontWidth)
		from -= min(from, uint64(way*w.P.Biology.FrontLasts))
	}
	w.Sky.Front = Front{From: from, Stretch: w.Tick/uint64(w.P.Biology.FrontEvery) + 1, Supply: 1, Heat: celsius}
	w.deriveWeather()
}

func (w *World) updateStorm() {
	b, storm := &w.P.Biology, &w.Sky.Storm
	stretch := w.Tick/uint64(b.StormEvery) + 1
	if storm.Stretch == stretch {
		return
	}
	random := Keyed(w.Seed, stretch, 0, ForStorm)
	from := float64((stretch-1)*uint64(b.StormEvery)) + random.Float()*(b.StormEvery-b.StormLasts)
	*storm = Storm{
		From: uint64(from), Stretch: stretch, X: random.Float() * w.P.Width, Y: random.Float() * w.P.Height,
		Course: random.Between(-math.Pi, math.Pi),
	}
}

// deriveStorm moves the storm to where it is now.
func (w *World) deriveStorm() {
	b, storm := &w.P.Biology, &w.Sky.Storm
	age := float64(w.Tick) - float64(storm.From)
	storm.blows = age >= 0 && age < b.StormLasts
	if storm.blows {
		sin, cos := math.Sincos(storm.Course)
		way := age * b.StormSpeed
		storm.x, storm.y = storm.X+cos*way, storm.Y+sin*way
		if !w.Walled() { // else it leaves the world
			storm.x, storm.y = w.Wrap(storm.x, storm.y)
		}
		radius := b.StormReach * min(w.P.Width, w.P.Height)
		storm.square = radius * radius
		storm.perHalfX, storm.perHalfY = 2/w.P.Width, 2/w.P.Height
	}
}

// Middle is where the storm is now; blows is false if there is none.
func (s *Storm) Middle() (x, y float64, blows bool) { return s.x, s.y, s.blows }

// Gale is how hard a storm blows at a point: 0 without one, 1 in its middle.
func (w *World) Gale(x, y float64) float64 {
	storm := &w.Sky.Storm
	if !storm.blows {
		return 0
	}
	dx, dy := storm.x-x, storm.y-y
	if !w.Walled() { // the shortest way round without a branch: from place to place it would go another way
		dx -= w.P.Width * float64(int(dx*storm.perHalfX))
		dy -= w.P.Height * float64(int(dy*storm.perHalfY))
	}
	return max(0, 1-(dx*dx+dy*dy)/storm.square)
}

func (w *World) deriveWeather() {
	b, sky := &w.P.Biology, &w.Sky
	season := math.Sin(2 * math.Pi * float64(w.Tick) / b.Season)
	day := -math.Cos(2 * math.Pi * float64(w.Tick) / b.Day)
	sky.Daylight = 0.5 + 0.5*day
	sky.Global = w.P.Temperature + b.SeasonHeat*season + b.DayHeat*day
	sky.Supply = (1 + b.SeasonFood*season) * (1 + b.DayFood*day)
	sky.Front.progress = -1
	if age := float64(w.Tick) - float64(sky.Front.From); age >= 0 && age < b.FrontLasts {
		sky.Front.progress = age / b.FrontLasts
		sky.Supply *= sky.Front.Supply
	}
	w.deriveStorm()
}

// frontWidth is the half-width of a front as a share of the world's width.
const frontWidth = 0.15

// Temperature at a point [°C].
func (w *World) Temperature(x, y float64) float64 {
	col, row := w.Land.cellAt(w, x, y)
	return w.temperature(x, w.Land.climate[row*w.Land.Cols+col])
}

// temperature at a longitude with a climate [°C].
func (w *World) temperature(x, climate float64) float64 {
	t := w.Sky.Global + climate
	if p := w.Sky.Front.progress; p >= 0 {
		from := (x/w.P.Width - (1+2*frontWidth)*p + frontWidth) / frontWidth
		if from > -1 && from < 1 {
			t += w.Sky.Front.Heat * (1 - from*from)
		}
	}
	return t
}

// MeanTemperature over the world [°C].
func (w *World) MeanTemperature() float64 {
	const steps = 8
	sum := 0.0
	for i := range steps {
		for k := range steps {
			sum += w.Temperature((float64(i)+0.5)/steps*w.P.Width, (float64(k)+0.5)/steps*w.P.Height)
		}
	}
	return sum / (steps * steps)
}

// Stress is the part by which misfit of temperature raises the cost of living of the molbot in slot i.
func (w *World) Stress(i int) float64 {
	return w.stress(w.Temperature(w.Bots.X[i], w.Bots.Y[i]), w.Bots.Warmth[i])
}

// Suffer is Stress for the second phase: it remembers the climate for as long as the molbot stays in a cell of the
// land, since in a large world the way to the map of it is long.
func (w *World) Suffer(i int32) float64 {
	b := &w.Bots
	col, row := w.Land.cellAt(w, b.X[i], b.Y[i])
	if cell := int32(row*w.Land.Cols + col); b.cell[i] != cell+1 {
		b.cell[i], b.climate[i] = cell+1, w.Land.climate[cell]
	}
	return w.stress(w.temperature(b.X[i], b.climate[i]), b.Warmth[i])
}

func (w *World) stress(temperature, warmth float64) float64 {
	misfit := (temperature - warmth) / w.P.Biology.Comfort
	return min(4, misfit*misfit)
}

// WarmthSlope is the change of temperature per cell of the land, east and south.
func (w *World) WarmthSlope(x, y float64) (dx, dy float64) {
	east, north := w.Wrap(x+landCell, y-landCell) // at a wall the reflected point: no slope
	west, south := w.Wrap(x-landCell, y+landCell)
	return (w.Temperature(east, y) - w.Temperature(west, y)) / 2, (w.Temperature(x, south) - w.Temperature(x, north)) / 2
}
