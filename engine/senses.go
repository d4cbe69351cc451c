package engine

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// senses answers what a molbot senses, from the state at the end of the last tick. It only reads, so that all goroutines
// of the first phase share it.
type senses struct{ w *world.World }

// NearestFood implements trait.Surroundings.
func (s senses) NearestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	return s.food(b, radius, func(_ int, square float64) float64 { return -square })
}

// RichestFood implements trait.Surroundings.
func (s senses) RichestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	body := &s.w.Bots.Body[b.Slot]
	return s.food(b, radius, func(item int, _ float64) float64 {
		return s.w.Food.Energy[item] * s.w.Yield(body, item)
	})
}

// food finds the item within radius with the highest score.
func (s senses) food(b *trait.Body, radius float64, score func(item int, square float64) float64) (trait.Food, bool) {
	w := s.w
	best, most := -1, math.Inf(-1)
	var bestX, bestY float64
	for q := w.FoodIndex.Search(b.X, b.Y, radius); q.Next(); {
		for k := q.Low; k < q.High; k++ {
			dx, dy := w.Delta(b.X, b.Y, w.FoodIndex.X[k], w.FoodIndex.Y[k])
			square := dx*dx + dy*dy
			if square > radius*radius {
				continue
			}
			item := int(w.FoodIndex.IDs[k])
			if v := score(item, square); v > most {
				best, most, bestX, bestY = item, v, dx, dy
			}
		}
	}
	if best < 0 {
		return trait.Food{}, false
	}
	return trait.Food{
		DX: bestX, DY: bestY, Distance: math.Sqrt(bestX*bestX + bestY*bestY), Energy: w.Food.Energy[best],
		Fit: w.Bots.Body[b.Slot].Fit[w.Food.Kind[best]], Ripeness: w.Ripeness(best),
	}, true
}

// NearestMolbot implements trait.Surroundings.
func (s senses) NearestMolbot(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, 0)
}

// kin is the likeness from which another molbot counts as kin.
const kin = 0.9

// NearestKin implements trait.Surroundings.
func (s senses) NearestKin(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, kin)
}

func (s senses) neighbor(b *trait.Body, radius, likeness float64) (trait.Neighbor, bool) {
	w := s.w
	best, least := int32(-1), radius*radius
	var bestX, bestY float64
	for q := w.BotIndex.Search(b.X, b.Y, radius); q.Next(); {
		for k := q.Low; k < q.High; k++ {
			dx, dy := w.Delta(b.X, b.Y, w.BotIndex.X[k], w.BotIndex.Y[k])
			square, other := dx*dx+dy*dy, w.BotIndex.IDs[k]
			if square > least || int(other) == b.Slot {
				continue
			}
			if likeness > 0 && world.Kinship(&w.Bots.Genes[b.Slot], &w.Bots.Genes[other]) < likeness {
				continue
			}
			best, least, bestX, bestY = other, square, dx, dy
		}
	}
	if best < 0 {
		return trait.Neighbor{}, false
	}
	bots := &w.Bots
	return trait.NewNeighbor(bestX, bestY, math.Sqrt(least), bots.Genes[best][world.GeneSize]/b.Size,
		bots.Energy[best]/bots.Body[best].MaxEnergy, world.Kinship(&bots.Genes[b.Slot], &bots.Genes[best]),
		uint32(best)+1), true
}

// Crowd implements trait.Surroundings.
func (s senses) Crowd(b *trait.Body, radius float64) float64 {
	w, n := s.w, -1 // itself
	for q := w.BotIndex.Search(b.X, b.Y, radius); q.Next(); {
		for k := q.Low; k < q.High; k++ {
			dx, dy := w.Delta(b.X, b.Y, w.BotIndex.X[k], w.BotIndex.Y[k])
			if dx*dx+dy*dy <= radius*radius {
				n++
			}
		}
	}
	return float64(max(n, 0))
}

// Temperature implements trait.Surroundings.
func (s senses) Temperature(b *trait.Body) float64 { return s.w.Temperature(b.X, b.Y) }

// ThermalStress implements trait.Surroundings.
func (s senses) ThermalStress(b *trait.Body) float64 { return s.w.Stress(b.Slot) }

// Comfort implements trait.Surroundings.
func (s senses) Comfort(b *trait.Body) trait.Vector {
	dx, dy := s.w.WarmthSlope(b.X, b.Y)
	if s.w.Temperature(b.X, b.Y) > s.w.Bots.Genes[b.Slot][world.GeneWarmth] {
		dx, dy = -dx, -dy
	}
	return unit(dx, dy)
}

// Fertility implements trait.Surroundings.
func (s senses) Fertility(b *trait.Body) float64 { return s.w.Fertility(b.X, b.Y) }

// FertilityGradient implements trait.Surroundings.
func (s senses) FertilityGradient(b *trait.Body) trait.Vector {
	return unit(s.w.FertilitySlope(b.X, b.Y))
}

// Scent implements trait.Surroundings.
func (s senses) Scent(b *trait.Body, channel int) float64 { return s.w.ScentAt(b.X, b.Y, channel) }

// ScentGradient implements trait.Surroundings.
func (s senses) ScentGradient(b *trait.Body, channel int) trait.Vector {
	return unit(s.w.ScentSlope(b.X, b.Y, channel))
}

func unit(dx, dy float64) trait.Vector {
	const flat = 1e-9
	length := math.Sqrt(dx*dx + dy*dy)
	if length < flat {
		return trait.Vector{}
	}
	return trait.Vector{DX: dx / length, DY: dy / length}
}
