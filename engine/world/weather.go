package world

import "math"

// Front is a band of different weather that crosses the world from west to east.
type Front struct {
	From     uint64  // tick
	Supply   float64 // factor on growth while it lasts
	Heat     float64 // change of temperature in its middle [°C]
	Stretch  uint64  // number of its period of FrontEvery ticks, from 1
	progress float64 // 0 to 1; below 0 if there is none
}

// Storm is a disc of wind that moves across the world.
type Storm struct {
	From    uint64  // tick
	Stretch uint64  // number of its period of StormEvery ticks, from 1
	X, Y    float64 // initial centre
	Course  float64 // [radians]

	blows  bool
	x, y   float64 // current centre
	square float64 // squared radius [px²]

	perHalfX, perHalfY float64 // 2 / size of the world
}

// Weather is the state of the sky. Everything except Front and Storm is derived from the tick.
type Weather struct {
	Front    Front
	Storm    Storm
	Daylight float64 // 0 at midnight, 1 at noon
	Supply   float64 // factor on growth
	Global   float64 // temperature without the land's climate and fronts [°C]
}

// UpdateWeather updates the weather to this tick. The front and the storm of a period are drawn with the number of the
// period as key, so they depend on the seed alone.
func (w *World) UpdateWeather() {
	b, sky := &w.P.Biology, &w.Sky
	stretch := w.Tick/uint64(b.FrontEvery) + 1
	over := sky.Front.Stretch == 0 ||
		float64(w.Tick) >= float64(sky.Front.From)+b.FrontLasts // a front by command may last into the next period
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

// CallFront starts a front that changes the temperature by celsius. It replaces the regular front of this period and
// does not affect growth.
//
// If x is above 0, the centre of the front is at x at once, as if it had started earlier.
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

// deriveStorm computes the current position of the storm.
func (w *World) deriveStorm() {
	b, storm := &w.P.Biology, &w.Sky.Storm
	age := float64(w.Tick) - float64(storm.From)
	storm.blows = age >= 0 && age < b.StormLasts
	if storm.blows {
		sin, cos := math.Sincos(storm.Course)
		way := age * b.StormSpeed
		storm.x, storm.y = storm.X+cos*way, storm.Y+sin*way
		if !w.Walled() { // with walls it leaves the world
			storm.x, storm.y = w.Wrap(storm.x, storm.y)
		}
		radius := b.StormReach * min(w.P.Width, w.P.Height)
		storm.square = radius * radius
		storm.perHalfX, storm.perHalfY = 2/w.P.Width, 2/w.P.Height
	}
}

// Middle is the current centre of the storm; blows is false if there is none.
func (s *Storm) Middle() (x, y float64, blows bool) { return s.x, s.y, s.blows }

// Gale is the strength of the storm at a point: 0 without one, 1 at its centre.
func (w *World) Gale(x, y float64) float64 {
	storm := &w.Sky.Storm
	if !storm.blows {
		return 0
	}
	dx, dy := storm.x-x, storm.y-y
	if !w.Walled() { // shortest distance without a branch, which would be mispredicted often
		dx -= w.P.Width * float64(int(dx*storm.perHalfX))
		dy -= w.P.Height * float64(int(dy*storm.perHalfY))
	}
	return max(0, 1-(dx*dx+dy*dy)/storm.square)
}

func (w *World) deriveWeather() {
	b, sky := &w.P.Biology, &w.Sky
	// Tick 0 is midnight, at the mean temperature of the year and warming.
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

// frontWidth is half the width of a front, as a share of the world's width.
const frontWidth = 0.15

// Temperature is the temperature at a point [°C].
func (w *World) Temperature(x, y float64) float64 {
	col, row := w.Land.cellAt(w, x, y)
	return w.temperature(x, w.Land.climate[row*w.Land.Cols+col])
}

// temperature is the temperature at a longitude with a climate [°C].
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

// MeanTemperature is the mean temperature over the world [°C].
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

// Stress is the factor by which an unsuitable temperature raises the basal cost of the molbot in slot i, minus 1.
func (w *World) Stress(i int) float64 {
	return w.stress(w.Temperature(w.Bots.X[i], w.Bots.Y[i]), w.Bots.Warmth[i])
}

// Suffer is Stress for the second phase. It caches the climate while the molbot stays in the same cell of the land,
// because in a large world reading the map is a cache miss.
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

// WarmthSlope is the change of temperature per cell of the land, to the east and to the south.
func (w *World) WarmthSlope(x, y float64) (dx, dy float64) {
	east, north := w.Wrap(x+landCell, y-landCell) // at a wall this is the reflected point, so the slope is 0
	west, south := w.Wrap(x-landCell, y+landCell)
	return (w.Temperature(east, y) - w.Temperature(west, y)) / 2, (w.Temperature(x, south) - w.Temperature(x, north)) / 2
}
