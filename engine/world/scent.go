package world

import "github.com/ai-genesis/ai-genesis/engine/trait"

// ScentEvery is the interval at which scent fades and spreads [ticks].
const ScentEvery = 8

// scentFloor is the minimum scent of a cell; below it, the cell is set to 0. Without it a field would never become
// inactive.
const scentFloor = 1e-3

// Scent contains one coarse field for each channel, with the cells of the land.
type Scent struct {
	Fields [trait.ScentChannels][]float64
	Active [trait.ScentChannels]bool // the field is not zero everywhere
	next   []float64
}

func (w *World) newScent() {
	n := w.Land.Cols * w.Land.Rows
	for c := range w.Scent.Fields {
		w.Scent.Fields[c] = make([]float64, n)
	}
	w.Scent.next = make([]float64, n)
}

// LeaveScent adds scent at a point.
func (w *World) LeaveScent(x, y float64, channel int, amount float64) {
	col, row := w.Land.cellAt(w, x, y)
	w.Scent.Fields[channel][row*w.Land.Cols+col] += amount
	w.Scent.Active[channel] = true
}

// ScentAt is the scent of a channel at a point.
func (w *World) ScentAt(x, y float64, channel int) float64 {
	col, row := w.Land.cellAt(w, x, y)
	return w.Scent.Fields[channel][row*w.Land.Cols+col]
}

// ScentSlope is the change of scent per cell, east and south.
func (w *World) ScentSlope(x, y float64, channel int) (dx, dy float64) {
	return slope(w.Scent.Fields[channel], w, x, y)
}

// FadeScent makes scent fade and spread.
func (w *World) FadeScent() {
	for c := range w.Scent.Fields {
		if w.Scent.Active[c] {
			w.fade(c)
		}
	}
}

// fade is one explicit step of diffusion and decay: each cell keeps part of its scent, passes part to its four
// neighbours and loses the rest.
func (w *World) fade(channel int) {
	cols, rows := w.Land.Cols, w.Land.Rows
	old, next := w.Scent.Fields[channel], w.Scent.next
	stay := w.P.Biology.ScentFade * (1 - w.P.Biology.ScentSpread)
	move := w.P.Biology.ScentFade * w.P.Biology.ScentSpread / 4
	active := false
	for row := range rows {
		up, down, here := w.cellBeside(row-1, rows)*cols, w.cellBeside(row+1, rows)*cols, row*cols
		for col := range cols {
			west, east := w.cellBeside(col-1, cols), w.cellBeside(col+1, cols)
			v := stay*old[here+col] + move*(old[here+west]+old[here+east]+old[up+col]+old[down+col])
			if v < scentFloor {
				v = 0
			} else {
				active = true
			}
			next[here+col] = v
		}
	}
	w.Scent.Fields[channel], w.Scent.next = next, old
	w.Scent.Active[channel] = active
}
