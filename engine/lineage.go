package engine

import (
	"cmp"
	"slices"

	"github.com/ai-genesis/ai-genesis/engine/world"
)

// lineage records the descent of all molbots since the world began. When it has grown to its limit, it drops branches
// without living descendants, so its size stays proportional to the number of ancestors of the living.
type lineage struct {
	records []ancestry // by serial
	sets    []string   // sets of traits, as name_vN joined by commas
	limit   int        // length from which extinct branches are dropped
	index   map[string]uint32
}

// ancestry is one molbot, living or dead.
type ancestry struct {
	serial, parent, mate uint64
	born, died           uint64 // ticks; died is 0 for the living
	set                  uint32 // index into sets: traits at birth
}

// lineageLimit is the minimum of limit.
const lineageLimit = 8192

// recordLives records the births and deaths since the last call. A newborn that has already died is skipped: its slot
// is free, and it can't have had children.
func (e *Engine) recordLives() {
	l, b := &e.lineage, &e.w.Bots
	for _, i := range e.w.Newborn {
		if b.Serial[i] == 0 || len(l.records) > 0 && b.Serial[i] <= l.records[len(l.records)-1].serial {
			continue
		}
		l.records = append(l.records, ancestry{
			serial: b.Serial[i], parent: b.Parent[i], mate: b.Mate[i], born: b.Born[i], set: e.setOf(b.Traits[i]),
		})
	}
	for _, serial := range e.w.Dead {
		if k, ok := l.find(serial); ok {
			l.records[k].died = max(1, e.w.Tick)
		}
	}
	e.w.Newborn, e.w.Dead = e.w.Newborn[:0], e.w.Dead[:0]
	if len(l.records) > max(l.limit, lineageLimit) {
		l.prune()
		// Doubling the limit keeps the cost of pruning constant per birth.
		l.limit = 2 * len(l.records)
	}
}

func (l *lineage) find(serial uint64) (int, bool) {
	return slices.BinarySearchFunc(l.records, serial, func(r ancestry, s uint64) int { return cmp.Compare(r.serial, s) })
}

// setOf returns the index of a set of traits. Sets are stored by name, because the bits of a mask mean other traits
// after the registry has changed.
func (e *Engine) setOf(mask uint64) uint32 {
	l := &e.lineage
	if n, ok := e.setOfMask[mask]; ok {
		return n
	}
	if l.index == nil {
		l.index = map[string]uint32{}
		for n, set := range l.sets {
			l.index[set] = uint32(n)
		}
	}
	names := joinIDs(e.traitIDs(mask))
	n, ok := l.index[names]
	if !ok {
		n = uint32(len(l.sets))
		l.index[names] = n
		l.sets = append(l.sets, names)
	}
	e.setOfMask[mask] = n
	return n
}

// prune drops all records except the living and their ancestors.
func (l *lineage) prune() (forgotten int) {
	wanted := l.ancestral(func(r *ancestry) bool { return r.died == 0 })
	kept := l.records[:0]
	for k, r := range l.records {
		if wanted[k] {
			kept = append(kept, r)
		}
	}
	forgotten = len(l.records) - len(kept)
	l.records = kept
	return forgotten
}

// ancestral marks the records that tip selects and all their ancestors.
func (l *lineage) ancestral(tip func(*ancestry) bool) []bool {
	wanted := make([]bool, len(l.records))
	for k := len(l.records) - 1; k >= 0; k-- { // parents come before their children
		r := &l.records[k]
		wanted[k] = wanted[k] || tip(r)
		if !wanted[k] {
			continue
		}
		for _, parent := range [...]uint64{r.parent, r.mate} {
			if p, ok := l.find(parent); ok {
				wanted[p] = true
			}
		}
	}
	return wanted
}

func (l *lineage) visit(c *world.Codec) {
	world.Slice(c, &l.records, func(c *world.Codec, r *ancestry) {
		c.Uint64(&r.serial)
		c.Uint64(&r.parent)
		c.Uint64(&r.mate)
		c.Uint64(&r.born)
		c.Uint64(&r.died)
		c.Uint32(&r.set)
	})
	world.Slice(c, &l.sets, (*world.Codec).Text)
	c.Int(&l.limit)
	for _, r := range l.records {
		if int(r.set) >= len(l.sets) {
			c.Err = world.ErrShort
		}
	}
}
