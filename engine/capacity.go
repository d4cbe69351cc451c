package engine

import (
	"slices"

	"github.com/ai-genesis/ai-genesis"
	"github.com/ai-genesis/ai-genesis/wire/command"
)

// The registry holds at most MaxTraits kept traits. A trait in its canary does not count until it is kept; only then is
// the least useful trait retired. This way a canary that is rolled back costs the world nothing. A new version takes
// the place of the old one.

// hasCapacity reports whether one more trait could be kept, if necessary by retiring another. Traits in their canary
// count, because each of them needs a place if it is kept.
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

// evict retires traits until at most MaxTraits are kept, the least useful first. The use of a trait is its score times
// its bearers; ties are broken by fewer bearers, then by age. Traits in evictFirst go before all others. Pinned traits
// and the trait keep, which needs the place, are never retired.
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

// leastUseful finds the least useful trait other than but. among restricts the search to some ids; nil means all.
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

// slotsTaken counts the occupied places: kept traits, canaries that replace a kept trait, and keep.
func (e *Engine) slotsTaken(keep int) (n int) {
	for bit, t := range e.registry.entries {
		if t != nil && t.generated && !t.waiting && (bit == keep || !e.needsSlot(bit)) {
			n++
		}
	}
	return n
}

// needsSlot reports whether a trait is in its canary and would need an additional place if it were kept.
func (e *Engine) needsSlot(bit int) bool {
	c := e.w.Heredity.Assignment(bit)
	return c != nil && (c.Replaces < 0 || !e.registry.entries[c.Replaces].generated)
}

func (e *Engine) retirable(bit int) bool {
	t := e.registry.entries[bit]
	return t.generated && !t.waiting && !t.pinned && e.w.Heredity.Assignment(bit) == nil
}
