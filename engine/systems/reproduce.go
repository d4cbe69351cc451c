package systems

import (
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// Reproduce lets molbots have children. A molbot breeds if it is ready and one of its traits wants a child, or if its
// energy is so high that the body breeds by itself and no trait holds the birth. Two willing molbots that touch have a
// child together.
func Reproduce(w *world.World) {
	b := &w.Bots
	limit := int(w.P.MaxEntities)
	parents := w.Living() // does not include children of this tick
	for _, i := range parents {
		if w.Count() >= limit {
			return
		}
		share, ok := willing(w, i)
		if !ok {
			continue
		}
		mate := partner(w, i)
		price := w.P.Biology.BreedPrice
		if mate >= 0 {
			w.Pay(i, world.Breeding, price/2)
			w.Pay(mate, world.Breeding, price/2)
		} else {
			w.Pay(i, world.Breeding, price)
		}
		w.Bear(i, mate, (b.Energy[i]-w.P.Biology.Flesh)*share)
	}
}

// willing reports whether the molbot in slot i breeds in this tick, and the share of its energy that the child gets.
func willing(w *world.World, i int32) (share float64, ok bool) {
	b := &w.Bots
	if !b.Acts[i] && b.Energy[i] < b.BreedAt[i] || b.Energy[i] <= 2*(w.P.Biology.BreedPrice+w.P.Biology.Flesh) ||
		!w.Ready(i) {
		return 0, false
	}
	var breed trait.Breed
	if b.Acts[i] {
		breed = b.Intent[i].Breed
	}
	if breed.Kind == trait.BreedHold {
		return 0, false
	}
	if breed.Kind == trait.BreedNow {
		return breed.Share, true
	}
	return b.Body[i].Share, b.Energy[i] >= b.Body[i].BreedAt
}

// partner finds a willing molbot that touches the one in slot i, or returns -1.
func partner(w *world.World, i int32) int32 {
	b := &w.Bots
	// The index is from the start of the tick, so include how far both can have moved since.
	reach := 2*w.P.Biology.Radius*world.Genes[world.GeneSize].High + w.P.Biology.TouchReach + 2*w.TopSpeed + 4
	for s := w.BotIndex.Search(b.X[i], b.Y[i], reach); s.Next(); {
		for k := s.Low; k < s.High; k++ {
			other := w.BotIndex.Points[k].ID
			if !touches(w, i, other) {
				continue
			}
			if _, ok := willing(w, other); ok {
				return other
			}
		}
	}
	return -1
}
