package engine

import (
	"math"

	"github.com/ai-genesis/ai-genesis/engine/grid"
	"github.com/ai-genesis/ai-genesis/engine/trait"
	"github.com/ai-genesis/ai-genesis/engine/world"
)

// perceptionCache answers what one molbot senses in one tick. Its traits often ask several times for what is near, so
// the first query gathers the neighbours and later ones search the gathered list. Neither the answers nor the fuel
// depend on earlier queries; otherwise the order of traits would change the result.
type perceptionCache struct {
	senses
	hits          *[]grid.Hit // memory shared by the caches of a worker
	food, molbots cachedHits
}

// cachedHits is a range of hits that contains all points within radius.
type cachedHits struct {
	radius   float64
	from, to int
}

var notCached = cachedHits{radius: -1}

// maxCachedHits limits the memory of the caches of one chunk in case all molbots are in one place. Beyond it nothing is
// cached.
const maxCachedHits = 1 << 15

// attention limits how many points one query examines. In a crowd the radius is halved until few enough are left; if
// even the smallest radius has too many, only a sample is examined. So a query takes bounded time, and the trait pays
// fuel for the points examined.
const (
	attention = 512
	narrow    = 32 // minimum radius of a narrowed query [px]; cells of the grid are larger
)

// search returns all points within a radius, and possibly others, for a search of the nearest. sees is the radius that
// the molbot can see, which may be smaller than the requested one.
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

// within returns all points within radius, and possibly others. If met is too large, it returns only about 1/every of
// them. Which ones are returned depends on the position and the radius, never on earlier queries.
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
	if what.radius >= 0 && radius > what.radius { // a trait that extends its radius in steps gets all at once
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

// fewHits is a number of hits that is cheap to search.
const fewHits = 16

// uncached returns the hits from an index on, which are not kept.
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

// RichestFood implements trait.Surroundings. Among equals it returns the nearest.
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
		Fit: w.Bots.Body[b.Slot].Fit[w.Food.Kind[item]], Ripeness: w.Ripeness(item), Kind: float64(w.Food.Kind[item]),
	}, true
}

// NearestMolbot implements trait.Surroundings.
func (s *perceptionCache) NearestMolbot(b *trait.Body, radius float64) (trait.Neighbor, bool) {
	return s.neighbor(b, radius, 0)
}

// kin is the minimum kinship of molbots that count as kin.
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
	return trait.Aimed(trait.Neighbor{
		DX: hits[at].DX, DY: hits[at].DY, Distance: math.Sqrt(least), Size: bots.Genes[best][world.GeneSize] / b.Size,
		Energy:  bots.Energy[best] / bots.Body[best].MaxEnergy,
		Kinship: world.Kinship(&bots.Genes[b.Slot], &bots.Genes[best]), Heading: bots.Heading[best], Speed: bots.Speed(best),
	}, uint32(best)+1), true
}

// Crowd implements trait.Surroundings. In a crowd it is an estimate from a sample.
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
