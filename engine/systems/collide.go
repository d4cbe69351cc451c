package systems

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Collide pushes overlapping bodies apart, removes the momentum with which they approach each other (a perfectly
// inelastic collision along the line of centres), and harms both if they were fast. The index still holds the positions
// before Move, so the search distance includes how far two molbots can have moved since.
func Collide(w *world.World) {
	const pushed = 2 // distance that collisions of this tick may have pushed a molbot [px]
	w.BotIndex.Pairs(2*w.TopSpeed+pushed, func(a, b *grid.Point) { touch(w, a.ID, b.ID, a.Size+b.Size) })
}

func touch(w *world.World, i, k int32, reach float64) {
	b := &w.Bots
	dx, dy := w.Delta(b.X[i], b.Y[i], b.X[k], b.Y[k])
	square := dx*dx + dy*dy
	if square >= reach*reach {
		return
	}
	distance := math.Sqrt(square)
	if distance < 1e-6 { // at the same place: separate them in a direction derived from their serials
		angle := float64((b.Serial[i]^b.Serial[k])&1023) / 1024 * 2 * math.Pi
		dx, dy, distance = math.Cos(angle), math.Sin(angle), 1
	}
	nx, ny := dx/distance, dy/distance
	mi, mk := b.Mass[i], b.Mass[k]
	share := mk / (mi + mk)
	push := 0.5 * (reach - min(distance, reach))
	b.X[i], b.Y[i] = w.Wrap(b.X[i]-nx*push*share, b.Y[i]-ny*push*share)
	b.X[k], b.Y[k] = w.Wrap(b.X[k]+nx*push*(1-share), b.Y[k]+ny*push*(1-share))
	closing := (b.VX[i]-b.VX[k])*nx + (b.VY[i]-b.VY[k])*ny
	if closing <= 0 {
		return
	}
	b.VX[i] -= nx * closing * share
	b.VY[i] -= ny * closing * share
	b.VX[k] += nx * closing * (1 - share)
	b.VY[k] += ny * closing * (1 - share)
	w.Period.Collisions++
	if over := closing - w.P.Biology.ImpactSpeed; over > 0 {
		hurt(w, i, w.P.Biology.Impact*over*mk)
		hurt(w, k, w.P.Biology.Impact*over*mi)
	}
}

func hurt(w *world.World, i int32, harm float64) {
	harm = min(harm, w.Bots.Energy[i])
	w.Bots.Energy[i] -= harm
	w.Bots.Spent[i] += harm
	w.Bots.Harm[i] = world.Collision
	w.Ledger.Book(world.Injury, harm)
}
