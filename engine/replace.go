package engine

import "github.com/ai-genesis/ai-genesis/engine/world"

// Replace makes e go on as another world, with all that is loaded there. The generation of the registry goes on from
// both, so that nobody who saw one of them takes the new one for it. other must have been made with the same options,
// and must not be used afterwards.
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

// HashOf is the hash of the world in a checkpoint, as Engine.Hash of the restored one. Of bytes that are no checkpoint
// it is the hash of nothing.
func HashOf(checkpoint []byte) uint64 {
	body, err := verified(checkpoint)
	if err != nil {
		body = nil
	}
	return world.Hash(body)
}
