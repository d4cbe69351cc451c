package engine

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// perceptionCache is what one molbot senses in one tick. Its traits ask again and again for what is near: the first
// question gathers it, and the later ones look through what was gathered. Neither the answers nor what they are charged
// for depend on what was asked before.
type perceptionCache struct {
	senses
	hits          *[]grid.Hit // memory that the sights of a worker share
	food, molbots cachedHits
}

// cachedHits is a stretch of hits: all that lies within radius.
type cachedHits struct {
	radius   float64
	from, to int
}

var notCached = cachedHits{radius: -1}

// maxCachedHits bounds the memory of the sights of one chunk, in case everything lies in one heap: beyond it nothing is
// kept.
const maxCachedHits = 1 << 15

// attention is how many things a look can take in. In a crowd a molbot sees less far, and where even the nearest cells
// hold more, it sees one in some of them. So a look takes bounded time, and what it met is paid for.
const (
	attention = 512
	narrow    = 32 // radius below which a look is made no narrower [px]: the cells are larger
)

// search is what lies within radius, and maybe more, for the nearest ones of it to be found. The radius is that which
// the molbot can see.
func (s *perceptionCache) search(
	what *cachedHits, index *grid.Index, b *trait.Body, radius float64,
) (hits []grid.Hit, sees float64) {
	met := index.Candidates(b.X, b.Y, radius)
	for met > attention && radius > narrow {
		radius /= 2
		met = index.Candidates(b.X, b.Y, radius)
	}
	hits, _ = s.within(what, index, b, radius, met)
	return hits, radius
}

// within is all that lies within radius, and maybe more; or one in every, where met things are too many. Which it is
// depends on the place and the radius, never on what was asked before.
func (s *perceptionCache) within(
	what *cachedHits, index *grid.Index, b *trait.Body, radius float64, met int,
) (hits []grid.Hit, every int) {
	every = max(1, (met+attention-1)/attention)
	b.Met = met / every
	if every > 1 {
		from := len(*s.hits)
		*s.hits = index.Some(b.X, b.Y, radius, every, *s.hits)
		return s.uncached(from), every
	}
	if radius <= what.radius && what.to-what.from <= 2*met+fewHits {
		return (*s.hits)[what.from:what.to], 1
	}
	wide := radius
	if what.radius >= 0 && radius > what.radius { // who asks farther and farther gets all at once
		if far := max(radius, b.SenseRadius); index.Candidates(b.X, b.Y, far) <= attention {
			wide = far
		}
	}
	from := len(*s.hits)
	*s.hits = index.Gather(b.X, b.Y, wide, *s.hits)
	if len(*s.hits) > maxCachedHits || radius <= what.radius {
		return s.uncached(from), 1
	}
	*what = cachedHits{wide, from, len(*s.hits)}
	return (*s.hits)[from:], 1
}

// fewHits is how many hits it takes no time to look through.
const fewHits = 16

// uncached is the hits from an index on, which are not kept.
func (s *perceptionCache) uncached(from int) []grid.Hit {
	found := (*s.hits)[from:]
	*s.hits = (*s.hits)[:from]
	return found
}

// NearestFood implements trait.Surroundings.
func (s *perceptionCache) NearestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	hits, radius := s.search(&s.food, &s.w.FoodIndex, b, radius)
	best, least := -1, radius*radius
	for k := range hits {
		if h := &hits[k]; h.Square < least || h.Square == least && (best < 0 || h.ID < hits[best].ID) {
			best, least = k, h.Square
		}
	}
	return s.foodAt(b, hits, best)
}

// RichestFood implements trait.Surroundings. Of equals it is the nearest.
func (s *perceptionCache) RichestFood(b *trait.Body, radius float64) (trait.Food, bool) {
	w := s.w
	body := &w.Bots.Body[b.Slot]
	hits, radius := s.search(&s.food, &w.FoodIndex, b, radius)
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

func (s *perceptionCache) foodAt(b *trait.Body, hits []grid.Hit, k int) (trait.Food, bool) {
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
func (s *perceptionCache) NearestMolbot(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, 0)
}

// kin is the likeness from which another molbot counts as kin.
const kin = 0.9

// NearestKin implements trait.Surroundings.
func (s *perceptionCache) NearestKin(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, kin)
}

func (s *perceptionCache) neighbor(b *trait.Body, radius, likeness float64) (trait.Neighbor, bool) {
	bots := &s.w.Bots
	hits, radius := s.search(&s.molbots, &s.w.BotIndex, b, radius)
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

// Crowd implements trait.Surroundings. In a crowd it is an estimate, from one in some.
func (s *perceptionCache) Crowd(b *trait.Body, radius float64) float64 {
	index, n := &s.w.BotIndex, 0
	hits, every := s.within(&s.molbots, index, b, radius, index.Candidates(b.X, b.Y, radius))
	for k := range hits {
		if hits[k].Square <= radius*radius && int(hits[k].ID) != b.Slot {
			n++
		}
	}
	return float64(n * every)
}
