package redisstore

import (
	"cmp"
	"context"
	"slices"
	"sort"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// Census holds all living molbots as last mirrored, youngest first, with an index by trait. One census serves all
// concurrent requests, each with its own filter; it is never modified.
type Census struct {
	Molbots []genesis.Entity
	bearers map[string][]int // positions of the bearers of a trait, by trait id and by trait name
}

// Census reads all living molbots.
func (s *Store) Census(ctx context.Context) (*Census, error) {
	ids, err := s.EntityIDs(ctx)
	if err != nil {
		return nil, err
	}
	s.requestEntity(ctx, AllEntities)
	slices.SortFunc(ids, func(a, b string) int { return byAge(b, a) })
	c := &Census{Molbots: make([]genesis.Entity, 0, len(ids)), bearers: map[string][]int{}}
	for batch := range slices.Chunk(ids, maxPipeline) {
		err := s.readEach(ctx, batch, s.keys.entity, func(i int, fields map[string]string) error {
			e, err := entity(batch[i], fields)
			c.Molbots = append(c.Molbots, e)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	for place := range c.Molbots {
		for _, id := range c.Molbots[place].Traits {
			c.addBearer(id, place)
			name, version, ok := cutLast(id, "_v")
			if ok && version != "" && strings.Trim(version, "0123456789") == "" {
				c.addBearer(name, place)
			}
		}
	}
	return c, nil
}

// addBearer registers the bearer of a trait, once even if it bears two versions.
func (c *Census) addBearer(trait string, place int) {
	if list := c.bearers[trait]; len(list) == 0 || list[len(list)-1] != place {
		c.bearers[trait] = append(list, place)
	}
}

// Page returns the positions in Molbots of at most limit bearers of a trait, and the cursor of the next page. An empty
// trait matches all molbots, and a name matches all its versions. The cursor is "" for the first page and after the
// last.
func (c *Census) Page(trait string, limit int, cursor string) (places []int, next string) {
	bearers, count := c.bearers[trait], len(c.bearers[trait])
	at := func(n int) int { return bearers[n] }
	if trait == "" {
		count, at = len(c.Molbots), func(n int) int { return n }
	}
	from := 0
	if cursor != "" { // continue after it
		from = sort.Search(count, func(n int) bool { return byAge(c.Molbots[at(n)].ID, cursor) < 0 })
	}
	to := min(from+limit, count)
	for n := from; n < to; n++ {
		places = append(places, at(n))
	}
	if to < count && len(places) > 0 {
		next = c.Molbots[places[len(places)-1]].ID
	}
	return places, next
}

// cutLast is strings.Cut at the last occurrence of the separator.
func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return text, "", false
}

// byAge orders molbot ids by serial number; shorter ids have smaller numbers.
func byAge(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) }
