package engine

import (
	"slices"

	"github.com/ai-genesis/ai-genesis"
)

// typeTable numbers the sets of traits for viewers. It is not part of the state.
type typeTable struct {
	index map[uint64]uint16
	sets  [][]string
}

// maxTypes is the size at which the table is reset, well below the limit of the frame format.
const maxTypes = 4096

// forgetTypes resets the table. It is necessary when the bits of masks come to mean other traits.
func (e *Engine) forgetTypes() { e.types = typeTable{index: map[uint64]uint16{}} }

func (e *Engine) typeOf(mask uint64) uint16 {
	n, ok := e.types.index[mask]
	if !ok {
		n = uint16(len(e.types.sets))
		e.types.index[mask] = n
		e.types.sets = append(e.types.sets, e.traitIDs(mask))
	}
	return n
}

// freshEvents is the maximum age of an event in a frame, for viewers that come back after a pause [ticks].
const freshEvents = 600

// Frame draws the world into dst, reusing its slices. Each event appears in only one frame.
func (e *Engine) Frame(dst *genesis.Frame) {
	if len(e.types.sets) > maxTypes {
		e.forgetTypes()
	}
	b := &e.w.Bots
	living := e.w.Living()
	dst.Tick = e.w.Tick
	dst.Entities = slices.Grow(dst.Entities[:0], len(living))
	for _, i := range living {
		red, green, blue := colour(&b.Genes[i])
		dst.Entities = append(dst.Entities, genesis.FrameEntity{
			Serial: b.Serial[i], X: float32(b.X[i]), Y: float32(b.Y[i]), VX: float32(b.VX[i]), VY: float32(b.VY[i]),
			Energy: float32(b.Energy[i]), Radius: float32(b.Body[i].Radius), Type: e.typeOf(e.w.TraitSet(i)),
			R: red, G: green, B: blue, Dormant: b.Dormant[i], Born: b.Born[i], Generation: b.Generation[i],
		})
	}
	food := &e.w.Food
	dst.Resources = slices.Grow(dst.Resources[:0], food.Count())
	for i := range food.X {
		dst.Resources = append(dst.Resources, genesis.FrameResource{
			X: float32(food.X[i]), Y: float32(food.Y[i]), Amount: float32(food.Energy[i]), Kind: genesis.FoodKind(food.Kind[i]),
		})
	}
	dst.Types = e.types.sets
	stale := max(e.w.Tick, freshEvents) - freshEvents
	dst.Events, e.drawn = e.w.Events.Since(e.drawn, stale, dst.Events[:0])
}
