package worker

import (
	"cmp"
	"context"
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/internal/redisstore"
)

// maxNamedMolbots is how many molbots a trigger names.
const maxNamedMolbots = 20

// leastFed are the ids of the living molbots with the least energy, the worst off first. One that dies meanwhile is
// left out; what can't be read makes the list shorter.
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
