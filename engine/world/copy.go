package world

import "slices"

// Copy returns an independent copy of the state without derived values. It can be encoded but not run.
func (w *World) Copy() *World {
	c := &World{
		P: w.P, Seed: w.Seed, Tick: w.Tick, NextSerial: w.NextSerial, Cursor: w.Cursor, FoodDue: w.FoodDue,
		Bots: w.Bots.copy(), Food: w.Food.copy(), Sky: w.Sky, Ledger: w.Ledger, Period: w.Period, Heredity: w.Heredity,
	}
	c.Land = Land{Seed: w.Land.Seed, Patches: slices.Clone(w.Land.Patches), Cols: w.Land.Cols, Rows: w.Land.Rows}
	c.Heredity.Kits, c.Heredity.Assignments = slices.Clone(w.Heredity.Kits), slices.Clone(w.Heredity.Assignments)
	for k := range c.Heredity.Assignments {
		assignment := &c.Heredity.Assignments[k]
		assignment.BirthCohort = assignment.BirthCohort.copy()
	}
	c.Scent.Active = w.Scent.Active
	for channel, field := range w.Scent.Fields {
		if w.Scent.Active[channel] {
			c.Scent.Fields[channel] = slices.Clone(field)
		}
	}
	return c
}

// Fork returns an independent copy that can run.
func (w *World) Fork() *World {
	c := w.Copy()
	c.Land.base, c.Land.climate = w.Land.base, w.Land.climate // never change
	c.Land.Yield, c.Land.changed = slices.Clone(w.Land.Yield), w.Land.changed
	c.Scent.next = make([]float64, len(w.Scent.next))
	for channel := range c.Scent.Fields {
		if c.Scent.Fields[channel] == nil {
			c.Scent.Fields[channel] = make([]float64, len(w.Scent.next))
		}
	}
	c.Bots.fit()
	copy(c.Bots.Body, w.Bots.Body)
	copy(c.Bots.mother, w.Bots.mother)
	copy(c.Bots.Basal, w.Bots.Basal)
	copy(c.Bots.Warmth, w.Bots.Warmth)
	copy(c.Bots.Lifespan, w.Bots.Lifespan)
	copy(c.Bots.BreedAt, w.Bots.BreedAt)
	copy(c.Bots.Radius, w.Bots.Radius)
	copy(c.Bots.Mass, w.Bots.Mass)
	c.resize()
	c.stale = true
	return c
}

func (b *Bots) copy() Bots {
	c := Bots{
		Serial: slices.Clone(b.Serial), Turn: slices.Clone(b.Turn), X: slices.Clone(b.X), Y: slices.Clone(b.Y),
		VX: slices.Clone(b.VX), VY: slices.Clone(b.VY), Heading: slices.Clone(b.Heading), Energy: slices.Clone(b.Energy),
		Born: slices.Clone(b.Born), Meal: slices.Clone(b.Meal), Bred: slices.Clone(b.Bred),
		Bitten: slices.Clone(b.Bitten),
		Parent: slices.Clone(b.Parent), Mate: slices.Clone(b.Mate), Generation: slices.Clone(b.Generation),
		Children: slices.Clone(b.Children), Genes: slices.Clone(b.Genes), Traits: slices.Clone(b.Traits),
		Off: slices.Clone(b.Off), Treated: slices.Clone(b.Treated), Control: slices.Clone(b.Control),
		Taken: slices.Clone(b.Taken), Paid: slices.Clone(b.Paid),
		MarkX: slices.Clone(b.MarkX), MarkY: slices.Clone(b.MarkY), Marked: slices.Clone(b.Marked),
		Dormant: slices.Clone(b.Dormant), Free: slices.Clone(b.Free),
	}
	for t, memory := range b.TraitMemory {
		c.TraitMemory[t] = slices.Clone(memory)
	}
	return c
}

func (f *Food) copy() Food {
	return Food{
		X: slices.Clone(f.X), Y: slices.Clone(f.Y), Energy: slices.Clone(f.Energy),
		Kind: slices.Clone(f.Kind), Born: slices.Clone(f.Born), Rots: slices.Clone(f.Rots),
	}
}
