package engine

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// sight is what one molbot senses in one tick. Its traits ask again and again for what is near: the first question
// gathers it, and the later ones look through what was gathered. The answers do not depend on what was asked before.
type sight struct {
	senses
	hits          *[]grid.Hit // memory that the sights of a worker share
	food, molbots seen
}

// seen is a stretch of hits: all that lies within radius.
type seen struct {
	radius   float64
	from, to int
}

var unseen = seen{radius: -1}

// hitsKept bounds the memory of the sights of one chunk, in case everything lies in one heap: beyond it nothing is kept.
const hitsKept = 1 << 15

// within is all that lies within radius, and maybe more.
func (s *sight) within(what *seen, index *grid.Index, b *trait.Body, radius float64) []grid.Hit {
	if radius > what.radius {
		if what.radius >= 0 { // who asks farther and farther gets all at once
			radius = max(radius, b.SenseRadius)
		}
		from := len(*s.hits)
		*s.hits = index.Gather(b.X, b.Y, radius, *s.hits)
		found := (*s.hits)[from:]
		if len(*s.hits) > hitsKept {
			*s.hits = (*s.hits)[:from]
			return found
		}
		*what = seen{radius, from, len(*s.hits)}
	}
	return (*s.hits)[what.from:what.to]
}

// NearestFood implements trait.Surroundings.
func (s *sight) NearestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	hits := s.within(&s.food, &s.w.FoodIndex, b, radius)
	best, least := -1, radius*radius
	for k := range hits {
		if h := &hits[k]; h.Square < least || h.Square == least && (best < 0 || h.ID < hits[best].ID) {
			best, least = k, h.Square
		}
	}
	return s.foodAt(b, hits, best)
}

// RichestFood implements trait.Surroundings. Of equals it is the nearest.
func (s *sight) RichestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	w := s.w
	body, hits := &w.Bots.Body[b.Slot], s.within(&s.food, &w.FoodIndex, b, radius)
	best, most := -1, math.Inf(-1)
	for k := range hits {
		h := &hits[k]
		if h.Square > radius*radius {
			continue
		}
		gain := w.Food.Energy[h.ID] * w.Yield(body, int(h.ID))
		if gain > most || gain == most && nearer(h, &hits[best]) {
			best, most = k, gain
		}
	}
	return s.foodAt(b, hits, best)
}

func nearer(a, b *grid.Hit) bool { return a.Square < b.Square || a.Square == b.Square && a.ID < b.ID }

func (s *sight) foodAt(b *trait.Body, hits []grid.Hit, k int) (trait.Food, bool) {
	if k < 0 {
		return trait.Food{}, false
	}
	w, h := s.w, &hits[k]
	item := int(h.ID)
	return trait.Food{
		DX: h.DX, DY: h.DY, Distance: math.Sqrt(h.Square), Energy: w.Food.Energy[item],
		Fit: w.Bots.Body[b.Slot].Fit[w.Food.Kind[item]], Ripeness: w.Ripeness(item),
	}, true
}

// NearestMolbot implements trait.Surroundings.
func (s *sight) NearestMolbot(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, 0)
}

// kin is the likeness from which another molbot counts as kin.
const kin = 0.9

// NearestKin implements trait.Surroundings.
func (s *sight) NearestKin(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, kin)
}

func (s *sight) neighbor(b *trait.Body, radius, likeness float64) (trait.Neighbor, bool) {
	bots := &s.w.Bots
	hits := s.within(&s.molbots, &s.w.BotIndex, b, radius)
	best, least := int32(-1), radius*radius
	at := 0
	for k := range hits {
		h := &hits[k]
		if h.Square > least || h.Square == least && best >= 0 && h.ID > best || int(h.ID) == b.Slot {
			continue
		}
		if likeness > 0 && world.Kinship(&bots.Genes[b.Slot], &bots.Genes[h.ID]) < likeness {
			continue
		}
		best, least, at = h.ID, h.Square, k
	}
	if best < 0 {
		return trait.Neighbor{}, false
	}
	return trait.NewNeighbor(hits[at].DX, hits[at].DY, math.Sqrt(least), bots.Genes[best][world.GeneSize]/b.Size,
		bots.Energy[best]/bots.Body[best].MaxEnergy, world.Kinship(&bots.Genes[b.Slot], &bots.Genes[best]),
		uint32(best)+1), true
}

// Crowd implements trait.Surroundings.
func (s *sight) Crowd(b *trait.Body, radius float64) float64 {
	hits, n := s.within(&s.molbots, &s.w.BotIndex, b, radius), -1 // itself
	for k := range hits {
		if hits[k].Square <= radius*radius {
			n++
		}
	}
	return float64(max(n, 0))
}
