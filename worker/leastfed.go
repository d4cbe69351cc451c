package worker

import (
	"cmp"
	"context"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// maxNamedMolbots is the limit on the molbots that a trigger names.
const maxNamedMolbots = 20

// leastFed returns the ids of the living molbots with the least energy, in ascending order of energy. Molbots that die
// meanwhile are omitted, and read errors only shorten the list.
func leastFed(ctx context.Context, store *redisstore.Store) []string {
	ids, err := store.EntityIDs(ctx)
	if err != nil {
		return []string{}
	}
	var all []genesis.Entity
	for _, id := range ids {
		if e, err := store.Entity(ctx, id); err == nil {
			all = append(all, e)
		} else if genesis.CodeOf(err) != genesis.CodeNotFound {
			break
		}
	}
	slices.SortFunc(all, func(x, y genesis.Entity) int {
		return cmp.Or(cmp.Compare(x.Energy, y.Energy), cmp.Compare(x.ID, y.ID))
	})
	told := []string{}
	for _, e := range all[:min(maxNamedMolbots, len(all))] {
		told = append(told, e.ID)
	}
	return told
}
