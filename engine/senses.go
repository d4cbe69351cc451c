package engine

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// senses answers what a molbot senses at its own position, from the state at the end of the last tick. It only reads,
// so all goroutines of the first phase can share it.
type senses struct{ w *world.World }

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
