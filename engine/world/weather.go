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

// Weather is what the sky does. All but Front is derived from the tick.
type Weather struct {
	Front    Front
	Daylight float64 // 0 at midnight, 1 at noon
	Supply   float64 // factor on growth
	Global   float64 // temperature without latitude and front [°C]

	latitude [latitudes]float64 // change of temperature by y [°C]
}

// latitudes is how many steps the change of temperature from north to south has.
const latitudes = 512

// UpdateWeather moves the sky to this tick.
func (w *World) UpdateWeather() {
	b, sky := &w.P.Biology, &w.Sky
	stretch := w.Tick/uint64(b.FrontEvery) + 1
	if sky.Front.Stretch != stretch {
		random := Keyed(w.Seed, stretch, 0, ForFront)
		from := float64((stretch-1)*uint64(b.FrontEvery)) + random.Float()*(b.FrontEvery-b.FrontLasts)
		sky.Front = Front{
			From: uint64(from), Stretch: stretch,
			Supply: random.Between(b.FrontLeast, b.FrontMost), Heat: random.Between(-b.FrontHeat, b.FrontHeat),
		}
	}
	w.deriveWeather()
}

func (w *World) deriveWeather() {
	b, sky := &w.P.Biology, &w.Sky
	season := math.Sin(2 * math.Pi * float64(w.Tick) / b.Season)
	day := -math.Cos(2 * math.Pi * float64(w.Tick) / b.Day)
	sky.Daylight = 0.5 + 0.5*day
	sky.Global = w.P.Temperature + b.SeasonHeat*season + b.DayHeat*day
	sky.Supply = 1 + b.SeasonFood*season
	sky.Front.progress = -1
	if age := float64(w.Tick) - float64(sky.Front.From); age >= 0 && age < b.FrontLasts {
		sky.Front.progress = age / b.FrontLasts
		sky.Supply *= sky.Front.Supply
	}
}

// mapLatitude fills the table of latitudes.
func (w *World) mapLatitude() {
	for i := range w.Sky.latitude {
		w.Sky.latitude[i] = w.P.Biology.Latitude * math.Cos(2*math.Pi*(float64(i)+0.5)/latitudes)
	}
}

// frontWidth is the half-width of a front as a share of the world's width.
const frontWidth = 0.15

// Temperature at a point [°C].
func (w *World) Temperature(x, y float64) float64 {
	t := w.Sky.Global + w.Sky.latitude[min(int(y/w.P.Height*latitudes), latitudes-1)]
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
	misfit := (w.Temperature(w.Bots.X[i], w.Bots.Y[i]) - w.Bots.Genes[i][GeneWarmth]) / w.P.Biology.Comfort
	return min(4, misfit*misfit)
}

// WarmthSlope is the change of temperature per cell of the land, east and south.
func (w *World) WarmthSlope(x, y float64) (dx, dy float64) {
	east, west := w.wrapX(x+landCell), w.wrapX(x-landCell)
	south, north := w.wrapY(y+landCell), w.wrapY(y-landCell)
	return (w.Temperature(east, y) - w.Temperature(west, y)) / 2, (w.Temperature(x, south) - w.Temperature(x, north)) / 2
}
