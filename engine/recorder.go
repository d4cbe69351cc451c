package engine

import (
	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// recorder passes queries of the world on and records them for an observed molbot.
type recorder struct {
	trait.Surroundings
	look  *molbotObserver
	trait *lineCounts
}

func (r *recorder) note(s genesis.Sensed) {
	if len(r.look.next.Sensed) < maxSensed {
		s.Trait, s.Line = r.trait.id, r.trait.at
		r.look.next.Sensed = append(r.look.next.Sensed, s)
	}
}

func (r *recorder) food(sense string, radius float64, f trait.Food, ok bool) (trait.Food, bool) {
	r.note(genesis.Sensed{Sense: sense, Radius: radius, Found: ok, DX: f.DX, DY: f.DY, Value: f.Energy})
	return f, ok
}

func (r *recorder) neighbor(sense string, radius float64, n trait.Neighbor, ok bool) (trait.Neighbor, bool) {
	r.note(genesis.Sensed{Sense: sense, Radius: radius, Found: ok, DX: n.DX, DY: n.DY, Value: n.Size})
	return n, ok
}

func (r *recorder) number(sense string, radius, value float64) float64 {
	r.note(genesis.Sensed{Sense: sense, Radius: radius, Found: true, Value: value})
	return value
}

func (r *recorder) way(sense string, v trait.Vector) trait.Vector {
	r.note(genesis.Sensed{Sense: sense, Found: v != trait.Vector{}, DX: v.DX, DY: v.DY})
	return v
}

// NearestFood implements trait.Surroundings.
func (r *recorder) NearestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	f, ok := r.Surroundings.NearestFood(b, radius)
	return r.food("NearestFood", radius, f, ok)
}

// RichestFood implements trait.Surroundings.
func (r *recorder) RichestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	f, ok := r.Surroundings.RichestFood(b, radius)
	return r.food("RichestFood", radius, f, ok)
}

// NearestMolbot implements trait.Surroundings.
func (r *recorder) NearestMolbot(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	n, ok := r.Surroundings.NearestMolbot(b, radius)
	return r.neighbor("NearestMolbot", radius, n, ok)
}

// NearestKin implements trait.Surroundings.
func (r *recorder) NearestKin(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	n, ok := r.Surroundings.NearestKin(b, radius)
	return r.neighbor("NearestKin", radius, n, ok)
}

// Crowd implements trait.Surroundings.
func (r *recorder) Crowd(b *trait.Body, radius float64) float64 {
	return r.number("Crowd", radius, r.Surroundings.Crowd(b, radius))
}

// Temperature implements trait.Surroundings.
func (r *recorder) Temperature(b *trait.Body) float64 {
	return r.number("Temperature", 0, r.Surroundings.Temperature(b))
}

// ThermalStress implements trait.Surroundings.
func (r *recorder) ThermalStress(b *trait.Body) float64 {
	return r.number("ThermalStress", 0, r.Surroundings.ThermalStress(b))
}

// Fertility implements trait.Surroundings.
func (r *recorder) Fertility(b *trait.Body) float64 {
	return r.number("Fertility", 0, r.Surroundings.Fertility(b))
}

// Scent implements trait.Surroundings.
func (r *recorder) Scent(b *trait.Body, channel int) float64 {
	return r.number("Scent", 0, r.Surroundings.Scent(b, channel))
}

// Comfort implements trait.Surroundings.
func (r *recorder) Comfort(b *trait.Body) trait.Vector {
	return r.way("Comfort", r.Surroundings.Comfort(b))
}

// FertilityGradient implements trait.Surroundings.
func (r *recorder) FertilityGradient(b *trait.Body) trait.Vector {
	return r.way("FertilityGradient", r.Surroundings.FertilityGradient(b))
}

// ScentGradient implements trait.Surroundings.
func (r *recorder) ScentGradient(b *trait.Body, channel int) trait.Vector {
	return r.way("ScentGradient", r.Surroundings.ScentGradient(b, channel))
}
