package systems

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Move drags every molbot on the ground and moves it. The world wraps around.
func Move(w *world.World) {
	b := &w.Bots
	keep := max(0, 1-w.P.Biology.Drag*w.P.Gravity*w.P.Friction)
	limit := w.P.Biology.MaxSpeed
	top := 0.0
	for _, i := range w.Living() {
		vx, vy := b.VX[i]*keep, b.VY[i]*keep
		speed := vx*vx + vy*vy
		if speed > limit*limit {
			scale := limit / math.Sqrt(speed)
			vx, vy, speed = vx*scale, vy*scale, limit*limit
		}
		top = max(top, speed)
		b.VX[i], b.VY[i] = vx, vy
		b.X[i], b.Y[i] = w.Wrap(b.X[i]+vx, b.Y[i]+vy)
	}
	w.TopSpeed = math.Sqrt(top)
}
