package synth

import (
	"math"
	"sync"

	"github.com/ai-genesis/ai-genesis/engine/trait"
)

// frame is the state of one run of a program.
type frame struct {
	m        *trait.Molbot
	program  *lowered
	reach    *[reachSlots]float64
	food     [RichFood + 1]trait.Food
	neighbor [NearKin + 1]trait.Neighbor
	mark     trait.Vector
	there    thingSet
	value    [senseCount]float64
}

// Native returns the program as a native trait, which does exactly what the printed program does.
func (g Genome) Native() trait.Native {
	l := g.normal().lower()
	frames := sync.Pool{New: func() any { return new(frame) }} // allocating one a call takes a fifth of a search
	return func(m *trait.Molbot) {
		f := frames.Get().(*frame)
		*f = frame{m: m, program: &l, reach: &l.reach}
		f.run(l.steps)
		frames.Put(f)
	}
}

// run returns false if the program has returned.
func (f *frame) run(steps []step) bool {
	for i := range steps {
		s := &steps[i]
		switch s.op {
		case opHold:
			f.value[s.sense] = senseTable[s.sense].read(f)
		case opSense:
			f.look(s.thing)
		case opIf:
			if f.holds(s) && !f.run(s.body) {
				return false
			}
		case opAct:
			f.act(&s.act)
		case opReturn:
			return false
		}
	}
	return true
}

func (f *frame) look(t Thing) bool {
	ok := false
	switch t {
	case NearFood:
		f.food[t], ok = f.m.NearestFood(f.reach[t])
	case RichFood:
		f.food[t], ok = f.m.RichestFood(f.reach[t])
	case NearMolbot:
		f.neighbor[t], ok = f.m.NearestMolbot(f.reach[t])
	case NearKin:
		f.neighbor[t], ok = f.m.NearestKin(f.reach[t])
	case MarkPlace:
		f.mark, ok = f.m.ToMark()
	}
	f.there[t] = ok
	return ok
}

func (f *frame) holds(s *step) bool {
	if s.thing != NoThing && !f.look(s.thing) {
		return false
	}
	for _, t := range s.there {
		if !f.there[t] {
			return false
		}
	}
	for i := range s.conds {
		if !f.cond(&s.conds[i]) {
			return false
		}
	}
	return true
}

func (f *frame) cond(c *Cond) bool {
	switch {
	case c.Flag == FlagCanBreed:
		return f.m.CanBreed() != c.Not
	case c.Flag != NoFlag:
		return f.there[c.Flag.thing()] != c.Not
	}
	left, right := f.number(c.Left), c.Const
	if c.Right != NoSense {
		right = f.number(c.Right)
	}
	if c.Less {
		return left < right
	}
	return left > right
}

func (f *frame) number(s Sense) float64 {
	if f.program.held[s] {
		return f.value[s]
	}
	return senseTable[s].read(f)
}

// way returns the offset to a thing.
func (f *frame) way(t Thing) (dx, dy float64) {
	switch t {
	case NearFood, RichFood:
		return f.food[t].DX, f.food[t].DY
	case NearMolbot, NearKin:
		return f.neighbor[t].DX, f.neighbor[t].DY
	}
	return f.mark.DX, f.mark.DY
}

func (f *frame) act(a *Action) {
	m := f.m
	switch a.Verb {
	case DoThrustTo:
		dx, dy := f.way(a.Thing)
		m.ThrustToward(dx, dy, a.A)
	case DoThrustFrom:
		dx, dy := f.way(a.Thing)
		m.ThrustToward(-dx, -dy, a.A)
	case DoClimb:
		rise := m.FertilityGradient()
		m.ThrustToward(rise.DX, rise.DY, a.A)
	case DoComfort:
		mild := m.Comfort()
		m.ThrustToward(mild.DX, mild.DY, a.A)
	case DoFollow:
		trail := m.ScentGradient(a.Index)
		m.ThrustToward(trail.DX, trail.DY, a.A)
	case DoAvoid:
		trail := m.ScentGradient(a.Index)
		m.ThrustToward(-trail.DX, -trail.DY, a.A)
	case DoTurn:
		m.Turn(a.B, a.A)
	case DoWander:
		m.Turn((m.Rand()-0.5)*a.B, a.A)
	case DoBrake:
		m.Brake()
	case DoRest:
		m.Rest()
	default:
		f.handle(a)
	}
}

// handle carries out the actions that do not move.
func (f *frame) handle(a *Action) {
	m := f.m
	switch a.Verb {
	case DoEat:
		m.Eat()
	case DoFast:
		m.Fast()
	case DoMark:
		m.MarkHere()
	case DoBreed:
		m.Reproduce(a.A)
	case DoHold:
		m.HoldBirth()
	case DoAttack:
		m.Attack(f.neighbor[a.Thing])
	case DoShare:
		m.Share(f.neighbor[a.Thing], a.A)
	case DoScent:
		m.LeaveScent(a.Index, a.A)
	case DoSetMem:
		m.SetMem(a.Index, a.A)
	case DoAddMem:
		m.SetMem(a.Index, m.Mem(a.Index)+a.A)
	case DoKeepMem:
		m.SetMem(a.Index, f.number(a.Sense))
	}
}

// valid reports whether the action can be carried out.
func (a Action) valid() bool {
	info := a.Verb < verbCount && a.Index >= 0 && a.Sense < senseCount && a.Thing < thingCount
	switch a.Verb {
	case DoThrustTo:
		return info && a.Thing != NoThing
	case DoThrustFrom:
		return info && a.Thing >= NearMolbot
	case DoAttack, DoShare:
		return info && (a.Thing == NearMolbot || a.Thing == NearKin)
	case DoKeepMem:
		return info && a.Sense != NoSense && a.Index < trait.MemorySlots
	case DoFollow, DoAvoid, DoScent:
		return info && a.Index < trait.ScentChannels
	case DoSetMem, DoAddMem:
		return info && a.Index < trait.MemorySlots
	}
	return info && !math.IsNaN(a.A) && !math.IsNaN(a.B)
}
