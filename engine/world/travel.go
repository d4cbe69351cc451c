package world

// Leave removes the molbot in slot i from the world, including the flesh of its body. It is not a death and leaves no
// carrion.
func (w *World) Leave(i int32) {
	b := &w.Bots
	w.Ledger.Book(Departed, b.Energy[i]+w.P.Biology.Flesh)
	w.settle(i, &w.Period.Traits)
	w.Dead = append(w.Dead, b.Serial[i])
	b.release(i)
	w.stale = true
}

// Guest is a molbot that arrives from another world.
type Guest struct {
	Genes                Genome
	Energy               float64
	Age, Fasted, Rested  uint64 // [ticks]
	Generation, Children uint32
	Traits, Off          uint64 // masks of this world
}

// Enter adds a guest at a random place and returns its slot. The guest's age is limited to the age of the world.
func (w *World) Enter(g Guest) int32 {
	random := Keyed(w.Seed, w.Tick, w.NextSerial, ForBirthplace)
	x, y := random.Float()*w.P.Width, random.Float()*w.P.Height
	i := w.add(g.Genes, x, y, 0, inheritance{traits: g.Traits})
	b := &w.Bots
	b.Heading[i] = random.Between(-3, 3)
	b.Energy[i] = min(g.Energy, b.Body[i].MaxEnergy)
	b.Born[i], b.Meal[i] = w.ago(g.Age), w.ago(g.Fasted)
	b.Bitten[i] = b.Born[i]
	if g.Rested > 0 {
		b.Bred[i] = max(1, w.ago(g.Rested))
	}
	b.Generation[i], b.Children[i], b.Off[i] = g.Generation, g.Children, g.Off&g.Traits
	w.Ledger.Book(Arrived, b.Energy[i]+w.P.Biology.Flesh)
	return i
}

func (w *World) ago(ticks uint64) uint64 { return w.Tick - min(ticks, w.Tick) }
