package engine

import (
	"math"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// maxLayer limits the number of columns and rows of a layer.
const maxLayer = 512

// Layer samples a field of the world in cols by rows cells; 0 means about one cell per 50 px. channel is used for scent
// only. It returns a *genesis.Error of code invalid for an unknown name or channel, or a number of cells out of range.
func (e *Engine) Layer(name string, channel, cols, rows int) (genesis.Layer, error) {
	l := genesis.Layer{
		Tick: e.w.Tick, Name: name, Channel: channel, Cols: cols, Rows: rows, Width: e.w.P.Width, Height: e.w.P.Height,
	}
	if l.Cols == 0 {
		l.Cols = min(e.w.Land.Cols, maxLayer)
	}
	if l.Rows == 0 {
		l.Rows = min(e.w.Land.Rows, maxLayer)
	}
	if l.Cols < 1 || l.Rows < 1 || l.Cols > maxLayer || l.Rows > maxLayer {
		return l, genesis.Errorf(genesis.CodeInvalid, "a layer has 1 to %d columns and rows", maxLayer)
	}
	at, err := e.field(&l)
	if err != nil {
		return l, err
	}
	fillCells(&l, at)
	return l, nil
}

// fillCells sets each value to the mean of four points in its cell.
func fillCells(l *genesis.Layer, at func(x, y float64) float64) {
	l.Values = make([]float32, 0, l.Cols*l.Rows)
	width, height := l.Width/float64(l.Cols), l.Height/float64(l.Rows)
	l.Low, l.High = math.Inf(1), math.Inf(-1)
	for row := range l.Rows {
		north, south := (float64(row)+0.25)*height, (float64(row)+0.75)*height
		for col := range l.Cols {
			west, east := (float64(col)+0.25)*width, (float64(col)+0.75)*width
			mean := (at(west, north) + at(east, north) + at(west, south) + at(east, south)) / 4
			l.Low, l.High = min(l.Low, mean), max(l.High, mean)
			l.Values = append(l.Values, float32(mean))
		}
	}
}

// field returns a function for the value of a layer at a point.
func (e *Engine) field(l *genesis.Layer) (at func(x, y float64) float64, err error) {
	switch l.Name {
	case genesis.LayerTemperature:
		l.Unit, l.Channel = "°C", 0
		return e.w.Temperature, nil
	case genesis.LayerFertility:
		l.Channel = 0
		e.w.MapYield()
		return e.w.Fertility, nil
	case genesis.LayerScent:
		if l.Channel < 0 || l.Channel >= trait.ScentChannels {
			return nil, genesis.Errorf(genesis.CodeInvalid, "scent has channels 0 to %d", trait.ScentChannels-1)
		}
		return func(x, y float64) float64 { return e.w.ScentAt(x, y, l.Channel) }, nil
	}
	return nil, genesis.Errorf(genesis.CodeInvalid, "there is no layer %q: choose %s, %s or %s", l.Name,
		genesis.LayerTemperature, genesis.LayerFertility, genesis.LayerScent)
}
