package world

import (
	"math/bits"

	"github.com/ai-genesis/ai-genesis"
)

// MaxTraits is how many traits can be loaded at once, ancestors included: one bit each in a molbot's masks.
const MaxTraits = 64

// Heredity is how traits pass to newborns. The engine's registry fills the masks; bit t stands for trait t.
type Heredity struct {
	Ancestral   uint64       // inherited, gained and lost at the rates of ancestors
	Heritable   uint64       // inherited, gained and lost at the rates of kept traits
	Replaced    uint64       // older versions that wait for their successor's canary: inherited, never gained
	Kits        []uint64     // sets of ancestral traits that founders start with
	Assignments []Assignment // traits in canary
}

// Assignment is a trait in its canary: each newborn gets it at random, with probability Adoption, whatever its parents
// carry.
type Assignment struct {
	Trait    int
	Adoption float64
	Replaces int // trait that those without it may have instead, -1 for none
	Treated  genesis.Cohort
	Control  genesis.Cohort

	BirthCohort BirthCohort
}

// NewAssignment starts the canary of a trait that is loaded at a tick.
func NewAssignment(trait int, adoption float64, replaces int, tick uint64) Assignment {
	return Assignment{Trait: trait, Adoption: adoption, Replaces: replaces, BirthCohort: BirthCohort{Since: tick}}
}

// Assignment finds the canary of a trait, or nil.
func (h *Heredity) Assignment(trait int) *Assignment {
	for i := range h.Assignments {
		if h.Assignments[i].Trait == trait {
			return &h.Assignments[i]
		}
	}
	return nil
}

// inheritance is what a newborn carries, and which cohorts it joins.
type inheritance struct{ traits, treated, control uint64 }

// inherit draws what a child of a molbot with the given traits carries.
func (w *World) inherit(parents, serial uint64) (child inheritance) {
	h, b := &w.Heredity, &w.P.Biology
	random := Keyed(w.Seed, w.Tick, serial, ForInheritance)
	child.traits = passOn(h.Ancestral, parents, b.OldGain, b.OldLoss, &random) |
		passOn(h.Heritable, parents, b.Gain, b.Loss, &random)
	for i := range h.Assignments {
		w.assign(&h.Assignments[i], parents, serial, &child)
	}
	return child
}

// passOn decides on each trait of mask.
func passOn(mask, parents uint64, gain, loss float64, random *Stream) (got uint64) {
	for ; mask != 0; mask &= mask - 1 {
		bit := mask & -mask
		chance := gain
		if parents&bit != 0 {
			chance = 1 - loss
		}
		if random.Float() < chance {
			got |= bit
		}
	}
	return got
}

func (w *World) assign(c *Assignment, parents, serial uint64, child *inheritance) {
	random := Keyed(w.Seed, w.Tick, serial<<6|uint64(c.Trait), ForAssignment)
	bit := uint64(1) << c.Trait
	if random.Float() < c.Adoption {
		child.traits |= bit
		child.treated |= bit
		return
	}
	child.control |= bit
	if c.Replaces < 0 {
		return
	}
	old := uint64(1) << c.Replaces
	if parents&(bit|old) != 0 {
		parents |= old
	}
	child.traits |= passOn(w.Heredity.Replaced&old, parents, 0, w.P.Biology.Loss, &random)
}

// AssignAll assigns a trait to each living molbot at random, for trials. Those that do not get it keep the version
// before.
func (w *World) AssignAll(trait int, share float64) {
	c := w.Heredity.Assignment(trait)
	bit := uint64(1) << trait
	for _, i := range w.Living() {
		random := Keyed(w.Seed, w.Tick, w.Bots.Serial[i]<<6|uint64(trait), ForAdoption)
		had := w.Bots.Traits[i]&bit != 0
		w.Bots.Traits[i] &^= bit
		if c != nil {
			w.leaveCohort(c, i)
		}
		if random.Float() < share {
			w.Bots.Traits[i] |= bit
			w.clearMemory(trait, i)
			if c != nil {
				if c.Replaces >= 0 {
					w.Bots.Traits[i] &^= 1 << c.Replaces
				}
				w.Bots.Treated[i] |= bit
				c.Treated.Members++
			}
			continue
		}
		if c != nil {
			if had && c.Replaces >= 0 {
				w.Bots.Traits[i] |= 1 << c.Replaces
			}
			w.Bots.Control[i] |= bit
			c.Control.Members++
		}
	}
}

func (w *World) leaveCohort(c *Assignment, i int32) {
	bit := uint64(1) << c.Trait
	if w.Bots.Treated[i]&bit != 0 {
		c.Treated.Members--
	}
	if w.Bots.Control[i]&bit != 0 {
		c.Control.Members--
	}
	w.Bots.Treated[i] &^= bit
	w.Bots.Control[i] &^= bit
}

// Strip takes traits (a mask) out of every molbot, with all that is remembered of them. Bearers get what restores
// holds.
func (w *World) Strip(mask, restores uint64) {
	for i := range w.Bots.Serial {
		if w.Bots.Traits[i]&mask != 0 {
			w.Bots.Traits[i] |= restores
		}
		w.Bots.Traits[i] &^= mask
		w.Bots.Off[i] &^= mask
		w.Bots.Treated[i] &^= mask
		w.Bots.Control[i] &^= mask
	}
}

// EachCohort calls visit for the cohort of every canary that the molbot in slot i belongs to.
func (w *World) EachCohort(i int32, visit func(*genesis.Cohort)) {
	if w.Bots.Treated[i]|w.Bots.Control[i] == 0 {
		return
	}
	for k := range w.Heredity.Assignments {
		c := &w.Heredity.Assignments[k]
		if w.Bots.Treated[i]>>c.Trait&1 == 1 {
			visit(&c.Treated)
		}
		if w.Bots.Control[i]>>c.Trait&1 == 1 {
			visit(&c.Control)
		}
	}
}

// TraitSet is the mask of traits that run on the molbot in slot i.
func (w *World) TraitSet(i int32) uint64 { return w.Bots.Traits[i] &^ w.Bots.Off[i] }

// Bearers counts the living that carry a trait, and those of them on which it is deactivated.
func (w *World) Bearers(trait int) (bearers, off int) {
	for i, serial := range w.Bots.Serial {
		if serial == 0 || w.Bots.Traits[i]>>trait&1 == 0 {
			continue
		}
		bearers++
		off += int(w.Bots.Off[i] >> trait & 1)
	}
	return bearers, off
}

// each calls visit for each bit of a mask.
func each(mask uint64, visit func(trait int)) {
	for ; mask != 0; mask &= mask - 1 {
		visit(bits.TrailingZeros64(mask))
	}
}

// LeaveCohorts forgets who was treated and who was control in the canaries of a mask.
func (w *World) LeaveCohorts(mask uint64) {
	for i := range w.Bots.Serial {
		w.Bots.Treated[i] &^= mask
		w.Bots.Control[i] &^= mask
	}
}
