package engine

import (
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The registry holds MaxTraits kept traits. One in its canary stands beside them, and takes the place of the least
// useful only when it is kept: a canary that is rolled back costs the world nothing. A new version has the place of the
// old.

// hasCapacity tells whether there is a place for one more trait, or a trait that would make place for it.
func (e *Engine) hasCapacity() bool {
	inCanary, pinned := 0, 0
	for bit, t := range e.registry.entries {
		switch {
		case t == nil || !t.generated || t.waiting:
		case e.needsSlot(bit):
			inCanary++
		case !e.retirable(bit):
			pinned++
		}
	}
	return inCanary+pinned < e.options.MaxTraits
}

// evict retires the least useful traits while more than MaxTraits are kept: those that bring the world least, by their
// score times their bearers. Among equals the one with fewest bearers goes, then the oldest. A pinned one stays, and so
// does settler, which needs the room: it has a place even while it is in its canary.
func (e *Engine) evict(keep int, evictFirst []string) (data command.Retired) {
	for e.slotsTaken(keep) > e.options.MaxTraits {
		victim, ok := e.leastUseful(keep, evictFirst)
		if !ok {
			victim, ok = e.leastUseful(keep, nil)
		}
		if !ok {
			return data
		}
		t := e.registry.entries[victim]
		data.Retired = append(data.Retired, genesis.TraitID(t.name, t.version))
		e.unload(victim)
	}
	return data
}

// leastUseful looks among some traits, by id; nil stands for all.
func (e *Engine) leastUseful(but int, among []string) (victim int, ok bool) {
	least, fewest := 0.0, 0
	for _, bit := range slices.Backward(e.registry.order) { // oldest first
		if bit == but || !e.retirable(bit) {
			continue
		}
		if t := e.registry.entries[bit]; among != nil && !slices.Contains(among, genesis.TraitID(t.name, t.version)) {
			continue
		}
		bearers, _ := e.w.Bearers(bit)
		use := e.registry.entries[bit].score * float64(bearers)
		if !ok || use < least || use == least && bearers < fewest {
			victim, least, fewest, ok = bit, use, bearers, true
		}
	}
	return victim, ok
}

// slotsTaken counts the places that are taken: by kept traits, by a newer version of one in its canary, and by settler.
func (e *Engine) slotsTaken(keep int) (n int) {
	for bit, t := range e.registry.entries {
		if t != nil && t.generated && !t.waiting && (bit == keep || !e.needsSlot(bit)) {
			n++
		}
	}
	return n
}

// needsSlot tells whether a trait is in its canary and would need a place of its own.
func (e *Engine) needsSlot(bit int) bool {
	c := e.w.Heredity.Assignment(bit)
	return c != nil && (c.Replaces < 0 || !e.registry.entries[c.Replaces].generated)
}

func (e *Engine) retirable(bit int) bool {
	t := e.registry.entries[bit]
	return t.generated && !t.waiting && !t.pinned && e.w.Heredity.Assignment(bit) == nil
}
