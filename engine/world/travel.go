package world

// Leave takes the molbot in slot i out of the world, with the flesh of its body. It is neither a death nor carrion.
func (w *World) Leave(i int32) {
	b := &w.Bots
	w.Ledger.Book(Departed, b.Energy[i]+w.P.Biology.Flesh)
	w.settle(i, &w.Period.Traits)
	w.Dead = append(w.Dead, b.Serial[i])
	b.release(i)
	w.stale = true
}

// Guest is a molbot that comes from elsewhere.
type Guest struct {
	Genes                Genome
	Energy               float64
	Age, Fasted, Rested  uint64 // [ticks]
	Generation, Children uint32
	Traits, Off          uint64 // masks of this world
}

// Enter lets a guest into the world at a place drawn by its new serial, and returns its slot. In a world that is
// younger than the guest it counts as old as the world.
func (w *World) Enter(g Guest) int32 {
	random := Keyed(w.Seed, w.Tick, w.NextSerial, ForBirthplace)
	x, y := random.Float()*w.P.Width, random.Float()*w.P.Height
	i := w.add(g.Genes, x, y, 0, inheritance{traits: g.Traits})
	b := &w.Bots
	b.Heading[i] = random.Between(-3, 3)
	b.Energy[i] = min(g.Energy, b.Body[i].MaxEnergy)
	b.Born[i], b.Meal[i] = w.ago(g.Age), w.ago(g.Fasted)
	if g.Rested > 0 {
		b.Bred[i] = max(1, w.ago(g.Rested))
	}
	b.Generation[i], b.Children[i], b.Off[i] = g.Generation, g.Children, g.Off&g.Traits
	w.Ledger.Book(Arrived, b.Energy[i]+w.P.Biology.Flesh)
	return i
}

func (w *World) ago(ticks uint64) uint64 { return w.Tick - min(ticks, w.Tick) }
