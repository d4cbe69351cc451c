package engine

import "github.com/ai-genesis/ai-genesis/engine/world"

// Replace continues e with the state of other. The new registry generation is higher than both, so that nobody who has
// seen either of them mistakes the new registry for it. other must have been created with the same options and must not
// be used afterwards.
func (e *Engine) Replace(other *Engine) {
	e.Close()
	generation := max(e.registry.generation, other.registry.generation) + 1
	e.w, e.senses, e.registry = other.w, other.senses, other.registry
	e.registry.generation = generation
	e.readings, e.lineage, e.transit = other.readings, other.lineage, other.transit
	e.suspects, e.drawn = 0, 0
	clear(e.setOfMask)
	e.forgetTypes()
}

// HashOf is the hash of the world in a checkpoint, equal to Engine.Hash after restoring it. For bytes that are not a
// checkpoint it is the hash of an empty state.
func HashOf(checkpoint []byte) uint64 {
	state, _, err := verified(checkpoint)
	if err != nil {
		state = nil
	}
	return world.Hash(state)
}
