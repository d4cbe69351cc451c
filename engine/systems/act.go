// Package systems contains the second phase of a tick. Each system is a function on the whole world in a file of its
// own; the engine's schedule calls them one after the other. Systems process the molbots in the order of their slots,
// so the result does not depend on goroutines.
package systems

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Act carries out the intents that don't involve another molbot. It charges for senses, sets marks and leaves scent.
// Then a molbot either stops at its meal or moves as it wants.
func Act(w *world.World) {
	b := &w.Bots
	for _, i := range w.Living() {
		b.Intake[i], b.Spent[i] = 0, 0
		b.Harm[i], b.Food[i], b.Resting[i] = world.CauseNone, -1, false
		if !b.Acts[i] {
			continue
		}
		intent := &b.Intent[i]
		if intent.Spent > 0 {
			w.Pay(i, world.Sensing, intent.Spent)
		}
		if intent.Mark {
			b.MarkX[i], b.MarkY[i], b.Marked[i] = b.X[i], b.Y[i], true
		}
		leaveScent(w, i, intent)
		if intent.Eat {
			b.Food[i] = meal(w, i)
		}
		if b.Food[i] >= 0 { // a molbot that eats can't move in the same tick
			brake(w, i)
			continue
		}
		steer(w, i, intent.Move)
	}
}

func leaveScent(w *world.World, i int32, intent *world.Intent) {
	for channel, amount := range intent.Scent {
		price := w.P.Biology.ScentPrice * amount
		if amount > 0 && w.Bots.Energy[i] > price {
			w.Pay(i, world.Action, price)
			w.LeaveScent(w.Bots.X[i], w.Bots.Y[i], channel, amount)
		}
	}
}

// meal is the nearest food item within reach of the mouth, good or bad. It is -1 if there is none or the molbot is
// full.
func meal(w *world.World, i int32) int32 {
	body := &w.Bots.Body[i]
	if w.Bots.Energy[i] > body.MaxEnergy-0.5 {
		return -1
	}
	item, _ := w.FoodIndex.Nearest(w.Bots.X[i], w.Bots.Y[i], w.P.Biology.Reach+body.Radius)
	return item.ID
}

func brake(w *world.World, i int32) {
	keep := 1 - w.P.Biology.Brake
	w.Bots.VX[i] *= keep
	w.Bots.VY[i] *= keep
}

// steer turns the movement intent into velocity and charges for it.
func steer(w *world.World, i int32, move trait.Move) {
	b := &w.Bots
	switch move.Kind {
	case trait.MoveBrake:
		brake(w, i)
		return
	case trait.MoveRest:
		brake(w, i)
		b.Resting[i] = true
		return
	case trait.MoveThrust:
		// Scale first, because the squares of very large numbers would overflow.
		scale := max(math.Abs(move.DX), math.Abs(move.DY))
		b.Heading[i] = math.Atan2(move.DY/scale, move.DX/scale)
	case trait.MoveTurn:
		b.Heading[i] = math.Remainder(b.Heading[i]+math.Remainder(move.DX, 2*math.Pi), 2*math.Pi)
	default:
		return
	}
	effort := move.Effort
	price := b.Body[i].Motion * effort * effort
	if effort <= 0 || price > b.Energy[i] {
		return
	}
	w.Pay(i, world.Motion, price)
	sin, cos := math.Sincos(b.Heading[i])
	b.VX[i] += b.Body[i].Thrust * effort * cos
	b.VY[i] += b.Body[i].Thrust * effort * sin
}
