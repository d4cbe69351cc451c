package redisstore

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/ai-genesis/ai-genesis"
)

// censusBatch is how many molbots are read at once in search of a trait's bearers.
const censusBatch = 500

// Entities returns up to limit living molbots, youngest first, that bear a trait ("" for any; a name stands for all its
// versions), from a cursor that an earlier call returned ("" for the youngest), and the cursor of the next page (""
// after the last).
func (s *Store) Entities(ctx context.Context, trait string, limit int, cursor string) ([]genesis.Entity, string,
	error) {
	ids, err := s.EntityIDs(ctx)
	if err != nil {
		return nil, "", err
	}
	s.requestEntity(ctx, AllEntities)
	slices.SortFunc(ids, func(a, b string) int { return byAge(b, a) })
	if cursor != "" {
		n, found := slices.BinarySearchFunc(ids, cursor, func(id, cursor string) int { return byAge(cursor, id) })
		if found {
			n++
		}
		ids = ids[n:]
	}
	found := []genesis.Entity{}
	for len(ids) > 0 {
		batch := ids[:min(len(ids), max(limit+1, censusBatch))]
		ids = ids[len(batch):]
		if found, err = s.bearers(ctx, batch, trait, found); err != nil {
			return nil, "", err
		}
		if len(found) > limit {
			return found[:limit], found[limit-1].ID, nil
		}
	}
	return found, "", nil
}

func (s *Store) bearers(ctx context.Context, ids []string, trait string, found []genesis.Entity) ([]genesis.Entity,
	error) {
	err := s.readEach(ctx, ids, s.keys.entity, func(i int, fields map[string]string) error {
		e, err := entity(ids[i], fields)
		if err == nil && bears(e, trait) {
			found = append(found, e)
		}
		return err
	})
	return found, err
}

// byAge orders ids by the molbots' serials.
func byAge(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) }

func bears(e genesis.Entity, trait string) bool {
	return trait == "" || slices.ContainsFunc(e.Traits, func(id string) bool {
		if id == trait {
			return true
		}
		version, ok := strings.CutPrefix(id, trait+"_v")
		return ok && version != "" && strings.Trim(version, "0123456789") == ""
	})
}
