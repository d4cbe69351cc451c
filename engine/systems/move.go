package systems

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Move applies the drag of the ground and moves every molbot. The world wraps around, or its walls reflect molbots.
func Move(w *world.World) {
	b := &w.Bots
	keep := max(0, 1-w.P.Biology.Drag*w.P.Gravity*w.P.Friction)
	limit := w.P.Biology.MaxSpeed
	top, walled := 0.0, w.Walled()
	for _, i := range w.Living() {
		vx, vy := b.VX[i]*keep, b.VY[i]*keep
		speed := vx*vx + vy*vy
		if speed > limit*limit {
			scale := limit / math.Sqrt(speed)
			vx, vy, speed = vx*scale, vy*scale, limit*limit
		}
		top = max(top, speed)
		b.VX[i], b.VY[i] = vx, vy
		x, y := b.X[i]+vx, b.Y[i]+vy
		b.X[i], b.Y[i] = w.Wrap(x, y)
		if walled && (b.X[i] != x || b.Y[i] != y) {
			bounce(b, i, x, y)
		}
	}
	w.TopSpeed = math.Sqrt(top)
}

// bounce reverses the velocity of a molbot that ran towards (x, y), which lies beyond a wall.
func bounce(b *world.Bots, i int32, x, y float64) {
	if b.X[i] != x {
		b.VX[i] = -b.VX[i]
	}
	if b.Y[i] != y {
		b.VY[i] = -b.VY[i]
	}
}
