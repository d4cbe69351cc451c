package world

import (
	"math/bits"

	"github.com/ai-genesis/ai-genesis"
)

// MaxTraits is the maximum number of loaded traits, including ancestors: each has one bit in a molbot's masks.
const MaxTraits = 64

// Heredity determines how newborns inherit traits. The engine's registry fills the masks; bit t stands for trait t.
type Heredity struct {
	Ancestral   uint64       // inherited, gained and lost at the rates of ancestral traits
	Heritable   uint64       // inherited, gained and lost at the rates of kept traits
	Replaced    uint64       // older versions that wait during their successor's canary: inherited, never gained
	Kits        []uint64     // sets of ancestral traits that founders start with
	Assignments []Assignment // traits in canary
}

// Assignment is the canary of a trait. Each newborn gets the trait with probability Adoption, whatever its parents
// carry. This random assignment is what makes the treated and the control group comparable.
type Assignment struct {
	Trait    int
	Adoption float64
	Replaces int // older version that the control group may carry instead, -1 for none
	Treated  genesis.Cohort
	Control  genesis.Cohort

	BirthCohort BirthCohort
}

// NewAssignment starts the canary of a trait that is loaded at a tick.
func NewAssignment(trait int, adoption float64, replaces int, tick uint64) Assignment {
	return Assignment{Trait: trait, Adoption: adoption, Replaces: replaces, BirthCohort: BirthCohort{Since: tick}}
}

// Assignment returns the canary of a trait, or nil.
func (h *Heredity) Assignment(trait int) *Assignment {
	for i := range h.Assignments {
		if h.Assignments[i].Trait == trait {
			return &h.Assignments[i]
		}
	}
	return nil
}

// inheritance is the set of traits of a newborn, and the canaries whose groups it joins.
type inheritance struct{ traits, treated, control uint64 }

// inherit draws the traits of a child whose parents have the given traits.
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

// passOn draws which traits of mask are inherited or gained.
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

// assign draws the group of a newborn in a canary. The key contains the trait, so canaries are independent of each
// other. A newborn in the control group inherits the older version, if there is one, as if its parents still carried
// it.
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

// AssignAll assigns a trait to each living molbot at random, for trials. The others keep the previous version.
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

// Strip removes the traits in mask from every molbot. The bearers get the traits in restores instead.
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

// EachCohort calls visit for each canary cohort that the molbot in slot i belongs to.
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

// TraitSet is the mask of the traits that run on the molbot in slot i.
func (w *World) TraitSet(i int32) uint64 { return w.Bots.Traits[i] &^ w.Bots.Off[i] }

// Bearers counts the living that carry a trait, and how many of them have it deactivated.
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

// each calls visit for each set bit of a mask.
func each(mask uint64, visit func(trait int)) {
	for ; mask != 0; mask &= mask - 1 {
		visit(bits.TrailingZeros64(mask))
	}
}

// LeaveCohorts removes all molbots from the groups of the canaries in mask.
func (w *World) LeaveCohorts(mask uint64) {
	for i := range w.Bots.Serial {
		w.Bots.Treated[i] &^= mask
		w.Bots.Control[i] &^= mask
	}
}
